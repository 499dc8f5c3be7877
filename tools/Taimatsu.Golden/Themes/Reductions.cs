namespace Taimatsu.Golden.Themes;

/// <summary>Sums, extremes, moments, norms, running forms and softmax.</summary>
internal static class Reductions
{
    public static void Fill(GoldenTheme theme)
    {
        ScalarType[] floats = [float32, float64, float16, bfloat16], integers = [int32, int64, uint8, int8, int16, @bool];
        foreach (var type in floats.Concat(integers))
        {
            bool isFloat = floats.Contains(type);
            var x = theme.Input(TensorText.NameOf(type), Values.Numbers([2, 3, 4], type, isFloat ? -3 : type == @bool ? -1 : 0, isFloat ? 3 : type == @bool ? 1 : 5, 9));
            foreach (string op in new[] { "sum", "mean", "nansum", "nanmean", "prod", "max", "min", "amax", "amin", "argmax", "argmin", "any", "all", "std", "var", "count_nonzero", "median", "nanmedian", "aminmax", "norm", "cumsum" })
                if (op != "cumsum") theme.Case(op, [x]);
            foreach (object dim in new object[] { 0, 1, -1 })
            {
                foreach (string op in new[] { "sum", "mean", "amax", "amin", "var", "std", "logsumexp" }) theme.Case(op, [x, new object[] { dim }]);
                foreach (string op in new[] { "prod", "max", "min", "argmax", "argmin", "any", "all", "cumsum", "cumprod", "cummax", "cummin", "softmax", "log_softmax", "logcumsumexp", "median", "mode", "count_nonzero" })
                    theme.Case(op, [x, dim]);
            }
            theme.Case("sum", [x, new object[] { 0, 2 }], ("keepdim", true));
            theme.Case("mean", [x, new object[] { 1, 2 }], ("keepdim", false));
            theme.Case("max", [x, 1], ("keepdim", true));
            theme.Case("argmax", [x], ("keepdim", true));
            theme.Case("argmax", [x, 2], ("keepdim", true));
            theme.Case("amax", [x, new object[] { 0, 1 }], ("keepdim", true));
            theme.Case("sum", [x], ("dtype", float64));
            theme.Case("sum", [x, new object[] { 1 }], ("dtype", float32));
            theme.Case("mean", [x], ("dtype", float32));
            theme.Case("prod", [x], ("dtype", float64));
            theme.Case("cumsum", [x, 1], ("dtype", float64));
            theme.Case("softmax", [x, 1], ("dtype", float32));
            theme.Case("diff", [x]);
        }
        foreach (var type in new[] { float32, float64 })
        {
            var x = theme.Input(TensorText.NameOf(type), Values.Numbers([2, 3, 4], type, -3, 3, 9));
            foreach (object? correction in new object?[] { 0, 1, 2, 3, 24, 30 })
                foreach (string op in new[] { "var", "std", "var_mean", "std_mean" })
                {
                    theme.Case(op, [x], ("dim", new object[] { 1 }), ("correction", correction), ("keepdim", correction is 2));
                    theme.Case(op, [x], ("dim", null), ("correction", correction));
                }
            foreach (string op in new[] { "var", "std" })
                foreach (bool unbiased in new[] { false, true })
                    theme.Case(op, [x], ("unbiased", unbiased));
            foreach (object p in new object[] { 0, 1, 2, 3, 0.5, -1, double.PositiveInfinity, double.NegativeInfinity })
            {
                theme.Case("norm", [x, p, new object[] { 1 }]);
                theme.Case("linalg_vector_norm", [x, p]);
                theme.Case("linalg_vector_norm", [x, p, new object[] { 0, 2 }], ("keepdim", true));
            }
            theme.Case("norm", [x, 2.5]);
            theme.Case("dist", [x, Values.Numbers([2, 3, 4], type, seed: 10), 2]);
            foreach (object p in new object[] { 1, 3 }) theme.Case("renorm", [x, p, 1, 1.5]);

            // Infinities and NaN, ties, one element, none.
            double nan = double.NaN, inf = double.PositiveInfinity;
            foreach (var values in new double[][] { [1, nan, 3], [nan, nan], [inf, 1, -inf], [-inf, -inf], [inf, inf], [2, 5, 5, 1, 5], [0, -0.0], [-0.0, 0], [4] })
            {
                var v = Values.Of(type, [values.Length], values);
                foreach (string op in new[] { "sum", "mean", "nansum", "nanmean", "prod", "max", "min", "amax", "amin", "argmax", "argmin", "any", "all", "std", "var", "median", "nanmedian", "aminmax", "count_nonzero", "norm" }) theme.Case(op, [v]);
                foreach (string op in new[] { "max", "min", "cummax", "cummin", "cumsum", "cumprod", "logcumsumexp", "softmax", "log_softmax", "logsumexp", "mode", "median", "nanmedian" }) theme.Case(op, [v, 0]);
            }
            foreach (long[] shape in new long[][] { [0], [0, 3], [3, 0] })
            {
                var empty = torch.zeros(shape, dtype: type);
                foreach (string op in new[] { "sum", "mean", "prod", "max", "min", "amax", "argmax", "any", "all", "std", "var", "median", "nansum", "norm", "count_nonzero" }) theme.Case(op, [empty]);
                foreach (string op in new[] { "sum", "mean", "amax", "var", "logsumexp" }) theme.Case(op, [empty, new object[] { 0 }]);
                foreach (string op in new[] { "prod", "max", "argmax", "any", "all", "cumsum", "cumprod", "cummax", "softmax", "log_softmax" }) theme.Case(op, [empty, 0]);
            }
            var scalar = Values.Of(type, [], 2.5);
            foreach (string op in new[] { "sum", "mean", "prod", "max", "min", "argmax", "any", "std", "var", "median" }) theme.Case(op, [scalar]);
            foreach (string op in new[] { "cumsum", "cumprod", "softmax", "log_softmax", "max", "argmax", "cummax" }) theme.Case(op, [scalar, 0]);
            theme.Case("sum", [scalar, new object[] { 0 }]);
            theme.Case("sum", [scalar, new object[] { -1 }], ("keepdim", true));
        }
        // Refusals.
        var f = Values.Numbers([2, 3]);
        theme.Case("sum", [f, new object[] { 2 }]);
        theme.Case("sum", [f, new object[] { 0, 0 }]);
        theme.Case("sum", [f, new object[] { 0, -2 }]);
        theme.Case("max", [f, -3]);
        theme.Case("softmax", [f, 2]);
        theme.Case("cumsum", [f, 2]);
        theme.Case("mean", [Values.I(1, 2)]);
        theme.Case("amax", [torch.zeros(0L)]);
        // Long sums, where the order of additions shows.
        var many = theme.Input("many", Values.Numbers([1500], low: -1, high: 1, seed: 21));
        foreach (string op in new[] { "sum", "mean", "std", "var", "norm", "prod" }) theme.Case(op, [many]);
        theme.Case("cumsum", [Values.Numbers([150], low: -1, high: 1, seed: 22), 0]);
        theme.Case("logsumexp", [many, new object[] { 0 }]);

        foreach (var type in new[] { float64, float32 })
        {
            var x = Values.Numbers([2, 3, 4], type, -3, 3, 9);
            foreach (string op in new[] { "sum", "mean", "prod", "max", "min", "amax", "amin", "std", "var", "norm", "median", "nansum", "nanmean" }) theme.Grad(op, [x]);
            foreach (string op in new[] { "sum", "mean", "amax", "amin", "std", "var", "logsumexp" }) theme.Grad(op, [x, new object[] { 1 }]);
            foreach (string op in new[] { "prod", "max", "min", "cumsum", "cumprod", "cummax", "cummin", "softmax", "log_softmax", "logcumsumexp", "median" }) theme.Grad(op, [x, 1]);
            foreach (object p in new object[] { 0, 1, 2, 3, double.PositiveInfinity }) theme.Grad("linalg_vector_norm", [x, p, new object[] { 2 }]);
            theme.Grad("sum", [x, new object[] { 0, 2 }], ("keepdim", true));
            theme.Grad("var_mean", [x], ("dim", new object[] { 1 }), ("correction", 0));
            theme.Grad("std_mean", [x], ("dim", new object[] { 1 }), ("correction", 1));
            // Ties, zeros.
            var ties = Values.Of(type, [2, 4], 1, 3, 3, 3, 0, 0, 0, 0);
            foreach (string op in new[] { "max", "min", "amax", "amin", "prod", "norm", "median", "std" }) theme.Grad(op, [ties]);
            foreach (string op in new[] { "max", "min", "cummax", "cumprod", "prod" }) theme.Grad(op, [ties, 1]);
            theme.Grad("prod", [Values.Of(type, [3], 2, 0, 5)]);
            theme.Grad("prod", [Values.Of(type, [3], 0, 0, 5)]);
            theme.Grad("cumprod", [Values.Of(type, [5], 2, 0, 5, 0, 3), 0]);
        }
    }
}
