using System.Numerics;
using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>One whole number as the operators' bodies see it.</summary>
internal readonly struct Whole<T>(T value) : ISimd<Whole<T>, T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly T _value = value;

    private static Whole<T> Mask(bool value) => value ? new(~T.Zero) : new(T.Zero);

    public static int Count => 1;
    public static bool IsFloat => false;
    public static Whole<T> Zero => new(T.Zero);
    public static Whole<T> One => new(T.One);
    public static unsafe Whole<T> Load(T* source) => new(*source);
    public static unsafe void Store(Whole<T> value, T* target) => *target = value._value;
    public static Whole<T> Create(double value) => new(Element.FromInt64<T>((long)value));
    public static Whole<T> Create(T value) => new(value);
    public static T Sum(Whole<T> x) => x._value;
    public static ulong MaskBits(Whole<T> mask) => mask._value != T.Zero ? 1UL : 0UL;

    public static Whole<T> operator +(Whole<T> left, Whole<T> right) => new(left._value + right._value);
    public static Whole<T> operator -(Whole<T> left, Whole<T> right) => new(left._value - right._value);
    public static Whole<T> operator *(Whole<T> left, Whole<T> right) => new(left._value * right._value);
    public static Whole<T> operator /(Whole<T> left, Whole<T> right) => new(left._value / right._value);
    public static Whole<T> operator -(Whole<T> value) => new(T.Zero - value._value);
    public static Whole<T> operator &(Whole<T> left, Whole<T> right) => new(left._value & right._value);
    public static Whole<T> operator |(Whole<T> left, Whole<T> right) => new(left._value | right._value);
    public static Whole<T> operator ^(Whole<T> left, Whole<T> right) => new(left._value ^ right._value);
    public static Whole<T> operator ~(Whole<T> value) => new(~value._value);

    public static Whole<T> Equal(Whole<T> left, Whole<T> right) => Mask(left._value == right._value);
    public static Whole<T> Less(Whole<T> left, Whole<T> right) => Mask(left._value < right._value);
    public static Whole<T> LessOrEqual(Whole<T> left, Whole<T> right) => Mask(left._value <= right._value);
    public static Whole<T> Select(Whole<T> mask, Whole<T> whenTrue, Whole<T> whenFalse)
        => new((mask._value & whenTrue._value) | (~mask._value & whenFalse._value));

    public static Whole<T> MultiplyAdd(Whole<T> x, Whole<T> y, Whole<T> z) => new(x._value * y._value + z._value);
    public static Whole<T> Max(Whole<T> left, Whole<T> right) => left._value < right._value ? right : left;
    public static Whole<T> Min(Whole<T> left, Whole<T> right) => right._value < left._value ? right : left;
    public static Whole<T> Abs(Whole<T> x) => x._value < T.Zero ? new(T.Zero - x._value) : x;
    public static Whole<T> Floor(Whole<T> x) => x;
    public static Whole<T> Ceiling(Whole<T> x) => x;
    public static Whole<T> Truncate(Whole<T> x) => x;
    public static Whole<T> Round(Whole<T> x) => x;
    public static Whole<T> LimitAbove(Whole<T> x, Whole<T> limit) => Min(x, limit);
    public static Whole<T> LimitBelow(Whole<T> x, Whole<T> limit) => Max(x, limit);

    // A count of the width or more gives 0 (or the sign); a negative count does too.
    public static Whole<T> ShiftLeft(Whole<T> x, Whole<T> count)
    {
        long n = Element.ToInt64(count._value);
        return (ulong)n >= (ulong)(Unsafe.SizeOf<T>() * 8) ? new(T.Zero) : new(Element.FromInt64<T>(Element.ToInt64(x._value) << (int)n));
    }

    public static Whole<T> ShiftRight(Whole<T> x, Whole<T> count)
    {
        long n = Element.ToInt64(count._value);
        return new(Element.FromInt64<T>(Element.ToInt64(x._value) >> (int)((ulong)n >= (ulong)(Unsafe.SizeOf<T>() * 8) ? 63 : n)));
    }

    public static Whole<T> Map<TFunction>(Whole<T> x) where TFunction : struct, IScalarFunction
        => new(Element.FromInt64<T>((long)TFunction.Invoke((double)Element.ToInt64(x._value))));

    public static Whole<T> Map<TFunction>(Whole<T> x, Whole<T> y) where TFunction : struct, IScalarFunction2
        => new(Element.FromInt64<T>(TFunction.Invoke(Element.ToInt64(x._value), Element.ToInt64(y._value))));

    // Operators of floats alone ask for these.
    public static Whole<T> Sqrt(Whole<T> x) => x;
    public static Whole<T> Exp(Whole<T> x) => x;
    public static Whole<T> Log(Whole<T> x) => x;
    public static Whole<T> Log2(Whole<T> x) => x;
    public static Whole<T> Sin(Whole<T> x) => x;
    public static Whole<T> Cos(Whole<T> x) => x;
    public static Whole<T> CopySign(Whole<T> magnitude, Whole<T> sign) => magnitude;
    public static Whole<T> PowerOfTwo(Whole<T> n) => n;
    public static Whole<T> Exponent(Whole<T> x) => x;
    public static Whole<T> Significand(Whole<T> x) => x;
}
