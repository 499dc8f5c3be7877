namespace Taimatsu.Tests.Gpu;

/// <summary>Runs something on the processor and on a GPU, and compares.</summary>
internal static class Beside
{
    /// <summary>Float64 numbers between -1 and 1, none like another.</summary>
    public static Tensor Numbers(double factor, params long[] sizes)
        => torch.arange(sizes.Aggregate(1L, (a, b) => a * b), dtype: ScalarType.Float64).mul(factor).sin().reshape(sizes);

    /// <summary>
    /// The results, and the gradients of the sum of the first one's squares by the inputs that are float64, on both devices. Every kernel is compiled to PTX too.
    /// </summary>
    public static void Check(Func<Tensor[], Tensor[]> run, params Tensor[] inputs)
    {
        PtxCompiler.Watch();
        Tensor[] expected = Run(t => t), actual = Run(t => t.cuda());
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(DeviceType.CUDA, actual[i].device_type);
            Assert.Equal(expected[i].shape, actual[i].shape);
            Assert.Equal(expected[i].dtype, actual[i].dtype);
            double[] e = expected[i].ToFlatArray<double>(), a = actual[i].cpu().ToFlatArray<double>();
            for (int k = 0; k < e.Length; k++)
                Assert.True(e[k].Equals(a[k]) || Math.Abs(e[k] - a[k]) <= 1e-11 * Math.Max(1, Math.Abs(e[k])), $"result {i}, element {k}: {a[k]}, expected {e[k]}");
        }

        Tensor[] Run(Func<Tensor, Tensor> place)
        {
            var placed = Array.ConvertAll(inputs, t => t.dtype == ScalarType.Float64 ? place(t).detach().clone().requires_grad_() : place(t));
            var results = run(placed);
            if (results[0].requires_grad) (results[0] * results[0]).sum().backward();
            return [.. results.Select(r => r.detach()), .. placed.Where(t => t.requires_grad && t.grad is not null).Select(t => t.grad!)];
        }
    }
}
