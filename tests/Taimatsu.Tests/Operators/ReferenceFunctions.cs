namespace Taimatsu.Tests.Operators;

/// <summary>Functions of doubles that .NET lacks, computed by other means than the library's.</summary>
internal static class ReferenceFunctions
{
    public static double Expm1(double x) => Math.Abs(x) > 1e-3 || double.IsNaN(x) ? Math.Exp(x) - 1 : x == 0 ? x : Series(x);

    public static double Log1p(double x)
    {
        if (Math.Abs(x) > 1e-3 || double.IsNaN(x)) return Math.Log(1 + x);
        double sum = 0, power = x;
        if (x == 0) return x;
        for (int k = 1; k < 12; k++, power *= -x) sum += power / k;
        return sum;
    }

    public static double Logit(double x) => Math.Log(x / (1 - x));

    /// <summary>By Simpson's rule on e^(−t²) where that is exact enough, else by the continued fraction.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > 2.5) return Math.Sign(x) * (1 - Erfc(Math.Abs(x)));
        if (Math.Abs(x) < 1e-5) return x * 1.1283791670955126;
        const int Steps = 2000;
        double h = x / Steps, sum = 1 + Math.Exp(-x * x);
        for (int i = 1; i < Steps; i++) sum += (i % 2 == 0 ? 2 : 4) * Math.Exp(-(i * h) * (i * h));
        return sum * h / 3 * 1.1283791670955126;
    }

    public static double Erfc(double x)
    {
        if (x < 2.5) return 1 - Erf(x);
        double fraction = 0;
        for (int k = 200; k >= 1; k--) fraction = k / 2.0 / (x + fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }

    /// <summary>By bisection of erf.</summary>
    public static double Erfinv(double y)
    {
        if (double.IsNaN(y) || Math.Abs(y) > 1) return double.NaN;
        if (Math.Abs(y) == 1) return y * double.PositiveInfinity;
        if (Math.Abs(y) < 1e-8) return y * Math.Sqrt(Math.PI) / 2;
        double low = 0, high = 6;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (Erf(middle) < Math.Abs(y)) low = middle;
            else high = middle;
        }
        return Math.CopySign(low, y);
    }

    /// <summary>By Stirling's series after a long way up.</summary>
    public static double Lgamma(double x)
    {
        if (x <= 0) return x == Math.Floor(x) ? double.PositiveInfinity : Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - Lgamma(1 - x);
        double shift = 0;
        for (; x < 100; x++) shift += Math.Log(x);
        return (x - 0.5) * Math.Log(x) - x + Math.Log(2 * Math.PI) / 2 + 1 / (12 * x) - 1 / (360 * x * x * x) - shift;
    }

    public static double Digamma(double x)
    {
        double shift = 0;
        for (; x < 1000; x++) shift += 1 / x;
        return Math.Log(x) - 1 / (2 * x) - 1 / (12 * x * x) + 1 / (120 * x * x * x * x) - shift;
    }

    /// <summary>Σ n! (−1)ⁿ⁺¹ / (x + k)ⁿ⁺¹, term by term, and an integral for the rest.</summary>
    public static double Polygamma(int n, double x)
    {
        double factorial = 1, sum = 0;
        for (int i = 2; i <= n; i++) factorial *= i;
        for (int k = 0; k < 2000; k++, x++) sum += Math.Pow(x, -n - 1);
        sum += Math.Pow(x, -n) / n + Math.Pow(x, -n - 1) / 2 + (n + 1) * Math.Pow(x, -n - 2) / 12;
        return (n % 2 == 0 ? -1 : 1) * factorial * sum;
    }

    public static double FloorDivide(double x, double y)
    {
        if (y == 0) return x / y;
        double rest = x % y, quotient = (x - rest) / y;
        if (rest != 0 && (y < 0) != (rest < 0)) quotient--;
        if (double.IsNaN(quotient)) return quotient;
        return quotient == 0 ? Math.CopySign(0, x / y) : Math.Round(quotient);
    }

    public static double Remainder(double x, double y) => x % y is var rest && rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;

    public static double NextAfter(double x, double y)
        => double.IsNaN(x) || double.IsNaN(y) ? double.NaN : x == y ? y : x < y ? Math.BitIncrement(x) : Math.BitDecrement(x);

    public static double LogAddExp(double x, double y)
        => double.IsInfinity(Math.Max(x, y)) || double.IsNaN(x + y) ? Math.Max(x, y) : Math.Max(x, y) + Log1p(Math.Exp(-Math.Abs(x - y)));

    public static double LogAddExp2(double x, double y)
        => double.IsInfinity(Math.Max(x, y)) || double.IsNaN(x + y) ? Math.Max(x, y) : Math.Max(x, y) + Log1p(Math.Pow(2, -Math.Abs(x - y))) / Math.Log(2);

    public static double Softplus(double x) => 2 * x > 20 ? x : Log1p(Math.Exp(2 * x)) / 2;

    public static double Silu1(double g, double x)
    {
        double s = 1 / (1 + Math.Exp(-x));
        return g * s * (1 + x * (1 - s));
    }

    public static double Mish(double x) => x > 30 ? x : x * Math.Tanh(Log1p(Math.Exp(x)));

    public static double Mish1(double g, double x)
    {
        double t = Math.Tanh(Log1p(Math.Exp(x))), s = 1 / (1 + Math.Exp(-x));
        return g * (t + x * (1 - t * t) * s);
    }

    public static double GeluTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    public static double GeluTanh1(double g, double x)
    {
        double k = Math.Sqrt(2 / Math.PI), t = Math.Tanh(k * (x + 0.044715 * x * x * x));
        return g * 0.5 * (1 + t + x * (1 - t * t) * k * (1 + 3 * 0.044715 * x * x));
    }

    private static double Series(double x)
    {
        double sum = 0, term = x;
        for (int k = 2; k < 12; k++)
        {
            sum += term;
            term *= x / k;
        }
        return sum;
    }
}
