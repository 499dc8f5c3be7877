namespace Taimatsu.Golden.Themes;

/// <summary>Normalisations; <c>after</c> tells what training did to the running statistics.</summary>
internal static class Normalization
{
    public static void Fill(GoldenTheme theme)
    {
        foreach (var type in new[] { float32, float64 })
        {
            Tensor N(uint seed, params long[] shape) => Values.Numbers(shape, type, -2, 3, seed);
            Tensor P(uint seed, params long[] shape) => Values.Numbers(shape, type, 0.5, 2, seed);
            foreach (long[] shape in new long[][] { [4, 3], [2, 3, 5], [2, 3, 2, 3], [1, 3, 2, 2], [2, 3, 1, 2, 2] })
                foreach (bool training in new[] { true, false })
                    foreach (bool affine in new[] { true, false })
                    {
                        var x = N(1, shape);
                        object? weight = affine ? P(2, 3) : null, bias = affine ? N(3, 3) : null;
                        BatchNorm(x, weight, bias, N(4, 3), P(5, 3), training, 0.1, 1e-5);
                    }
            BatchNorm(N(1, 4, 3), P(2, 3), N(3, 3), null, null, true, 0.1, 1e-5);
            BatchNorm(N(1, 4, 3), P(2, 3), N(3, 3), N(4, 3), P(5, 3), true, 0.5, 0.1);
            BatchNorm(N(1, 4, 3), P(2, 3), N(3, 3), N(4, 3), P(5, 3), true, 0.0, 1e-5);
            foreach (var (shape, over) in new (long[], object[])[] { ([2, 5], [5]), ([2, 3, 4], [4]), ([2, 3, 4], [3, 4]), ([5], [5]), ([2, 2, 1], [1]) })
            {
                long[] dims = [.. over.Select(Convert.ToInt64)];
                theme.Grad("layer_norm", [N(6, shape), over]);
                theme.Grad("layer_norm", [N(6, shape), over, P(7, dims), N(8, dims)], ("eps", 1e-3));
                theme.Grad("layer_norm", [N(6, shape), over, P(7, dims)]);
                theme.Grad("rms_norm", [N(6, shape), over, P(7, dims), 1e-5]);
            }
            foreach (var (groups, shape) in new (int, long[])[] { (2, [2, 4, 3]), (4, [2, 4, 2, 2]), (1, [2, 4]), (2, [1, 4, 1]) })
            {
                theme.Grad("group_norm", [N(9, shape), groups]);
                theme.Grad("group_norm", [N(9, shape), groups, P(2, 4), N(3, 4), 1e-3]);
            }
            theme.Grad("instance_norm", [N(10, 2, 3, 4), P(2, 3), N(3, 3), null, null, true, 0.1, 1e-5, false]);

            void BatchNorm(Tensor x, object? weight, object? bias, object? mean, object? variance, bool training, double momentum, double eps)
                => theme.Grad("batch_norm", [x], ("weight", weight), ("bias", bias), ("running_mean", mean), ("running_var", variance), ("training", training), ("momentum", momentum), ("eps", eps), ("cudnn_enabled", false));
        }
        foreach (var type in new[] { float16, bfloat16 })
        {
            theme.Case("layer_norm", [Values.Numbers([2, 5], type), new object[] { 5 }]);
            theme.Case("batch_norm", [Values.Numbers([2, 5], type)], ("weight", null), ("bias", null), ("running_mean", null), ("running_var", null), ("training", true), ("momentum", 0.1), ("eps", 1e-5), ("cudnn_enabled", false));
        }
        Tensor F(params long[] shape) => torch.ones(shape);
        theme.Case("layer_norm", [F(2, 3), new object[] { 2 }]);
        theme.Case("layer_norm", [F(2, 3), new object[] { 3 }, F(2)]);
        theme.Case("batch_norm", [F(2, 3)], ("weight", F(2)), ("bias", null), ("running_mean", null), ("running_var", null), ("training", true), ("momentum", 0.1), ("eps", 1e-5), ("cudnn_enabled", false));
        theme.Case("batch_norm", [F(2, 3)], ("weight", null), ("bias", null), ("running_mean", null), ("running_var", null), ("training", false), ("momentum", 0.1), ("eps", 1e-5), ("cudnn_enabled", false));
        theme.Case("group_norm", [F(2, 3), 2]);
    }
}
