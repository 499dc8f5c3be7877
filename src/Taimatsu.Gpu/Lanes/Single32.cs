using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>One float32 as the operators' bodies see it.</summary>
internal readonly struct Single32(float value) : ILane<Single32, float>
{
    private readonly float _value = value;

    private int Bits => unchecked((int)Interop.FloatAsInt(_value));

    private static Single32 FromBits(int bits) => new(Interop.IntAsFloat(unchecked((uint)bits)));

    private static Single32 Mask(bool value) => FromBits(value ? -1 : 0);

    public static int Count => 1;
    public static bool IsFloat => true;
    public static Single32 Zero => new(0f);
    public static Single32 One => new(1f);
    public static unsafe Single32 Load(float* source) => new(*source);
    public static unsafe void Store(Single32 value, float* target) => *target = value._value;
    public static Single32 Create(double value) => new((float)value);
    public static Single32 Create(float value) => new(value);
    public static float Sum(Single32 x) => x._value;
    public static ulong MaskBits(Single32 mask) => mask.Bits < 0 ? 1UL : 0UL;

    public static Single32 operator +(Single32 left, Single32 right) => new(left._value + right._value);
    public static Single32 operator -(Single32 left, Single32 right) => new(left._value - right._value);
    public static Single32 operator *(Single32 left, Single32 right) => new(left._value * right._value);
    public static Single32 operator /(Single32 left, Single32 right) => new(left._value / right._value);
    public static Single32 operator -(Single32 value) => new(-value._value);
    public static Single32 operator &(Single32 left, Single32 right) => FromBits(left.Bits & right.Bits);
    public static Single32 operator |(Single32 left, Single32 right) => FromBits(left.Bits | right.Bits);
    public static Single32 operator ^(Single32 left, Single32 right) => FromBits(left.Bits ^ right.Bits);
    public static Single32 operator ~(Single32 value) => FromBits(~value.Bits);

    public static Single32 Equal(Single32 left, Single32 right) => Mask(left._value == right._value);
    public static Single32 Less(Single32 left, Single32 right) => Mask(left._value < right._value);
    public static Single32 LessOrEqual(Single32 left, Single32 right) => Mask(left._value <= right._value);

    public static Single32 Select(Single32 mask, Single32 whenTrue, Single32 whenFalse)
    {
        int bits = mask.Bits;
        return FromBits((bits & whenTrue.Bits) | (~bits & whenFalse.Bits));
    }

    public static Single32 MultiplyAdd(Single32 x, Single32 y, Single32 z) => new(DeviceMath.FusedMultiplyAdd(x._value, y._value, z._value));

    public static Single32 Max(Single32 left, Single32 right)
    {
        float a = left._value, b = right._value;
        if (float.IsNaN(a)) return left;
        if (float.IsNaN(b)) return right;
        // Of two zeros the positive one.
        if (a == b) return FromBits(left.Bits & right.Bits);
        return a > b ? left : right;
    }

    public static Single32 Min(Single32 left, Single32 right)
    {
        float a = left._value, b = right._value;
        if (float.IsNaN(a)) return left;
        if (float.IsNaN(b)) return right;
        if (a == b) return FromBits(left.Bits | right.Bits);
        return a < b ? left : right;
    }

    public static Single32 Abs(Single32 x) => FromBits(x.Bits & int.MaxValue);
    public static Single32 Sqrt(Single32 x) => new(DeviceMath.Sqrt(x._value));
    public static Single32 Floor(Single32 x) => new(DeviceMath.Floor(x._value));
    public static Single32 Ceiling(Single32 x) => new(-DeviceMath.Floor(-x._value));
    public static Single32 Truncate(Single32 x) => new(DeviceMath.Truncate(x._value));
    public static Single32 Round(Single32 x) => new(DeviceMath.RoundEven(x._value));

    public static Single32 Exp(Single32 x) => Elementary.Exp<Single32, float>(x);
    public static Single32 Log(Single32 x) => Elementary.Log<Single32, float>(x);
    public static Single32 Log2(Single32 x) => Elementary.Log2<Single32, float>(x);
    public static Single32 CopySign(Single32 magnitude, Single32 sign) => FromBits((magnitude.Bits & int.MaxValue) | (sign.Bits & int.MinValue));
    public static Single32 LimitAbove(Single32 x, Single32 limit) => x._value > limit._value ? limit : x;
    public static Single32 LimitBelow(Single32 x, Single32 limit) => x._value < limit._value ? limit : x;
    public static Single32 PowerOfTwo(Single32 n) => FromBits(((int)n._value + 127) << 23);
    public static Single32 Scale(Single32 p, Single32 n) => Elementary.ScaleInSteps<Single32, float>(p, n);
    public static Single32 Exponent(Single32 x) => new((x.Bits >> 23) - 127);
    public static Single32 Significand(Single32 x) => FromBits((x.Bits & 0x007FFFFF) | 0x3F800000);

    public static float FromDouble(double value) => (float)value;
    public static float FromInt64(long value) => value;
    public static double ToDouble(float value) => value;
    public static float ToSingle(float value) => value;
    public static long ToInt64(float value) => (long)value;

    // Operators of integers alone shift.
    public static Single32 ShiftLeft(Single32 x, Single32 count) => x;
    public static Single32 WholeQuotient(Single32 x, Single32 y) => x;
    public static Single32 ShiftRight(Single32 x, Single32 count) => x;
    public static Single32 Map<TFunction>(Single32 x) where TFunction : struct, IScalarFunction => new(TFunction.Invoke(x._value));
    public static Single32 Map<TFunction>(Single32 x, Single32 y) where TFunction : struct, IScalarFunction2 => new(TFunction.Invoke(x._value, y._value));
}
