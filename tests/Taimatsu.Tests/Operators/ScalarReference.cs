namespace Taimatsu.Tests.Operators;

/// <summary>Applies a function of plain doubles to broadcast tensors, one element at a time.</summary>
internal static class ScalarReference
{
    public static Tensor Map(Tensor[] tensors, Func<double[], double> function)
    {
        long[] shape = Broadcast(tensors);
        long count = 1;
        foreach (long size in shape) count *= size;
        var data = Array.ConvertAll(tensors, t => t.ToFlatArray<double>());
        var result = new double[count];
        var arguments = new double[tensors.Length];
        var index = new long[shape.Length];
        for (long i = 0; i < count; i++)
        {
            long rest = i;
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                index[d] = rest % shape[d];
                rest /= shape[d];
            }
            for (int k = 0; k < tensors.Length; k++)
            {
                long flat = 0;
                var own = tensors[k].shape;
                for (int d = 0; d < own.Length; d++) flat = flat * own[d] + (own[d] == 1 ? 0 : index[d + shape.Length - own.Length]);
                arguments[k] = data[k][flat];
            }
            result[i] = function(arguments);
        }
        return SampleData.Of(ScalarType.Float64, result, shape);
    }

    private static long[] Broadcast(Tensor[] tensors)
    {
        int rank = tensors.Max(t => (int)t.ndim);
        var shape = new long[rank];
        Array.Fill(shape, 1);
        foreach (var tensor in tensors)
            for (int d = 1; d <= tensor.ndim; d++)
                if (tensor.shape[^d] != 1)
                    shape[^d] = tensor.shape[^d];
        return shape;
    }
}
