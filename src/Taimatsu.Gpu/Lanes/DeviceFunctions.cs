using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>
/// The functions of .NET's Math that operators call, for devices that have no such function: from the exponential, the logarithm and arithmetic. Single
/// precision goes through double.
/// </summary>
internal static class DeviceFunctions
{
    private const double Pi = 3.1415926535897931, HalfPi = 1.5707963267948966, QuarterPi = 0.78539816339744831, HalfPiRest = 6.123233995736766e-17;

    public static double Exp(double x) => Double64.Sum(Elementary.Exp<Double64, double>(new(x)));
    public static double Log(double x) => Double64.Sum(Elementary.Log<Double64, double>(new(x)));
    public static double LogP1(double x) => Double64.Sum(Elementary.Log1p<Double64, double>(new(x)));
    public static double ExpM1(double x) => Double64.Sum(Elementary.Expm1<Double64, double>(new(x)));
    public static double Log10(double x) => Log(x) * 0.43429448190325182;
    public static double Tan(double x) => DeviceMath.Sin(x) / DeviceMath.Cos(x);
    public static double CopySign(double x, double y) => Double64.Sum(Double64.CopySign(new(x), new(y)));
    public static float CopySign(float x, float y) => Single32.Sum(Single32.CopySign(new(x), new(y)));

    public static double Atan(double x)
    {
        double t = IntrinsicMath.Abs(x);
        bool inverted = t > 1;
        if (inverted) t = 1 / t;
        // Towards zero by addition theorems: atan t = π/4 + atan((t − 1) / (t + 1)), atan t = 2 atan(t / (1 + √(1 + t²))).
        bool shifted = t > 0.41421356237309503;
        if (shifted) t = (t - 1) / (t + 1);
        double s = t / (1 + Math.Sqrt(1 + t * t)), z = s * s, p = 1.0 / 25;
        for (int k = 23; k >= 3; k -= 2) p = 1.0 / k - p * z;
        double angle = 2 * (s - s * z * p);
        if (shifted) angle += QuarterPi;
        if (inverted) angle = HalfPi - (angle - HalfPiRest);
        return CopySign(angle, x);
    }

    public static double Atan2(double y, double x)
    {
        if (double.IsNaN(x) || double.IsNaN(y)) return x + y;
        bool negative = CopySign(1, x) < 0;
        double angle;
        if (x == 0 && y == 0) angle = 0;
        else if (double.IsInfinity(x) && double.IsInfinity(y)) angle = QuarterPi;
        else angle = Atan(IntrinsicMath.Abs(y / x));
        return CopySign(negative ? Pi - (angle - 2 * HalfPiRest) : angle, y);
    }

    public static double Asin(double x) => Atan2(x, Math.Sqrt((1 - x) * (1 + x)));
    public static double Acos(double x) => Atan2(Math.Sqrt((1 - x) * (1 + x)), x);

    public static double Sinh(double x)
    {
        double a = IntrinsicMath.Abs(x);
        if (a > 700)
        {
            double half = Exp(a * 0.5);
            return CopySign(half * 0.5 * half, x);
        }
        double m = ExpM1(a);
        return CopySign((m + m / (m + 1)) * 0.5, x);
    }

    public static double Cosh(double x)
    {
        double a = IntrinsicMath.Abs(x), half = Exp(a * 0.5);
        if (a > 700) return half * 0.5 * half;
        double e = Exp(a);
        return e * 0.5 + 0.5 / e;
    }

    public static double Asinh(double x)
    {
        double a = IntrinsicMath.Abs(x);
        double y = a > 1e100 ? Log(a) + 0.69314718055994531 : LogP1(a + a * a / (1 + Math.Sqrt(1 + a * a)));
        return CopySign(y, x);
    }

    public static double Acosh(double x)
    {
        if (x < 1) return double.NaN;
        if (x > 1e100) return Log(x) + 0.69314718055994531;
        double t = x - 1;
        return LogP1(t + Math.Sqrt(2 * t + t * t));
    }

    public static double Atanh(double x)
    {
        double a = IntrinsicMath.Abs(x);
        return CopySign(0.5 * LogP1(2 * a / (1 - a)), x);
    }

