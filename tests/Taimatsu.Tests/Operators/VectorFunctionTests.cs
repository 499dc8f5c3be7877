namespace Taimatsu.Tests.Operators;

/// <summary>The vector bodies of elementary functions against .NET's functions in double precision: the error in units in the last place, and the special values.</summary>
public class VectorFunctionTests
{
    public static TheoryData<string, double, double, double> Unary() => new()
    {
        { "atan", -1e4, 1e4, 3 }, { "atan", -3, 3, 3 },
        { "asin", -1, 1, 3 }, { "acos", -1, 1, 3 },
        { "sin", -1, 1, 2 }, { "sin", -10, 10, 3 }, { "sin", -20000, 20000, 3 }, { "sin", -1e6, 1e6, 3 }, { "sin", -1e9, 1e9, 3 },
        { "cos", -1, 1, 2 }, { "cos", -10, 10, 3 }, { "cos", -20000, 20000, 3 }, { "cos", -1e6, 1e6, 3 }, { "cos", -1e9, 1e9, 3 },
        { "tan", -10, 10, 4 }, { "tan", -20000, 20000, 4 }, { "tan", -1e6, 1e6, 4 },
        { "sinh", -1, 1, 4 }, { "sinh", -89, 89, 4 }, { "cosh", -89, 89, 4 }, { "cosh", -3, 3, 4 },
        { "asinh", -2, 2, 4 }, { "asinh", -1e30, 1e30, 4 }, { "acosh", 1, 3, 4 }, { "acosh", 1, 1e30, 4 },
        { "atanh", -1, 1, 4 }, { "atanh", -0.01, 0.01, 4 },
        { "log10", 0, 10, 2 }, { "log10", 0, 1e30, 2 },
        { "exp", -700, 700, 2 }, { "log1p", -1, 1, 3 }, { "log1p", -1e-3, 1e-3, 3 }, { "log1p", 0, 1e30, 3 },
        { "sigmoid", -3, 3, 3 }, { "sigmoid", -700, 700, 3 }, { "silu", -80, 80, 3 }, { "softplus", -80, 19, 4 }, { "softplus", -1, 1, 4 }, { "logsigmoid", -700, 700, 4 }, { "logsigmoid", -1, 1, 4 },
        { "pow 2.5", 0, 100, 2 }, { "pow -1.3", 0, 1e8, 2 }, { "pow 0.1", 0, 1e30, 2 }, { "pow 19", -90, 90, 2 },
    };

    private static Tensor Apply(string name, Tensor x) => name switch
    {
        "atan" => x.atan(),
        "asin" => x.asin(),
        "acos" => x.acos(),
        "sin" => x.sin(),
        "cos" => x.cos(),
        "tan" => x.tan(),
        "sinh" => x.sinh(),
        "cosh" => x.cosh(),
        "asinh" => x.asinh(),
        "acosh" => x.acosh(),
        "atanh" => x.atanh(),
        "log10" => x.log10(),
        "exp" => x.exp(),
        "log1p" => x.log1p(),
        "sigmoid" => x.sigmoid(),
        "silu" => torch.nn.functional.silu(x),
        "softplus" => torch.nn.functional.softplus(x),
        "logsigmoid" => torch.nn.functional.logsigmoid(x),
        _ => x.pow(double.Parse(name[4..], System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static double Reference(string name, double x, bool single = false) => name switch
    {
        "atan" => Math.Atan(x),
        "asin" => Math.Asin(x),
        "acos" => Math.Acos(x),
        "sin" => Math.Sin(x),
        "cos" => Math.Cos(x),
        "tan" => Math.Tan(x),
        "sinh" => Math.Sinh(x),
        "cosh" => Math.Cosh(x),
        "asinh" => Math.Asinh(x),
        "acosh" => Math.Acosh(x),
        "atanh" => Math.Atanh(x),
        "log10" => Math.Log10(x),
        "exp" => Math.Exp(x),
        "log1p" => Log1p(x),
        "sigmoid" => 1 / (1 + Math.Exp(-x)),
        "silu" => x / (1 + Math.Exp(-x)),
        "softplus" => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x))),
        "logsigmoid" => Math.Min(x, 0) - Log1p(Math.Exp(-Math.Abs(x))),
        _ => Math.Pow(x, single ? float.Parse(name[4..], System.Globalization.CultureInfo.InvariantCulture) : double.Parse(name[4..], System.Globalization.CultureInfo.InvariantCulture)),
    };

