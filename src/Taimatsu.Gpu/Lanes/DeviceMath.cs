using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>Functions of single numbers in operations that every device has, so that all give the same values.</summary>
internal static class DeviceMath
{
    // Adding and taking away 2^(bits of the significand) leaves a whole number, rounded to even.
    private const float Magic32 = 8388608f;
    private const double Magic64 = 4503599627370496.0;

    // A product without rounding of its own where the device fuses the two.
    public static float FusedMultiplyAdd(float x, float y, float z) => x * y + z;

    public static double FusedMultiplyAdd(double x, double y, double z) => x * y + z;

    public static float Sqrt(float x) => MathF.Sqrt(x);

    public static double Sqrt(double x) => Math.Sqrt(x);

    public static float RoundEven(float x)
    {
        float a = IntrinsicMath.Abs(x);
        if (!(a < Magic32)) return x;
        float r = a + Magic32 - Magic32;
        return Signed(r, x);
    }

    public static double RoundEven(double x)
    {
        double a = IntrinsicMath.Abs(x);
        if (!(a < Magic64)) return x;
        double r = a + Magic64 - Magic64;
        return Signed(r, x);
    }

    public static float Truncate(float x)
    {
        float a = IntrinsicMath.Abs(x);
        if (!(a < Magic32)) return x;
        return Signed((int)a, x);
    }

    public static double Truncate(double x)
    {
        double a = IntrinsicMath.Abs(x);
        if (!(a < Magic64)) return x;
        return Signed((long)a, x);
    }

    public static float Floor(float x)
    {
        float t = Truncate(x);
        return t > x ? t - 1 : t;
    }

    public static double Floor(double x)
    {
        double t = Truncate(x);
        return t > x ? t - 1 : t;
    }

    /// <summary>The sine; arguments beyond 2³⁰ lose digits.</summary>
    public static double Sin(double x) => Quarter(x, 0);

    /// <summary>The cosine; arguments beyond 2³⁰ lose digits.</summary>
    public static double Cos(double x) => Quarter(x, 1);

    // x = n · π/2 + r in three parts of π/2, then the polynomial of the quarter.
    private static double Quarter(double x, long shift)
    {
        if (!(IntrinsicMath.Abs(x) < 1e18)) return double.NaN * (x - x);
        double n = RoundEven(x * 0.6366197723675814);
        double r = x - n * 1.5707963267341256;
        double w = n * 6.0771005063039660e-11;
        double high = r - w;
        w = n * 2.0222662487959506e-21 - (r - high - w);
        double y = high - w;
        double rest = high - y - w;
        long quarter = (long)n + shift;
        double z = y * y;
        double value = (quarter & 1) == 0 ? SinPolynomial(y, z, rest) : CosPolynomial(y, z, rest);
        if (x == 0 && shift == 0) return x;
        return (quarter & 2) == 0 ? value : -value;
    }

    // Taylor's series: for |y| up to π/4 what is left out lies below the last place.
    private static double SinPolynomial(double y, double z, double rest)
    {
        double p = 1.0 / 355687428096000;
        p = p * z - 1.0 / 1307674368000;
        p = p * z + 1.0 / 6227020800;
        p = p * z - 1.0 / 39916800;
        p = p * z + 1.0 / 362880;
        p = p * z - 1.0 / 5040;
        p = p * z + 1.0 / 120;
        double cube = z * y;
        return y - (z * (0.5 * rest - cube * p) - rest + cube * (1.0 / 6));
    }

    private static double CosPolynomial(double y, double z, double rest)
    {
        double p = 1.0 / 20922789888000;
        p = p * z - 1.0 / 87178291200;
        p = p * z + 1.0 / 479001600;
        p = p * z - 1.0 / 3628800;
        p = p * z + 1.0 / 40320;
        p = p * z - 1.0 / 720;
        p = p * z + 1.0 / 24;
        double half = 0.5 * z, one = 1 - half;
        return one + (1 - one - half + (z * z * p - y * rest));
    }

    private static float Signed(float magnitude, float sign)
        => Interop.IntAsFloat((Interop.FloatAsInt(magnitude) & 0x7FFFFFFFu) | (Interop.FloatAsInt(sign) & 0x80000000u));

    private static double Signed(double magnitude, double sign)
        => Interop.IntAsFloat((Interop.FloatAsInt(magnitude) & 0x7FFFFFFFFFFFFFFFul) | (Interop.FloatAsInt(sign) & 0x8000000000000000ul));
}
