using System.Numerics;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>One whole number as the operators' bodies see it.</summary>
internal readonly struct Whole<T, TCast>(T value) : ILane<Whole<T, TCast>, T>
    where T : unmanaged, IBinaryInteger<T> where TCast : struct, ICast<T>
{
    private readonly T _value = value;

    private static Whole<T, TCast> Mask(bool value) => value ? new(~T.Zero) : new(T.Zero);

    public static int Count => 1;
    public static bool IsFloat => false;
    public static Whole<T, TCast> Zero => new(T.Zero);
    public static Whole<T, TCast> One => new(T.One);
    public static unsafe Whole<T, TCast> Load(T* source) => new(*source);
    public static unsafe void Store(Whole<T, TCast> value, T* target) => *target = value._value;
    public static Whole<T, TCast> Create(double value) => new(TCast.FromInt64((long)value));
    public static Whole<T, TCast> Create(T value) => new(value);
    public static T Sum(Whole<T, TCast> x) => x._value;
    public static ulong MaskBits(Whole<T, TCast> mask) => mask._value != T.Zero ? 1UL : 0UL;

    public static Whole<T, TCast> operator +(Whole<T, TCast> left, Whole<T, TCast> right) => new(left._value + right._value);
    public static Whole<T, TCast> operator -(Whole<T, TCast> left, Whole<T, TCast> right) => new(left._value - right._value);
    public static Whole<T, TCast> operator *(Whole<T, TCast> left, Whole<T, TCast> right) => new(left._value * right._value);
    public static Whole<T, TCast> operator /(Whole<T, TCast> left, Whole<T, TCast> right) => new(left._value / right._value);
    public static Whole<T, TCast> operator -(Whole<T, TCast> value) => new(T.Zero - value._value);
    public static Whole<T, TCast> operator &(Whole<T, TCast> left, Whole<T, TCast> right) => new(left._value & right._value);
    public static Whole<T, TCast> operator |(Whole<T, TCast> left, Whole<T, TCast> right) => new(left._value | right._value);
    public static Whole<T, TCast> operator ^(Whole<T, TCast> left, Whole<T, TCast> right) => new(left._value ^ right._value);
    public static Whole<T, TCast> operator ~(Whole<T, TCast> value) => new(~value._value);

    public static Whole<T, TCast> Equal(Whole<T, TCast> left, Whole<T, TCast> right) => Mask(left._value == right._value);
    public static Whole<T, TCast> Less(Whole<T, TCast> left, Whole<T, TCast> right) => Mask(left._value < right._value);
    public static Whole<T, TCast> LessOrEqual(Whole<T, TCast> left, Whole<T, TCast> right) => Mask(left._value <= right._value);
    public static Whole<T, TCast> Select(Whole<T, TCast> mask, Whole<T, TCast> whenTrue, Whole<T, TCast> whenFalse)
        => new((mask._value & whenTrue._value) | (~mask._value & whenFalse._value));

    public static Whole<T, TCast> MultiplyAdd(Whole<T, TCast> x, Whole<T, TCast> y, Whole<T, TCast> z) => new(x._value * y._value + z._value);
    public static Whole<T, TCast> Max(Whole<T, TCast> left, Whole<T, TCast> right) => left._value < right._value ? right : left;
    public static Whole<T, TCast> Min(Whole<T, TCast> left, Whole<T, TCast> right) => right._value < left._value ? right : left;
    public static Whole<T, TCast> Abs(Whole<T, TCast> x) => x._value < T.Zero ? new(T.Zero - x._value) : x;
    public static Whole<T, TCast> Floor(Whole<T, TCast> x) => x;
    public static Whole<T, TCast> Ceiling(Whole<T, TCast> x) => x;
    public static Whole<T, TCast> Truncate(Whole<T, TCast> x) => x;
    public static Whole<T, TCast> Round(Whole<T, TCast> x) => x;
    public static Whole<T, TCast> LimitAbove(Whole<T, TCast> x, Whole<T, TCast> limit) => Min(x, limit);
    public static Whole<T, TCast> LimitBelow(Whole<T, TCast> x, Whole<T, TCast> limit) => Max(x, limit);

    public static T FromDouble(double value) => TCast.FromDouble(value);
    public static T FromInt64(long value) => TCast.FromInt64(value);
    public static double ToDouble(T value) => TCast.ToDouble(value);
    public static float ToSingle(T value) => TCast.ToSingle(value);
    public static long ToInt64(T value) => TCast.ToInt64(value);

    // No error can be thrown there: by 0 the quotient is 0.
    public static Whole<T, TCast> WholeQuotient(Whole<T, TCast> x, Whole<T, TCast> y)
        => y._value == T.Zero ? y : y._value == ~T.Zero && ~T.Zero < T.Zero ? new(T.Zero - x._value) : new(x._value / y._value);

    // A count of the width or more gives 0 (or the sign); a negative count does too.
    public static unsafe Whole<T, TCast> ShiftLeft(Whole<T, TCast> x, Whole<T, TCast> count)
    {
        long n = TCast.ToInt64(count._value);
        return (ulong)n >= (ulong)(sizeof(T) * 8) ? new(T.Zero) : new(TCast.FromInt64(TCast.ToInt64(x._value) << (int)n));
    }

    public static unsafe Whole<T, TCast> ShiftRight(Whole<T, TCast> x, Whole<T, TCast> count)
    {
        long n = TCast.ToInt64(count._value);
        return new(TCast.FromInt64(TCast.ToInt64(x._value) >> (int)((ulong)n >= (ulong)(sizeof(T) * 8) ? 63 : n)));
    }

    public static Whole<T, TCast> Map<TFunction>(Whole<T, TCast> x) where TFunction : struct, IScalarFunction
        => new(TCast.FromInt64((long)TFunction.Invoke((double)TCast.ToInt64(x._value))));

    public static Whole<T, TCast> Map<TFunction>(Whole<T, TCast> x, Whole<T, TCast> y) where TFunction : struct, IScalarFunction2
        => new(TCast.FromInt64(TFunction.Invoke(TCast.ToInt64(x._value), TCast.ToInt64(y._value))));

    // Operators of floats alone ask for these.
    public static Whole<T, TCast> Sqrt(Whole<T, TCast> x) => x;
    public static Whole<T, TCast> Exp(Whole<T, TCast> x) => x;
    public static Whole<T, TCast> Log(Whole<T, TCast> x) => x;
    public static Whole<T, TCast> Log2(Whole<T, TCast> x) => x;
    public static Whole<T, TCast> CopySign(Whole<T, TCast> magnitude, Whole<T, TCast> sign) => magnitude;
    public static Whole<T, TCast> PowerOfTwo(Whole<T, TCast> n) => n;
    public static Whole<T, TCast> Scale(Whole<T, TCast> p, Whole<T, TCast> n) => p;
    public static Whole<T, TCast> Exponent(Whole<T, TCast> x) => x;
    public static Whole<T, TCast> Significand(Whole<T, TCast> x) => x;
}
