namespace Taimatsu.Golden.Themes;

/// <summary>First derivatives of the operators that work element by element, at ordinary points and at the kinks.</summary>
internal static class Gradients
{
    public static void Fill(GoldenTheme theme)
    {
        foreach (var type in new[] { float64, float32 })
        {
            string name = TensorText.NameOf(type);
            var x = theme.Input(name, Values.Of(type, [23], 0, -0.0, 0.5, -0.5, 1, -1, 2, -2, 3, -3, 0.3, -0.3, 0.99, -0.99, 2.7, -2.7, 6, -6, 25, -25, 0.1, 7.5, -7.5));
            foreach (var (op, more, kwargs) in Pointwise.UnaryOperators)
            {
                if (op is "polygamma" or "glu" || op.StartsWith("is", StringComparison.Ordinal) || op is "signbit" or "logical_not" or "bitwise_not") continue;
                theme.Grad(op, [x, .. more], kwargs);
            }
            var odd = theme.Input(name + "_odd", Values.Of(type, [5], double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e30, -1e30));
            foreach (string op in new[] { "abs", "relu", "sigmoid", "tanh", "exp", "log", "sqrt", "gelu", "silu", "softplus", "clamp", "sign", "erf", "elu", "hardtanh" })
                theme.Grad(op, op == "clamp" ? [odd, -1, 1] : [odd]);
            foreach (string op in new[] { "glu" }) theme.Grad(op, [Values.Numbers([2, 4], type, seed: 3), 1]);

            Tensor a = Values.Of(type, [9], 1, 2, 2, -3, 0.5, 0, 0, 4, -1), b = Values.Of(type, [9], 2, 2, 1, 2, -0.5, 0, 3, 0.25, -2), c = Values.Numbers([9], type, 0.5, 2, 4);
            foreach (string op in new[] { "add", "sub", "mul", "div", "remainder", "fmod", "pow", "atan2", "hypot", "maximum", "minimum", "fmax", "fmin", "logaddexp", "logaddexp2", "copysign", "xlogy" }) theme.Grad(op, [a, b]);
            foreach (string mode in new[] { "floor", "trunc" }) theme.Grad("div", [a, b], ("rounding_mode", mode));
            theme.Grad("lerp", [a, b, c]);
            theme.Grad("lerp", [a, b, 0.3]);
            theme.Grad("addcmul", [a, b, c], ("value", 0.5));
            theme.Grad("addcdiv", [a, b, c], ("value", 0.5));
            theme.Grad("where", [a.gt(0), b, c]);
            theme.Grad("clamp", [a, b, c]);
            theme.Grad("clamp", [a], ("max", b));
            theme.Grad("rsub", [a, b], ("alpha", 2));
            theme.Grad("add", [a, b], ("alpha", -0.5));
            // Broadcasting sums the gradients back.
            Tensor wide = Values.Numbers([2, 3], type, 0.5, 2, 5), row = Values.Numbers([3], type, 0.5, 2, 6), one = Values.Numbers([1, 1], type, 0.5, 2, 7), scalar = Values.Numbers([], type, 0.5, 2, 8);
            foreach (string op in new[] { "add", "mul", "div", "pow", "atan2", "maximum" })
                foreach (var other in new[] { row, one, scalar })
                {
                    theme.Grad(op, [wide, other]);
                    theme.Grad(op, [other, wide]);
                }
            // Types that differ: each gradient has its own tensor's.
            theme.Grad("mul", [Values.Numbers([3], float32, seed: 1), Values.Numbers([3], float64, seed: 2)]);
            theme.Grad("prelu", [Values.Numbers([2, 3, 2], type, seed: 9), Values.Numbers([3], type, seed: 10)]);
            foreach (string op in new[] { "scaled_dot_product_attention" })
                theme.Grad(op, [Values.Numbers([1, 3, 4], type, seed: 11), Values.Numbers([1, 5, 4], type, seed: 12), Values.Numbers([1, 5, 2], type, seed: 13)]);
        }
    }
}
