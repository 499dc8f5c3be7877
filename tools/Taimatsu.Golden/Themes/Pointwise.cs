namespace Taimatsu.Golden.Themes;

/// <summary>Element by element.</summary>
internal static class Pointwise
{
    private static readonly ScalarType[] Floats = [float32, float64, float16, bfloat16], Integers = [int32, uint8, int8, int16, int64, @bool], All = [.. Floats, .. Integers];

    /// <summary>Operators of one tensor, with the arguments worth a look.</summary>
    public static readonly (string Op, object?[] More, (string, object?)[] Kwargs)[] UnaryOperators =
    [
        .. ("abs neg sign sgn ceil floor round trunc frac sqrt rsqrt square reciprocal exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh sigmoid " +
            "erf erfc erfinv lgamma digamma logit relu relu6 leaky_relu elu selu celu gelu silu mish softplus softsign hardtanh hardsigmoid hardswish logsigmoid deg2rad rad2deg " +
            "signbit isnan isinf isfinite isposinf isneginf logical_not bitwise_not positive nan_to_num sinc i0 special_entr special_ndtr special_log_ndtr special_erfcx special_expit special_i1")
            .Split(' ').Select(op => (op, Array.Empty<object?>(), Array.Empty<(string, object?)>())),
        ("gelu", [], [("approximate", "tanh")]),
        ("round", [], [("decimals", 2)]),
        ("round", [], [("decimals", -1)]),
        ("logit", [], [("eps", 0.1)]),
        ("leaky_relu", [], [("negative_slope", 0.2)]),
        ("elu", [], [("alpha", 0.7)]),
        ("celu", [], [("alpha", 0.7)]),
        ("softplus", [], [("beta", 2), ("threshold", 5)]),
        ("hardtanh", [], [("min_val", -0.5), ("max_val", 2.5)]),
        ("hardshrink", [], [("lambd", 0.5)]),
        ("softshrink", [], [("lambd", 0.5)]),
        ("threshold", [0.5, -3], []),
        ("clamp", [-0.5, 2.5], []),
        ("clamp", [], [("min", 1)]),
        ("clamp", [], [("max", 1)]),
        ("nan_to_num", [], [("nan", 1.5), ("posinf", 2.5), ("neginf", -2.5)]),
        ("pow", [2], []),
        ("pow", [3], []),
        ("pow", [0.5], []),
        ("pow", [-0.5], []),
        ("pow", [-1], []),
        ("pow", [-2], []),
        ("pow", [2.5], []),
        ("pow", [0], []),
        ("glu", [], [("dim", 0)]),
        ("polygamma", [], []),
    ];

    public static void Unary(GoldenTheme theme)
    {
        var inputs = All.ToDictionary(t => t, t => theme.Input(TensorText.NameOf(t), Values.Specials(t)));
        foreach (var (op, more, kwargs) in UnaryOperators)
        {
            if (op is "glu" or "polygamma") continue;
            foreach (var type in All) theme.Case(op, [inputs[type], .. more], kwargs);
        }
        foreach (var type in Floats)
            foreach (int n in new[] { 0, 1, 2 })
                theme.Case("polygamma", [n, Values.Of(type, [8], 0.5, 1, 1.5, 2.25, 3, 10, 100, -0.5)]);
        // The number before the tensor.
        foreach (var type in Floats)
        {
            theme.Case("rsub", [inputs[type], 2.5]);
            theme.Case("pow", [2, inputs[type]]);
        }
        foreach (var type in Integers)
            foreach (object number in new object[] { 3, -2, 2.5 })
                foreach (string op in new[] { "add", "mul", "div", "remainder", "floor_divide", "rsub" })
                    theme.Case(op, [inputs[type], number]);
        foreach (var type in Floats)
            foreach (object number in new object[] { 3, -0.3, 0.0 })
                foreach (string op in new[] { "add", "mul", "div", "remainder", "fmod", "floor_divide" })
                    theme.Case(op, [inputs[type], number]);
    }