    public static double Hypot(double x, double y)
    {
        double a = IntrinsicMath.Abs(x), b = IntrinsicMath.Abs(y);
        if (double.IsInfinity(a) || double.IsInfinity(b)) return double.PositiveInfinity;
        if (double.IsNaN(a) || double.IsNaN(b)) return a + b;
        double large = a > b ? a : b, small = a > b ? b : a;
        if (large == 0) return 0;
        double ratio = small / large;
        return large * Math.Sqrt(1 + ratio * ratio);
    }

    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1) return 1;
        if (double.IsNaN(x) || double.IsNaN(y)) return x + y;
        double a = IntrinsicMath.Abs(x);
        if (double.IsInfinity(y)) return a == 1 ? 1 : a > 1 == y > 0 ? double.PositiveInfinity : 0;
        bool whole = DeviceMath.Truncate(y) == y, odd = whole && DeviceMath.Truncate(y * 0.5) != y * 0.5;
        double result;
        if (a == 0) result = y > 0 ? 0 : double.PositiveInfinity;
        else if (double.IsInfinity(a)) result = y > 0 ? double.PositiveInfinity : 0;
        else if (whole && IntrinsicMath.Abs(y) <= 64) result = WholePower(a, y);
        else if (x < 0 && !whole) return double.NaN;
        else result = Exp(y * Log(a));
        // The reciprocal of what is too large may still be a number.
        if (result == 0 && whole && y < 0 && !double.IsInfinity(a)) result = Exp(y * Log(a));
        return odd && CopySign(1, x) < 0 ? -result : result;
    }

    private static double WholePower(double x, double y)
    {
        int n = (int)IntrinsicMath.Abs(y);
        double result = 1;
        for (double square = x; n != 0; n >>= 1, square *= square)
            if ((n & 1) != 0) result *= square;
        return y < 0 ? 1 / result : result;
    }

    public static float BitIncrement(float x)
    {
        if (float.IsNaN(x) || x == float.PositiveInfinity) return x;
        uint bits = Interop.FloatAsInt(x);
        if (x == 0) return Interop.IntAsFloat(1u);
        return Interop.IntAsFloat(x > 0 ? bits + 1 : bits - 1);
    }

    public static double BitIncrement(double x)
    {
        if (double.IsNaN(x) || x == double.PositiveInfinity) return x;
        ulong bits = Interop.FloatAsInt(x);
        if (x == 0) return Interop.IntAsFloat(1ul);
        return Interop.IntAsFloat(x > 0 ? bits + 1 : bits - 1);
    }

    public static float BitDecrement(float x) => -BitIncrement(-x);
    public static double BitDecrement(double x) => -BitIncrement(-x);

    public static float Tan(float x) => (float)Tan((double)x);
    public static float Atan(float x) => (float)Atan((double)x);
    public static float Atan2(float y, float x) => (float)Atan2((double)y, x);
    public static float Asin(float x) => (float)Asin((double)x);
    public static float Acos(float x) => (float)Acos((double)x);
    public static float Sinh(float x) => (float)Sinh((double)x);
    public static float Cosh(float x) => (float)Cosh((double)x);
    public static float Asinh(float x) => (float)Asinh((double)x);
    public static float Acosh(float x) => (float)Acosh((double)x);
    public static float Atanh(float x) => (float)Atanh((double)x);
    public static float Hypot(float x, float y) => (float)Hypot((double)x, y);
    public static float Pow(float x, float y) => (float)Pow((double)x, y);
    public static float Log10(float x) => (float)Log10((double)x);
    public static double Sin(double x) => DeviceMath.Sin(x);
    public static double Cos(double x) => DeviceMath.Cos(x);
    public static double Floor(double x) => DeviceMath.Floor(x);
    public static float Floor(float x) => DeviceMath.Floor(x);
    public static double Round(double x) => DeviceMath.RoundEven(x);

    // In the place of functions that an operator has for other types only; bodies name them in branches that are never taken.
    public static float Invoke(float x, float y) => x;
    public static double Invoke(double x, double y) => x;
    public static long Invoke(long x, long y) => x;
}
