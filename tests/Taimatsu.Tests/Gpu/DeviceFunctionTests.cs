using Taimatsu.Gpu;

namespace Taimatsu.Tests.Gpu;

/// <summary>The functions that stand for .NET's on devices have its values, also at the ends of their ranges.</summary>
public class DeviceFunctionTests
{
    private static readonly double[] s_values =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 1.5, 2.5, -2.5, 0.1, -0.3, 1e-3, -1e-3, 1e-8, -1e-8, 1e-20, 3e-310, -3e-310, 5e-324, 0.999999, -0.999999, 1.000001, Math.PI / 2, Math.PI, -Math.PI / 4,
        3, -3, 7.25, 20, -20, 100, -100, 355, 709.7, -709.7, 1000, -1000, 12345.678, 1e6, -1e6, 4503599627370497.0, 1e15, 1e100, -1e100, 1e300, double.MaxValue, double.MinValue,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    private static readonly Dictionary<string, (Func<double, double> Ours, Func<double, double> Expected)> s_functions = new()
    {
        ["Exp"] = (DeviceFunctions.Exp, Math.Exp), ["Log"] = (DeviceFunctions.Log, Math.Log), ["LogP1"] = (DeviceFunctions.LogP1, x => Math.Abs(x) < 1e-300 ? x : Math.Abs(x) < 0.6 ? 2 * Math.Atanh(x / (2 + x)) : Math.Log(1 + x)),
        ["ExpM1"] = (DeviceFunctions.ExpM1, x => Math.Abs(x) < 1e-300 ? x : Math.Abs(x) < 0.5 ? 2 * Math.Exp(x / 2) * Math.Sinh(x / 2) : Math.Exp(x) - 1),
        ["Log10"] = (DeviceFunctions.Log10, Math.Log10), ["Tan"] = (DeviceFunctions.Tan, Math.Tan), ["Atan"] = (DeviceFunctions.Atan, Math.Atan), ["Asin"] = (DeviceFunctions.Asin, Math.Asin),
        ["Acos"] = (DeviceFunctions.Acos, Math.Acos), ["Sinh"] = (DeviceFunctions.Sinh, Math.Sinh), ["Cosh"] = (DeviceFunctions.Cosh, Math.Cosh), ["Asinh"] = (DeviceFunctions.Asinh, Math.Asinh),
        ["Acosh"] = (DeviceFunctions.Acosh, Math.Acosh), ["Atanh"] = (DeviceFunctions.Atanh, Math.Atanh), ["Sin"] = (DeviceFunctions.Sin, Math.Sin), ["Cos"] = (DeviceFunctions.Cos, Math.Cos),
        ["Floor"] = (DeviceFunctions.Floor, Math.Floor), ["Round"] = (DeviceFunctions.Round, Math.Round), ["BitIncrement"] = (DeviceFunctions.BitIncrement, Math.BitIncrement),
        ["BitDecrement"] = (DeviceFunctions.BitDecrement, Math.BitDecrement),
    };

    private static readonly Dictionary<string, (Func<double, double, double> Ours, Func<double, double, double> Expected)> s_functions2 = new()
    {
        ["Atan2"] = (DeviceFunctions.Atan2, Math.Atan2), ["Pow"] = (DeviceFunctions.Pow, Math.Pow), ["CopySign"] = (DeviceFunctions.CopySign, Math.CopySign),
        ["Hypot"] = (DeviceFunctions.Hypot, double.Hypot),
    };

    public static TheoryData<string> Functions() => [.. s_functions.Keys];

    public static TheoryData<string> Functions2() => [.. s_functions2.Keys];

    [Theory, MemberData(nameof(Functions))]
    public void Of_one_number(string name)
    {
        var (ours, expected) = s_functions[name];
        // What a turn's remainder keeps of large angles is another matter: see the trigonometric operators.
        bool turns = name is "Sin" or "Cos" or "Tan";
        var wrong = s_values.Where(x => !turns || Math.Abs(x) <= 1e6 || !double.IsFinite(x)).Where(x => !Same(ours(x), expected(x), turns ? 1e-15 * (1 + Math.Abs(x)) : 0))
            .Select(x => $"{name}({x:R}) = {ours(x):R}, expected {expected(x):R}").ToArray();
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    [Theory, MemberData(nameof(Functions2))]
    public void Of_two_numbers(string name)
    {
        var (ours, expected) = s_functions2[name];
        // The logarithm's last place counts as often as the power is high.
        double Slack(double x, double y) => name == "Pow" && Math.Abs(y * Math.Log(Math.Abs(x))) is > 0 and < 800 and var power ? 3e-16 * power * expected(x, y) : 0;
        var wrong = s_values.SelectMany(x => s_values.Select(y => (x, y))).Where(p => !Same(ours(p.x, p.y), expected(p.x, p.y), Math.Abs(Slack(p.x, p.y))))
            .Select(p => $"{name}({p.x:R}, {p.y:R}) = {ours(p.x, p.y):R}, expected {expected(p.x, p.y):R}").ToArray();
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {s_values.Length * s_values.Length}:\n{string.Join("\n", wrong.Take(20))}");
    }

    [Fact]
    public void Of_float32()
    {
        foreach (float x in s_values.Select(v => (float)v))
        {
            Near(DeviceFunctions.Atan(x), MathF.Atan(x), $"Atan({x:R})");
            Near(DeviceFunctions.Sinh(x), MathF.Sinh(x), $"Sinh({x:R})");
            Near(DeviceFunctions.Asinh(x), MathF.Asinh(x), $"Asinh({x:R})");
            Near(DeviceFunctions.Log10(x), MathF.Log10(x), $"Log10({x:R})");
            Near(DeviceFunctions.Floor(x), MathF.Floor(x), $"Floor({x:R})");
            Near(DeviceFunctions.BitIncrement(x), MathF.BitIncrement(x), $"BitIncrement({x:R})");
            Near(DeviceFunctions.Pow(x, 2.5f), MathF.Pow(x, 2.5f), $"Pow({x:R}, 2.5)");
        }

        static void Near(float ours, float expected, string what)
            => Assert.True(ours.Equals(expected) || Math.Abs(ours - expected) <= 3e-7f * Math.Abs(expected) || Math.Abs(ours - expected) <= 3e-45f, $"{what} = {ours:R}, expected {expected:R}");
    }

    // A few units in the last place; zeros of the same sign.
    private static bool Same(double ours, double expected, double absolute)
    {
        if (double.IsNaN(expected)) return double.IsNaN(ours);
        if (expected == 0 || !double.IsFinite(expected)) return ours.Equals(expected) && (expected != 0 || double.IsNegative(ours) == double.IsNegative(expected) || absolute > 0);
        return Math.Abs(ours - expected) <= Math.Max(8e-15 * Math.Abs(expected), absolute) || Math.Abs(ours - expected) <= 1e-320;
    }
}
