namespace Taimatsu.Golden.Themes;

/// <summary>The type of a result for every pair of types: tensors, tensors without dimensions, and numbers.</summary>
internal static class Promotion
{
    private static readonly ScalarType[] Types = [uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64, @bool];

    public static void Fill(GoldenTheme theme)
    {
        Tensor One(ScalarType type, bool dimension, int value = 1) => Values.Of(type, dimension ? [1] : [], value);
        foreach (var left in Types)
            foreach (var right in Types)
            {
                theme.Raw(Pair(One(left, true), One(right, true)));
                theme.Raw(Pair(One(left, true), One(right, false)));
                theme.Raw(Pair(One(left, false), One(right, false)));
            }
        foreach (var type in Types)
            foreach (bool dimension in new[] { true, false })
            {
                var tensor = One(type, dimension);
                theme.Raw(Line(tensor, "2", 2));
                theme.Raw(Line(tensor, "2.5", 2.5));
                theme.Raw(Line(tensor, "true", One(@bool, false)));
            }

        string[] binary = ["add", "sub", "mul", "div", "floor_divide", "remainder", "fmod", "pow", "maximum", "eq", "lt", "atan2", "copysign", "logical_and", "bitwise_and", "xlogy", "hypot", "logaddexp", "gcd", "nextafter"];
        foreach (string op in binary)
            foreach (var left in Types)
                foreach (var right in Types)
                    theme.Case(op, [One(left, true, 3), One(right, true, 2)]);
        foreach (string op in new[] { "add", "sub", "mul", "div", "floor_divide", "remainder", "pow", "eq" })
            foreach (var type in Types)
                foreach (object number in new object[] { 2, 2.5 })
                    theme.Case(op, [One(type, true, 3), number]);
        foreach (string op in new[] { "sum", "prod", "mean", "cumsum", "amax", "any", "all", "argmax", "std", "norm", "logsumexp", "count_nonzero", "softmax", "sort", "median" })
            foreach (var type in Types)
                theme.Case(op, op is "cumsum" or "logsumexp" or "softmax" ? [One(type, true, 3), 0] : [One(type, true, 3)]);
        foreach (var left in Types)
            foreach (var right in Types)
            {
                theme.Case("cat", [new object[] { One(left, true, 3), One(right, true, 2) }]);
                theme.Case("stack", [new object[] { One(left, true, 3), One(right, true, 2) }]);
                theme.Case("where", [torch.tensor(new[] { true }), One(left, true, 3), One(right, true, 2)]);
                theme.Case("mul_", [One(left, true, 3), One(right, true, 2)]);
                theme.Case("add", [One(left, true, 3), One(right, false, 2)]);
                theme.Case("div", [One(left, true, 3), One(right, false, 2)]);
            }
        // From one type to another, with values that do not fit.
        foreach (var from in Types)
            foreach (var to in Types)
            {
                var values = Values.IsFloat(from) ? Values.Of(from, [8], 0, -0.5, 1.5, 2.5, -1.9, 100.7, 3.14159265358979, 1e-3) : Values.FewSpecials(from);
                theme.Case("to", [values, to]);
            }
    }

    private static string Pair(Tensor left, Tensor right) => Line(left, GoldenTheme.Json(right), right);

    // TorchScript has no type for a truth value as a number; a tensor without dimensions takes part in the same way.
    private static string Line(Tensor left, string text, object right)
    {
        var result = (ScalarType)(sbyte)(long)Aten.Call("result_type", [left, right], []).Results[0]!;
        return $"{{\"op\": \"result_type\", \"args\": [{GoldenTheme.Json(left)}, {text}], \"results\": [\"{TensorText.NameOf(result)}\"]}}";
    }
}
