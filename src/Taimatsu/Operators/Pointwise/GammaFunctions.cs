namespace Taimatsu.Operators;

/// <summary>Special functions of single numbers that have no vector form.</summary>
internal static class GammaFunctions
{
    // The asymptotic series holds to the last place from here on; smaller arguments are shifted up.
    private const double Large = 12;

    /// <summary>The n-th derivative of digamma: (−1)ⁿ⁺¹ n! ζ(n + 1, x), from the first one on.</summary>
    public static double Polygamma(long n, double x)
    {
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
}
