namespace Taimatsu.Golden.Themes;

/// <summary>Order: sort, topk and what finds values by it. Where equal values leave the order open only stable forms are recorded.</summary>
internal static class Sorting
{
    public static void Fill(GoldenTheme theme)
    {
        double nan = double.NaN, inf = double.PositiveInfinity;
        foreach (var type in new[] { float32, float64, float16, bfloat16, int32, int64, uint8, int8, int16 })
        {
            var x = Values.Of(type, [3, 5], 3, 1, 4, 11, 5, 9, 2, 6, 7, 8, 13, 12, 10, 0, 14);
            foreach (int dim in new[] { 0, 1, -1 })
                foreach (bool descending in new[] { false, true })
                {
                    theme.Case("sort", [x, dim, descending]);
                    theme.Case("argsort", [x, dim, descending]);
                    theme.Case("topk", [x, 2, dim, descending, true]);
                }
            theme.Case("kthvalue", [x, 2]);
            theme.Case("kthvalue", [x, 3, 0], ("keepdim", true));
            theme.Case("msort", [x]);
            var ties = Values.Of(type, [2, 8], 2, 1, 2, 1, 3, 2, 1, 3, 5, 5, 5, 5, 0, 0, 0, 0);
            foreach (bool descending in new[] { false, true })
            {
                theme.Case("sort", [ties], ("stable", true), ("dim", 1), ("descending", descending));
                theme.Case("argsort", [ties], ("stable", true), ("dim", -1), ("descending", descending));
                theme.Case("argsort", [ties], ("stable", true), ("dim", 0), ("descending", descending));
            }
            theme.Case("_unique2", [ties, true, true, true]);
            theme.Case("unique_consecutive", [ties, true, true]);
            theme.Case("unique_dim", [ties, 1, true, true, true]);
            var edges = Values.Of(type, [4], 1, 3, 5, 7);
            theme.Case("searchsorted", [edges, Values.Of(type, [6], 0, 1, 2, 5, 7, 9)]);
            theme.Case("searchsorted", [edges, Values.Of(type, [6], 0, 1, 2, 5, 7, 9)], ("right", true));
            theme.Case("bucketize", [Values.Of(type, [2, 2], 0, 1, 3, 8), edges]);
            theme.Case("isin", [x, edges]);
        }
        theme.Case("sort", [torch.tensor(new[] { true, false, true, false })], ("stable", true), ("dim", 0), ("descending", false));
        foreach (var type in new[] { float32, float64 })
        {
            var odd = Values.Of(type, [8], 2, nan, -inf, inf, 0, -0.0, nan, 1);
            foreach (bool descending in new[] { false, true })
            {
                theme.Case("sort", [odd], ("stable", true), ("dim", 0), ("descending", descending));
                theme.Case("argsort", [odd], ("stable", true), ("dim", 0), ("descending", descending));
                theme.Case("topk", [Values.Of(type, [6], 2, nan, -inf, inf, 0, 1), 3, 0, descending, true]);
            }
            theme.Case("kthvalue", [Values.Of(type, [4], 2, nan, 1, 3), 4]);
            theme.Case("median", [odd]);
            theme.Case("sort", [Values.Of(type, [], 2)]);
            theme.Case("topk", [Values.Of(type, [], 2), 1]);
            theme.Case("sort", [torch.zeros([0, 3], dtype: type)]);
            foreach (string mode in new[] { "linear", "lower", "higher", "midpoint", "nearest" })
                theme.Case("quantile", [Values.Of(type, [5], 3, 1, 2, 5, 4), Values.Of(type, [3], 0, 0.3, 0.9)], ("interpolation", mode));
            theme.Case("nanquantile", [Values.Of(type, [5], 3, nan, 2, 5, 4), 0.5]);
            var x = Values.Numbers([3, 4], type, seed: 8);
            theme.Grad("sort", [x, 1, true]);
            theme.Grad("topk", [x, 2, 1, true, true]);
            theme.Grad("kthvalue", [x, 2, 1]);
            theme.Grad("quantile", [x, 0.3]);
        }
        // Longer than any small-array special case.
        var wide = Values.Numbers([200], seed: 30);
        theme.Case("sort", [wide, 0, false]);
        theme.Case("topk", [wide, 17, 0, true, true]);
        theme.Case("sort", [Values.Numbers([200], int32, 0, 20, 31)], ("stable", true), ("dim", 0), ("descending", true));
        var f = Values.Numbers([2, 3]);
        theme.Case("topk", [f, 4]);
        theme.Case("topk", [f, -1]);
        theme.Case("sort", [f, 2]);
        theme.Case("kthvalue", [f, 4]);
        theme.Case("histc", [Values.F(0.5, 1, 1.5, 2, 3), 4, 0, 4]);
        theme.Case("bincount", [Values.I(0, 1, 1, 3)], ("minlength", 6));
        theme.Case("bincount", [Values.I(0, 1, 1, 3), Values.F(0.5, 1, 2, 3)]);
    }
}
