namespace Taimatsu.Golden.Themes;

/// <summary>New tensors of regular numbers.</summary>
internal static class Creation
{
    public static void Fill(GoldenTheme theme)
    {
        foreach (object?[] range in new object?[][] { [5], [0], [1, 5], [5, 1, -1], [0, 1, 0.3], [1.0, 2.5, 0.5], [-2, 3, 2], [0.1, 1.0, 0.1], [3, 1], [1, 3, -1], [1, 3, 0], [10.0] }) theme.Case("arange", range);
        foreach (var type in new[] { float32, float64, int32, uint8, float16, bfloat16 }) theme.Case("arange", [0, 7, 2], ("dtype", type));
        foreach (var type in new[] { float32, float64, float16, bfloat16, int32, int64 })
            foreach (object[] range in new object[][] { [0, 1, 5], [-3, 7, 4], [3, -2, 6], [0, 10, 1], [0, 1, 0], [2, 2, 3], [0.1, 0.7, 33], [-1, 1, 200] })
            {
                if (range[2] is 200 && type != float32) continue;
                theme.Case("linspace", range, ("dtype", type));
                if (range[2] is not 200 and not 33) theme.Case("logspace", [Convert.ToDouble(range[0]) / 4, Convert.ToDouble(range[1]) / 4, range[2]], ("dtype", type), ("base", 2.0));
            }
        foreach (string op in new[] { "zeros", "ones" })
            foreach (var type in new[] { float32, int64, @bool }) theme.Case(op, [new object[] { 2, 2 }], ("dtype", type));
        theme.Case("full", [new object[] { 2 }, 3]);
        theme.Case("full", [new object[] { 2 }, 3.5]);
        theme.Case("full", [new object[] { 2 }, 3.7], ("dtype", int32));
        theme.Case("full", [new object[] { }, 1.5], ("dtype", float16));
        theme.Case("full_like", [Values.I(1, 2), 3]);
        theme.Case("eye", [3]);
        theme.Case("eye", [2, 4]);
        theme.Case("eye", [4, 2], ("dtype", int64));
        theme.Case("tril_indices", [3, 4, 1]);
        theme.Case("triu_indices", [3, 4, -1]);
        theme.Case("combinations", [Values.I(1, 2, 3)]);
        theme.Case("cartesian_prod", [new object[] { Values.I(1, 2), Values.I(3, 4) }]);
        theme.Case("vander", [Values.F(1, 2, 3)]);
        foreach (string window in new[] { "hann_window", "hamming_window", "blackman_window", "bartlett_window" }) theme.Case(window, [6]);
        theme.Case("linspace", [0, 1, -1]);
        theme.Case("zeros", [new object[] { -1 }]);
        theme.Case("eye", [-1]);
    }
}
