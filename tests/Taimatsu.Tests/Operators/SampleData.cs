namespace Taimatsu.Tests.Operators;

/// <summary>Tensors of reproducible values for rows.</summary>
internal static class SampleData
{
    /// <summary>Values spread over a range, the same for the same seed; whole numbers for integer types, both truth values for bool.</summary>
    public static Tensor Make(ScalarType type, Values values, int seed, params long[] sizes)
    {
        var random = new Random(seed * 7919 + 17);
        long count = 1;
        foreach (long size in sizes) count *= size;
        var data = new double[count];
        bool whole = !type.IsFloatingPoint();
        double low = type is ScalarType.Byte or ScalarType.Bool ? Math.Max(values.Low, 0) : values.Low;
        double high = type == ScalarType.Bool ? Math.Min(values.High, 1.99) : Math.Max(values.High, low);
        for (int i = 0; i < data.Length; i++)
            do
            {
                data[i] = low + random.NextDouble() * (high - low);
                if (whole) data[i] = Math.Truncate(data[i]);
            }
            while (values.NonZero && data[i] == 0 && high >= 1);
        return Of(type, data, sizes);
    }

    /// <summary>Values between −4 and 4.</summary>
    public static Tensor Make(ScalarType type, int seed, params long[] sizes) => Make(type, new Values(-4, 4), seed, sizes);

    /// <summary>Given values in some shape and type.</summary>
    public static Tensor Of(ScalarType type, double[] data, params long[] sizes) => torch.tensor(data).reshape(sizes).to(type);

    /// <summary>A contiguous copy outside the graph.</summary>
    public static Tensor Plain(Tensor tensor) => SampleData.FromTensor(tensor);

    private static Tensor FromTensor(Tensor tensor)
    {
        if (tensor.dtype == ScalarType.Int64) return torch.tensor(tensor.ToFlatArray<long>()).reshape(tensor.shape);
        return Of(tensor.dtype, tensor.ToFlatArray<double>(), tensor.shape.ToArray());
    }
}

/// <summary>The samples of pointwise rows.</summary>
internal static class PointwiseSamples
{
    private const int LongestRun = 70;
    private static readonly long[][] s_shapes = [[4, 5], [2, 3, 4], [], [0], [3, 0, 2], [1], [2, 1, 3]];
    private static readonly (long[], long[])[] s_pairs = [([4, 5], [4, 5]), ([4, 1], [1, 5]), ([3, 4], [4]), ([], [5]), ([5], []), ([], []), ([2, 1, 3], [4, 1]), ([0], [1]), ([3, 0], [])];
    private static readonly (long[], long[], long[])[] s_triples = [([4, 5], [4, 5], [4, 5]), ([4, 1], [1, 5], []), ([3, 4], [4], [3, 1]), ([], [5], [2, 1]), ([], [], []), ([0], [0], [1])];

    public static IEnumerable<Tensor[]> Unary(OperatorInfo info, ScalarType type)
    {
        for (int n = 1; n <= LongestRun; n++) yield return [Make(info, type, 0, n, [n])];
        foreach (var shape in s_shapes) yield return [Make(info, type, 0, 100, shape)];
    }

    public static IEnumerable<Tensor[]> Binary(OperatorInfo info, ScalarType type)
    {
        for (int n = 1; n <= LongestRun; n++) yield return [Make(info, type, 0, n, [n]), Make(info, type, 1, n + 1000, [n])];
        foreach (var (a, b) in s_pairs) yield return [Make(info, type, 0, 100, a), Make(info, type, 1, 200, b)];
    }

    public static IEnumerable<Tensor[]> Ternary(OperatorInfo info, ScalarType type)
    {
        for (int n = 1; n <= LongestRun; n++) yield return [Make(info, type, 0, n, [n]), Make(info, type, 1, n + 1000, [n]), Make(info, type, 2, n + 2000, [n])];
        foreach (var (a, b, c) in s_triples) yield return [Make(info, type, 0, 100, a), Make(info, type, 1, 200, b), Make(info, type, 2, 300, c)];
    }

    public static IEnumerable<Tensor[]> ForGradients(OperatorInfo info, int operands)
    {
        long[][][] shapes = operands switch
        {
            1 => [[[2, 3]], [[]]],
            2 => [[[2, 3], [2, 3]], [[2, 1], [3]], [[], [2]]],
            _ => [[[2, 2], [2, 2], [2, 2]], [[2, 1], [2], []]],
        };
        int seed = 40;
        foreach (var shape in shapes)
        {
            var inputs = new Tensor[operands];
            for (int i = 0; i < operands; i++)
            {
                var domain = info.GradDomain is { } given ? given[Math.Min(i, given.Length - 1)] : info.DomainOf(i);
                inputs[i] = SampleData.Make(ScalarType.Float64, domain, seed++, shape[i]);
            }
            yield return inputs;
        }
    }

    private static Tensor Make(OperatorInfo info, ScalarType type, int operand, int seed, long[] shape) => SampleData.Make(type, info.DomainOf(operand), seed, shape);
}