    public static void Binary(GoldenTheme theme)
    {
        var rows = All.ToDictionary(t => t, t => theme.Input(TensorText.NameOf(t), Values.FewSpecials(t)));
        var columns = All.ToDictionary(t => t, t => theme.Input(TensorText.NameOf(t) + "_column", Values.FewSpecials(t).reshape(-1, 1)));
        string[] everywhere = ["add", "sub", "mul", "maximum", "minimum", "fmax", "fmin", "eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "logical_xor", "heaviside", "xlogy", "copysign", "atan2"];
        foreach (string op in everywhere)
            foreach (var type in All) theme.Case(op, [columns[type], rows[type]]);
        foreach (string op in new[] { "add", "sub" })
            foreach (var type in new[] { float32, float64, bfloat16, int32, uint8 })
                theme.Case(op, [columns[type], rows[type]], ("alpha", Values.IsFloat(type) ? 2.5 : 3));
        foreach (var type in Floats)
        {
            foreach (string op in new[] { "remainder", "fmod", "floor_divide", "pow", "hypot", "logaddexp", "logaddexp2", "nextafter" }) theme.Case(op, [columns[type], rows[type]]);
            foreach (string? mode in new[] { null, "floor", "trunc" }) theme.Case("div", [columns[type], rows[type]], ("rounding_mode", mode));
        }
        foreach (var type in Integers)
        {
            foreach (string op in new[] { "bitwise_and", "bitwise_or", "bitwise_xor", "gcd", "lcm" }) theme.Case(op, [columns[type], rows[type]]);
            var divisors = type == @bool ? torch.tensor(new[] { true }) : Nonzero(type);
            foreach (string op in new[] { "remainder", "fmod", "floor_divide" }) theme.Case(op, [columns[type], divisors]);
            foreach (string? mode in new[] { null, "floor", "trunc" }) theme.Case("div", [columns[type], divisors], ("rounding_mode", mode));
            theme.Case("div", [columns[type], rows[type]]);
            if (type == @bool) continue;
            var counts = Values.Of(type, [7], 0, 1, 2, 5, 7, 8, 31);
            foreach (string op in new[] { "bitwise_left_shift", "bitwise_right_shift" }) theme.Case(op, [columns[type], counts]);
            theme.Case("pow", [columns[type], Values.Of(type, [5], 0, 1, 2, 3, 7)]);
            theme.Case("pow", [columns[type], -1]);
            theme.Case("floor_divide", [columns[type], Values.Of(type, [1], 0)]);
            theme.Case("remainder", [columns[type], Values.Of(type, [1], 0)]);
        }
        // Every ordinary pair once more, where rounding is put to the test.
        var a = theme.Input("ordinary_a", Values.Numbers([64], low: 0.01, high: 20, seed: 5));
        var b = theme.Input("ordinary_b", Values.Numbers([64], low: -4, high: 4, seed: 6));
        foreach (string op in new[] { "div", "pow", "atan2", "hypot", "fmod", "remainder", "logaddexp", "logaddexp2", "xlogy" }) theme.Case(op, [a, b]);
        // Shapes that broadcast, and some that do not.
        (long[], long[])[] shapes = [([2, 3], [3]), ([2, 1], [1, 3]), ([], [2]), ([2, 3], []), ([1], [2, 2]), ([2, 1, 2], [3, 1]), ([0, 2], [1, 2]), ([0], [1]), ([2, 3], [2]), ([3], [4]), ([2, 3], [3, 3]), ([0], [2])];
        foreach (var (left, right) in shapes) theme.Case("mul", [Values.Numbers(left, seed: 3), Values.Numbers(right, seed: 4)]);
        (object?, object?)[] close = [(1e-9, 0.0), (1e-7, 0.0), (1.0, 1.00001), (1.0, 1.0001), (double.NaN, double.NaN), (double.PositiveInfinity, double.PositiveInfinity)];
        foreach (var (x, y) in close)
        {
            theme.Case("isclose", [Values.F((double)x!), Values.F((double)y!)]);
            theme.Case("isclose", [Values.F((double)x!), Values.F((double)y!)], ("equal_nan", true));
            theme.Case("allclose", [Values.F((double)x!), Values.F((double)y!)], ("rtol", 1e-3), ("atol", 1e-6));
        }
    }

    public static void Ternary(GoldenTheme theme)
    {
        foreach (var type in All)
        {
            var a = theme.Input(TensorText.NameOf(type) + "_a", Values.Numbers([3, 4], type, 0, 8, 1));
            var b = theme.Input(TensorText.NameOf(type) + "_b", Values.Numbers([3, 4], type, 1, 9, 2));
            var c = theme.Input(TensorText.NameOf(type) + "_c", Values.Numbers([4], type, 1, 5, 3));
            theme.Case("lerp", [a, b, c]);
            theme.Case("lerp", [a, b, 0.25]);
            theme.Case("lerp", [a, b, 0.75]);
            theme.Case("addcmul", [a, b, c]);
            theme.Case("addcmul", [a, b, c], ("value", Values.IsFloat(type) ? 0.3 : 2));
            theme.Case("addcdiv", [a, b, c]);
            theme.Case("addcdiv", [a, b, c], ("value", Values.IsFloat(type) ? 0.3 : 2));
            theme.Case("where", [torch.tensor(new[] { true, false, false, true }), a, c]);
            theme.Case("clamp", [a], ("min", c), ("max", b));
            theme.Case("clamp", [a], ("min", c));
            theme.Case("clamp", [a, 2, 5]);
            theme.Case("clamp", [a, 2.5, 5.5]);
            theme.Case("clamp_min", [a, 3]);
            theme.Case("clamp_max", [a, 3]);
        }
        foreach (var type in Floats)
        {
            var x = theme.Input(TensorText.NameOf(type) + "_few", Values.FewSpecials(type));
            theme.Case("clamp", [x, Values.Of(type, [], double.NaN), null]);
            theme.Case("clamp", [x, 5.0, 1.0]);
            theme.Case("lerp", [x, Values.Of(type, [], 2), 0.3]);
        }
        theme.Case("clamp", [Values.F(1, 2)]);
        theme.Case("where", [torch.tensor(new[] { true, false }), Values.F(1, 2), Values.I(3, 4)]);
        theme.Case("where", [torch.tensor(new[] { true, false }), Values.I(1, 2), 2.5]);
        theme.Case("where", [torch.tensor(new[] { true, false }), 1.0, Values.Of(float64, [2], 3, 4)]);
    }

    private static Tensor Nonzero(ScalarType type)
    {
        var few = Values.FewSpecials(type);
        return few.masked_select(few.ne(0));
    }
}
