using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>One float64 as the operators' bodies see it.</summary>
internal readonly struct Double64(double value) : ILane<Double64, double>
{
    private readonly double _value = value;

    private long Bits => unchecked((long)Interop.FloatAsInt(_value));

    private static Double64 FromBits(long bits) => new(Interop.IntAsFloat(unchecked((ulong)bits)));

    private static Double64 Mask(bool value) => FromBits(value ? -1L : 0L);

    public static int Count => 1;
    public static bool IsFloat => true;
    public static Double64 Zero => new(0);
    public static Double64 One => new(1);
    public static unsafe Double64 Load(double* source) => new(*source);
    public static unsafe void Store(Double64 value, double* target) => *target = value._value;
    public static Double64 Create(double value) => new(value);
    public static double Sum(Double64 x) => x._value;
    public static ulong MaskBits(Double64 mask) => mask.Bits < 0 ? 1UL : 0UL;

    public static Double64 operator +(Double64 left, Double64 right) => new(left._value + right._value);
    public static Double64 operator -(Double64 left, Double64 right) => new(left._value - right._value);
    public static Double64 operator *(Double64 left, Double64 right) => new(left._value * right._value);
    public static Double64 operator /(Double64 left, Double64 right) => new(left._value / right._value);
    public static Double64 operator -(Double64 value) => new(-value._value);
    public static Double64 operator &(Double64 left, Double64 right) => FromBits(left.Bits & right.Bits);
    public static Double64 operator |(Double64 left, Double64 right) => FromBits(left.Bits | right.Bits);
    public static Double64 operator ^(Double64 left, Double64 right) => FromBits(left.Bits ^ right.Bits);
    public static Double64 operator ~(Double64 value) => FromBits(~value.Bits);

    public static Double64 Equal(Double64 left, Double64 right) => Mask(left._value == right._value);
    public static Double64 Less(Double64 left, Double64 right) => Mask(left._value < right._value);
    public static Double64 LessOrEqual(Double64 left, Double64 right) => Mask(left._value <= right._value);

    public static Double64 Select(Double64 mask, Double64 whenTrue, Double64 whenFalse)
    {
        long bits = mask.Bits;
        return FromBits((bits & whenTrue.Bits) | (~bits & whenFalse.Bits));
    }

    public static Double64 MultiplyAdd(Double64 x, Double64 y, Double64 z) => new(DeviceMath.FusedMultiplyAdd(x._value, y._value, z._value));

    public static Double64 Max(Double64 left, Double64 right)
    {
        double a = left._value, b = right._value;
        if (double.IsNaN(a)) return left;
        if (double.IsNaN(b)) return right;
        // Of two zeros the positive one.
        if (a == b) return FromBits(left.Bits & right.Bits);
        return a > b ? left : right;
    }

    public static Double64 Min(Double64 left, Double64 right)
    {
        double a = left._value, b = right._value;
        if (double.IsNaN(a)) return left;
        if (double.IsNaN(b)) return right;
        if (a == b) return FromBits(left.Bits | right.Bits);
        return a < b ? left : right;
    }

    public static Double64 Abs(Double64 x) => FromBits(x.Bits & long.MaxValue);
    public static Double64 Sqrt(Double64 x) => new(DeviceMath.Sqrt(x._value));
    public static Double64 Floor(Double64 x) => new(DeviceMath.Floor(x._value));
    public static Double64 Ceiling(Double64 x) => new(-DeviceMath.Floor(-x._value));
    public static Double64 Truncate(Double64 x) => new(DeviceMath.Truncate(x._value));
    public static Double64 Round(Double64 x) => new(DeviceMath.RoundEven(x._value));

    public static Double64 Exp(Double64 x) => Elementary.Exp<Double64, double>(x);
    public static Double64 Log(Double64 x) => Elementary.Log<Double64, double>(x);
    public static Double64 Log2(Double64 x) => Elementary.Log2<Double64, double>(x);
    public static Double64 CopySign(Double64 magnitude, Double64 sign) => FromBits((magnitude.Bits & long.MaxValue) | (sign.Bits & long.MinValue));
    public static Double64 LimitAbove(Double64 x, Double64 limit) => x._value > limit._value ? limit : x;
    public static Double64 LimitBelow(Double64 x, Double64 limit) => x._value < limit._value ? limit : x;
    public static Double64 PowerOfTwo(Double64 n) => FromBits(((long)n._value + 1023) << 52);
    public static Double64 Scale(Double64 p, Double64 n) => Elementary.ScaleInSteps<Double64, double>(p, n);
    public static Double64 Exponent(Double64 x) => new((x.Bits >> 52) - 1023);
    public static Double64 Significand(Double64 x) => FromBits((x.Bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);

    public static double FromDouble(double value) => value;
    public static double FromInt64(long value) => value;
    public static double ToDouble(double value) => value;
    public static float ToSingle(double value) => (float)value;
    public static long ToInt64(double value) => (long)value;

    // Operators of integers alone shift.
    public static Double64 ShiftLeft(Double64 x, Double64 count) => x;
    public static Double64 WholeQuotient(Double64 x, Double64 y) => x;
    public static Double64 ShiftRight(Double64 x, Double64 count) => x;
    public static Double64 Map<TFunction>(Double64 x) where TFunction : struct, IScalarFunction => new(TFunction.Invoke(x._value));
    public static Double64 Map<TFunction>(Double64 x, Double64 y) where TFunction : struct, IScalarFunction2 => new(TFunction.Invoke(x._value, y._value));
}
