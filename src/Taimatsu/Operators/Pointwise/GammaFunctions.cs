namespace Taimatsu.Operators;

/// <summary>Special functions of single numbers that have no vector form.</summary>
internal static class GammaFunctions
{
    // The asymptotic series holds to the last place from here on; smaller arguments are shifted up.
    private const double Large = 12;
    private const double Tiny = 1e-17;

    /// <summary>log |Γ(x)|.</summary>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x)) return x;
        if (double.IsInfinity(x)) return double.PositiveInfinity;
        if (x <= 0)
        {
            if (x == Math.Floor(x)) return double.PositiveInfinity;
            // Γ(x) is 1 / x to the last place.
            if (x > -Tiny) return -Math.Log(-x);
            // Reflection: Γ(x) Γ(1 − x) = π / sin(πx)
            return Math.Log(Math.PI / Math.Abs(SinPi(x))) - PositiveLogGamma(1 - x);
        }
        return PositiveLogGamma(x);
    }

    private static double PositiveLogGamma(double x)
    {
        if (x is 1 or 2) return 0;
        // Near the zeros at 1 and 2 the difference of large terms would lose all digits: there a series around them.
        if (Math.Abs(x - 1) < 0.35) return NearOne(x - 1);
        if (Math.Abs(x - 2) < 0.35) return NearOne(x - 2) + double.LogP1(x - 2);
        double shift = 1;
        while (x < Large)
        {
            shift *= x;
            x++;
        }
        double z = 1 / (x * x);
        double series = ((((((-1.0 / 360360 * 691 * z + 1.0 / 1188) * z - 1.0 / 1680) * z + 1.0 / 1260) * z - 1.0 / 360) * z) + 1.0 / 12) / x;
        return (x - 0.5) * Math.Log(x) - x + 0.9189385332046727 + series - Math.Log(shift);
    }

    /// <summary>The derivative of log Γ.</summary>
    public static double Digamma(double x)
    {
        if (x == 0) return double.IsNegative(x) ? double.PositiveInfinity : double.NegativeInfinity;
        if (double.IsNegativeInfinity(x)) return double.NaN;
        if (Math.Abs(x) < Tiny) return -1 / x;
        if (x < 0)
        {
            if (x == Math.Floor(x)) return double.NaN;
            return PositiveDigamma(1 - x) - Math.PI * CosPi(x) / SinPi(x);
        }
        return PositiveDigamma(x);
    }

    private static double PositiveDigamma(double x)
    {
        if (double.IsPositiveInfinity(x)) return x;
        double shift = 0;
        while (x < Large)
        {
            shift += 1 / x;
            x++;
        }
        double z = 1 / (x * x);
        double series = z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * (691.0 / 32760 - z / 12))))));
        return Math.Log(x) - 0.5 / x - series - shift;
    }

    /// <summary>The n-th derivative of digamma: (−1)ⁿ⁺¹ n! ζ(n + 1, x).</summary>
    public static double Polygamma(long n, double x)
    {
        if (n == 0) return Digamma(x);
        double factorial = 1;
        for (long i = 2; i <= n; i++) factorial *= i;
        return (n % 2 == 0 ? -1 : 1) * factorial * HurwitzZeta(n + 1, x);
    }

    /// <summary>Σ (x + k)⁻ˢ over k ≥ 0.</summary>
    public static double HurwitzZeta(double s, double x)
    {
        if (double.IsNaN(x)) return x;
        if (double.IsPositiveInfinity(x)) return 0;
        if (x <= 0 && x == Math.Floor(x)) return double.PositiveInfinity;
        double sum = 0;
        while (x < Large)
        {
            sum += Math.Pow(x, -s);
            x++;
        }
        // Euler-Maclaurin for the rest.
        double power = Math.Pow(x, -s), term = s * power / x, tail = 0;
        sum += x * power / (s - 1) + power / 2;
        double factorial = 2;
        for (int k = 0; k < 8; k++)
        {
            tail += Bernoulli(k) / factorial * term;
            int m = 2 * k + 1;
            term *= (s + m) * (s + m + 1) / (x * x);
            factorial *= (m + 2) * (m + 3);
        }
        return sum + tail;
    }

    // The even Bernoulli numbers from the second on; no array, so that GPUs can run it.
    private static double Bernoulli(int k) => k switch
    {
        0 => 1.0 / 6,
        1 => -1.0 / 30,
        2 => 1.0 / 42,
        3 => -1.0 / 30,
        4 => 5.0 / 66,
        5 => -691.0 / 2730,
        6 => 7.0 / 6,
        _ => -3617.0 / 510,
    };

    // log Γ(1 + t) = (1 − γ) t − log(1 + t) + Σ (−1)ᵏ (ζ(k) − 1) tᵏ / k. Without the 1 of zeta the terms fall by 2⁻ᵏ, so few are needed.
    private static double NearOne(double t)
    {
        double sum = -1.19214014058609121e-9;
        sum = sum * t + 2.48367454380247832e-9;
        sum = sum * t - 5.18347504197004666e-9;
        sum = sum * t + 1.08386592148969541e-8;
        sum = sum * t - 2.27110946089431649e-8;
        sum = sum * t + 4.76981016936398057e-8;
        sum = sum * t - 1.00432248239680996e-7;
        sum = sum * t + 2.12071848055546659e-7;
        sum = sum * t - 4.49246919876456604e-7;
        sum = sum * t + 9.55141213040741983e-7;
        sum = sum * t - 2.03921575380136624e-6;
        sum = sum * t + 4.3748667899074878e-6;
        sum = sum * t - 9.4394882752683959e-6;
        sum = sum * t + 0.0000205072127756706916;
        sum = sum * t - 0.0000449262367381331417;
        sum = sum * t + 0.0000994575127818085337;
        sum = sum * t - 0.00022315475845357938;
        sum = sum * t + 0.000509669524743042422;
        sum = sum * t - 0.00119275391170326098;
        sum = sum * t + 0.00289051033074152329;
        sum = sum * t - 0.00738555102867398527;
        sum = sum * t + 0.0205808084277845479;
        sum = sum * t - 0.0673523010531980951;
        sum = sum * t + 0.322467033424113218;
        return (sum * t + 0.42278433509846713939) * t - double.LogP1(t);
    }

    // Reduced to half a turn around zero, where sine keeps its relative accuracy next to whole numbers.
    private static double SinPi(double x)
    {
        double whole = Math.Round(x), sine = Math.Sin(Math.PI * (x - whole));
        return IsOdd(whole) ? -sine : sine;
    }

    private static double CosPi(double x)
    {
        double whole = Math.Round(x), cosine = Math.Cos(Math.PI * (x - whole));
        return IsOdd(whole) ? -cosine : cosine;
    }

    private static bool IsOdd(double whole) => whole / 2 != Math.Floor(whole / 2);
}
