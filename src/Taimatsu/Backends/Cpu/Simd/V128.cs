using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>128 bits of <typeparamref name="T"/>.</summary>
internal readonly struct V128<T>(Vector128<T> value) : ISimd<V128<T>, T> where T : unmanaged
{
    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    public static bool IsFloat
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) || typeof(T) == typeof(double);
    }

    public static V128<T> Zero => new(Vector128<T>.Zero);
    public static V128<T> One => new(Vector128<T>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V128<T> Load(T* source) => new(Vector128.Load(source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(V128<T> value, T* target) => value._value.Store(target);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Create(double value)
    {
        // Written out for floats: every method on the way costs the compiler's budget for inlining, which long polynomials use up.
        if (typeof(T) == typeof(float)) return new(Vector128.Create((float)value).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Create(value).As<double, T>());
        return new(Vector128.Create(Converter.Cast<double, T>(value)));
    }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Create(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator +(V128<T> left, V128<T> right) => new(left._value + right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator -(V128<T> left, V128<T> right) => new(left._value - right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator *(V128<T> left, V128<T> right) => new(left._value * right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator /(V128<T> left, V128<T> right) => new(left._value / right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator -(V128<T> value) => new(-value._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator &(V128<T> left, V128<T> right) => new(left._value & right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator |(V128<T> left, V128<T> right) => new(left._value | right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator ^(V128<T> left, V128<T> right) => new(left._value ^ right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator ~(V128<T> value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MaskBits(V128<T> mask) => mask._value.ExtractMostSignificantBits();
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Equal(V128<T> left, V128<T> right) => new(Vector128.Equals(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Less(V128<T> left, V128<T> right) => new(Vector128.LessThan(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> LessOrEqual(V128<T> left, V128<T> right) => new(Vector128.LessThanOrEqual(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Select(V128<T> mask, V128<T> whenTrue, V128<T> whenFalse) => new(Vector128.ConditionalSelect(mask._value, whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> MultiplyAdd(V128<T> x, V128<T> y, V128<T> z)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>());
        return new(x._value * y._value + z._value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Max(V128<T> left, V128<T> right) => new(Vector128.Max(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Min(V128<T> left, V128<T> right) => new(Vector128.Min(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Abs(V128<T> x) => new(Vector128.Abs(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Sqrt(V128<T> x) => new(Vector128.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Floor(V128<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.Floor(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Floor(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Ceiling(V128<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.Ceiling(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Ceiling(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Truncate(V128<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.Truncate(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Truncate(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Round(V128<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector128.Round(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector128.Round(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Exp(V128<T> x)
        => typeof(T) == typeof(float) ? new(Vector128.Exp(x._value.AsSingle()).As<float, T>()) : new(Vector128.Exp(x._value.AsDouble()).As<double, T>());
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Log(V128<T> x)
        => typeof(T) == typeof(float) ? new(Vector128.Log(x._value.AsSingle()).As<float, T>()) : new(Vector128.Log(x._value.AsDouble()).As<double, T>());
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Log2(V128<T> x)
        => typeof(T) == typeof(float) ? new(Vector128.Log2(x._value.AsSingle()).As<float, T>()) : new(Vector128.Log2(x._value.AsDouble()).As<double, T>());
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> CopySign(V128<T> magnitude, V128<T> sign) => new(Vector128.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(V128<T> x) => Vector128.Sum(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> LimitAbove(V128<T> x, V128<T> limit) => new(Vector128.MinNative(limit._value, x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> LimitBelow(V128<T> x, V128<T> limit) => new(Vector128.MaxNative(limit._value, x._value));

    // Adding 2^(bits of the significand) leaves a whole number in the low bits, so no conversion instruction is needed in either direction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> PowerOfTwo(V128<T> n)
        => typeof(T) == typeof(float)
            ? new(((n._value.AsSingle() + Vector128.Create(8388608f + 127)).AsInt32() << 23).As<int, T>())
            : new(((n._value.AsDouble() + Vector128.Create(4503599627370496.0 + 1023)).AsInt64() << 52).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Scale(V128<T> p, V128<T> n) => Elementary.ScaleInSteps<V128<T>, T>(p, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Exponent(V128<T> x)
        => typeof(T) == typeof(float)
            ? new((((x._value.AsInt32() >>> 23) | Vector128.Create(0x4B000000)).AsSingle() - Vector128.Create(8388608f + 127)).As<float, T>())
            : new((((x._value.AsInt64() >>> 52) | Vector128.Create(0x4330000000000000)).AsDouble() - Vector128.Create(4503599627370496.0 + 1023)).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Significand(V128<T> x)
        => typeof(T) == typeof(float)
            ? new(((x._value.AsInt32() & Vector128.Create(0x007FFFFF)) | Vector128.Create(0x3F800000)).As<int, T>())
            : new(((x._value.AsInt64() & Vector128.Create(0x000FFFFFFFFFFFFF)) | Vector128.Create(0x3FF0000000000000)).As<long, T>());

    public static V128<T> ShiftLeft(V128<T> x, V128<T> count) => Lanes.ShiftLeft<V128<T>, T>(x, count);
    public static V128<T> ShiftRight(V128<T> x, V128<T> count) => Lanes.ShiftRight<V128<T>, T>(x, count);
    public static V128<T> WholeQuotient(V128<T> x, V128<T> y) => Lanes.WholeQuotient<V128<T>, T>(x, y);

    public static V128<T> Map<TFunction>(V128<T> x) where TFunction : struct, IScalarFunction => Lanes.Map<V128<T>, T, TFunction>(x);
    public static V128<T> Map<TFunction>(V128<T> x, V128<T> y) where TFunction : struct, IScalarFunction2 => Lanes.Map<V128<T>, T, TFunction>(x, y);
}