    // The rounding of 1 + x cancels in the quotient.
    private static double Log1p(double x) => 1 + x == 1 ? x : Math.Log(1 + x) * x / (1 + x - 1);

    [Fact]
    public void Whole_vectors_that_take_a_shorter_way_give_the_same()
    {
        var small = torch.linspace(-0.9, 0.9, 1003, dtype: ScalarType.Float64);
        var mixed = small.clone();
        mixed.slice(0, 0, 1003, 5).fill_(3);
        var same = mixed == small;
        Assert.True(torch.equal(small.erf()[same], mixed.erf()[same]));
        Assert.True(torch.equal(torch.nn.functional.gelu(small)[same], torch.nn.functional.gelu(mixed)[same]));
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            Tensor positive = small.abs().to(type) + 0.1, signs = positive.clone();
            signs.slice(0, 0, 1003, 5).fill_(-1);
            same = signs == positive;
            Assert.True(torch.equal(positive.selu()[same], signs.selu()[same]));
            Assert.True(torch.equal(positive.celu()[same], signs.celu()[same]));
        }
    }

    [Fact]
    public void Sigmoid_reaches_its_limits()
    {
        double[] x = [double.PositiveInfinity, 1000, 100, 90, 0, -90, -1000, double.NegativeInfinity, double.NaN];
        var y = torch.tensor(x).to(ScalarType.Float32).sigmoid().to(ScalarType.Float64).AsSpan<double>().ToArray();
        var z = torch.tensor(x).sigmoid().AsSpan<double>().ToArray();
        double[] expected = [1, 1, 1, 1, 0.5, 0, 0, 0, double.NaN];
        for (int i = 0; i < x.Length; i++) Assert.Equal(expected[i], y[i], 1e-37);
        for (int i = 0; i < x.Length; i++) Assert.Equal(i == 5 ? Math.Exp(-90) : expected[i], z[i], 1e-37);
        Assert.Equal(0, y[6]);
        Assert.Equal(0, z[7]);
    }

    [Theory]
    [MemberData(nameof(Unary))]
    public void FloatsAreWithinAFewUnitsInTheLastPlace(string name, double from, double to, double most)
    {
        var random = new Random(1);
        var x = new float[20011];
        for (int i = 0; i < x.Length; i++) x[i] = (float)(from + (to - from) * random.NextDouble());
        var y = Apply(name, torch.tensor(x)).AsSpan<float>().ToArray();
        for (int i = 0; i < x.Length; i++)
        {
            double expected = Reference(name, x[i], single: true);
            if (Math.Abs(expected) > float.MaxValue || Math.Abs(expected) < 1.2e-38) continue;
            double error = Math.Abs(y[i] - expected) / (MathF.BitIncrement(MathF.Abs((float)expected)) - MathF.Abs((float)expected));
            Assert.True(error <= most, $"{name}({x[i]:R}) is {y[i]:R}, expected {expected:R}: {error:F2} ulp");
        }
    }

    [Theory]
    [MemberData(nameof(Unary))]
    public void DoublesAreWithinAFewUnitsInTheLastPlace(string name, double from, double to, double most)
    {
        var random = new Random(2);
        var x = new double[20011];
        for (int i = 0; i < x.Length; i++) x[i] = from + (to - from) * random.NextDouble();
        var y = Apply(name, torch.tensor(x)).AsSpan<double>().ToArray();
        for (int i = 0; i < x.Length; i++)
        {
            double expected = Reference(name, x[i]);
            double error = Math.Abs(y[i] - expected) / (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected));
            // The reference itself may err by a unit.
            Assert.True(error <= most + 1, $"{name}({x[i]:R}) is {y[i]:R}, expected {expected:R}: {error:F2} ulp");
        }
    }

    [Theory]
    [InlineData("atan"), InlineData("asin"), InlineData("acos"), InlineData("tan"), InlineData("sinh"), InlineData("cosh"), InlineData("asinh"), InlineData("acosh")]
    [InlineData("atanh"), InlineData("log10"), InlineData("pow 2.5"), InlineData("pow 3.0001"), InlineData("pow 5"), InlineData("pow -3")]
    public void SpecialValuesAreThoseOfTheScalarFunctions(string name)
    {
        double[] values = [0, -0.0, 1, -1, 2, -2, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e-40, -1e-40, 1e-310, 1e300, -1e300, 100, 3e38, -3e38, 1000];
        var floats = values.Select(v => (float)v).ToArray();
        var single = Apply(name, torch.tensor(floats)).AsSpan<float>().ToArray();
        var twice = Apply(name, torch.tensor(values)).AsSpan<double>().ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            Same($"{name}({floats[i]:R})", (float)Reference(name, floats[i], single: true), single[i], 1e-6);
            Same($"{name}({values[i]:R})", Reference(name, values[i]), twice[i], 1e-14);
        }
    }

    [Fact]
    public void PowersOfTenHaveWholeLogarithms()
    {
        var x = Enumerable.Range(0, 39).Select(i => Math.Pow(10, i)).ToArray();
        var y = torch.tensor(x).log10().AsSpan<double>().ToArray();
        for (int i = 0; i < x.Length; i++) Assert.Equal(i, y[i]);
    }

    [Fact]
    public void AnglesAndPowersOfPairsAreThoseOfTheScalarFunctions()
    {
        double[] values = [0, -0.0, 1, -1, 0.3, -0.7, 2, -3, 2.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e300, -1e300, 1e-310, 3, 1e10];
        var x = values.SelectMany(_ => values).ToArray();
        var y = values.SelectMany(v => Enumerable.Repeat(v, values.Length)).ToArray();
        var angle = torch.tensor(x).atan2(torch.tensor(y)).AsSpan<double>().ToArray();
        var power = torch.tensor(x).pow(torch.tensor(y)).AsSpan<double>().ToArray();
        var rest = torch.tensor(x).fmod(torch.tensor(y)).AsSpan<double>().ToArray();
        for (int i = 0; i < x.Length; i++)
        {
            Same($"atan2({x[i]:R}, {y[i]:R})", Math.Atan2(x[i], y[i]), angle[i], 1e-15);
            Same($"pow({x[i]:R}, {y[i]:R})", Math.Pow(x[i], y[i]), power[i], 1e-15);
            Same($"fmod({x[i]:R}, {y[i]:R})", x[i] % y[i], rest[i], 0);
        }
        var random = new Random(3);
        var a = new float[5003];
        var b = new float[5003];
        for (int i = 0; i < a.Length; i++) (a[i], b[i]) = ((float)(random.NextDouble() * 40 - 20), (float)(random.NextDouble() * 4 - 2));
        var angles = torch.tensor(a).atan2(torch.tensor(b)).AsSpan<float>().ToArray();
        var powers = torch.tensor(a).abs().pow(torch.tensor(b)).AsSpan<float>().ToArray();
        var rests = torch.tensor(a).fmod(torch.tensor(b)).AsSpan<float>().ToArray();
        var floored = torch.tensor(a).remainder(torch.tensor(b)).AsSpan<float>().ToArray();
        for (int i = 0; i < a.Length; i++)
        {
            Same($"atan2({a[i]:R}, {b[i]:R})", Math.Atan2(a[i], b[i]), angles[i], 3e-7);
            Same($"pow({a[i]:R}, {b[i]:R})", Math.Pow(Math.Abs(a[i]), b[i]), powers[i], 2e-7);
            Same($"fmod({a[i]:R}, {b[i]:R})", a[i] % b[i], rests[i], 0);
            float expected = a[i] % b[i];
            Same($"remainder({a[i]:R}, {b[i]:R})", expected != 0 && b[i] < 0 != expected < 0 ? expected + b[i] : expected, floored[i], 0);
        }
    }

    private static void Same(string what, double expected, double actual, double tolerance)
    {
        bool same = double.IsNaN(expected) ? double.IsNaN(actual)
            : expected == actual ? double.IsNegative(expected) == double.IsNegative(actual) : Math.Abs(actual - expected) <= tolerance * Math.Abs(expected);
        Assert.True(same, $"{what} is {actual:R}, expected {expected:R}");
    }
}
