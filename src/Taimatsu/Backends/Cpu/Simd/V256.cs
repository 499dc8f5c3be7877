using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>256 bits of <typeparamref name="T"/>.</summary>
internal readonly struct V256<T>(Vector256<T> value) : ISimd<V256<T>, T> where T : unmanaged
{
    private readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    public static bool IsFloat
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) || typeof(T) == typeof(double);
    }

    public static V256<T> Zero => new(Vector256<T>.Zero);
    public static V256<T> One => new(Vector256<T>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V256<T> Load(T* source) => new(Vector256.Load(source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(V256<T> value, T* target) => value._value.Store(target);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Create(double value)
    {
        // Written out for floats: every method on the way costs the compiler's budget for inlining, which long polynomials use up.
        if (typeof(T) == typeof(float)) return new(Vector256.Create((float)value).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Create(value).As<double, T>());
        return new(Vector256.Create(Converter.Cast<double, T>(value)));
    }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Create(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator +(V256<T> left, V256<T> right) => new(left._value + right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator -(V256<T> left, V256<T> right) => new(left._value - right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator *(V256<T> left, V256<T> right) => new(left._value * right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator /(V256<T> left, V256<T> right) => new(left._value / right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator -(V256<T> value) => new(-value._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator &(V256<T> left, V256<T> right) => new(left._value & right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator |(V256<T> left, V256<T> right) => new(left._value | right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator ^(V256<T> left, V256<T> right) => new(left._value ^ right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator ~(V256<T> value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MaskBits(V256<T> mask) => mask._value.ExtractMostSignificantBits();
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Equal(V256<T> left, V256<T> right) => new(Vector256.Equals(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Less(V256<T> left, V256<T> right) => new(Vector256.LessThan(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> LessOrEqual(V256<T> left, V256<T> right) => new(Vector256.LessThanOrEqual(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Select(V256<T> mask, V256<T> whenTrue, V256<T> whenFalse) => new(Vector256.ConditionalSelect(mask._value, whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> MultiplyAdd(V256<T> x, V256<T> y, V256<T> z)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>());
        return new(x._value * y._value + z._value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Max(V256<T> left, V256<T> right) => new(Vector256.Max(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Min(V256<T> left, V256<T> right) => new(Vector256.Min(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Abs(V256<T> x) => new(Vector256.Abs(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Sqrt(V256<T> x) => new(Vector256.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Floor(V256<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.Floor(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Floor(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Ceiling(V256<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.Ceiling(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Ceiling(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Truncate(V256<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.Truncate(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Truncate(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Round(V256<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector256.Round(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector256.Round(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Exp(V256<T> x)
        => typeof(T) == typeof(float) ? new(Vector256.Exp(x._value.AsSingle()).As<float, T>()) : new(Vector256.Exp(x._value.AsDouble()).As<double, T>());
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Log(V256<T> x)
        => typeof(T) == typeof(float) ? new(Vector256.Log(x._value.AsSingle()).As<float, T>()) : new(Vector256.Log(x._value.AsDouble()).As<double, T>());
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Log2(V256<T> x)
        => typeof(T) == typeof(float) ? new(Vector256.Log2(x._value.AsSingle()).As<float, T>()) : new(Vector256.Log2(x._value.AsDouble()).As<double, T>());
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> CopySign(V256<T> magnitude, V256<T> sign) => new(Vector256.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(V256<T> x) => Vector256.Sum(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> LimitAbove(V256<T> x, V256<T> limit) => new(Vector256.MinNative(limit._value, x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> LimitBelow(V256<T> x, V256<T> limit) => new(Vector256.MaxNative(limit._value, x._value));

    // Adding 2^(bits of the significand) leaves a whole number in the low bits, so no conversion instruction is needed in either direction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> PowerOfTwo(V256<T> n)
        => typeof(T) == typeof(float)
            ? new(((n._value.AsSingle() + Vector256.Create(8388608f + 127)).AsInt32() << 23).As<int, T>())
            : new(((n._value.AsDouble() + Vector256.Create(4503599627370496.0 + 1023)).AsInt64() << 52).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Scale(V256<T> p, V256<T> n) => Elementary.ScaleInSteps<V256<T>, T>(p, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Exponent(V256<T> x)
        => typeof(T) == typeof(float)
            ? new((((x._value.AsInt32() >>> 23) | Vector256.Create(0x4B000000)).AsSingle() - Vector256.Create(8388608f + 127)).As<float, T>())
            : new((((x._value.AsInt64() >>> 52) | Vector256.Create(0x4330000000000000)).AsDouble() - Vector256.Create(4503599627370496.0 + 1023)).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Significand(V256<T> x)
        => typeof(T) == typeof(float)
            ? new(((x._value.AsInt32() & Vector256.Create(0x007FFFFF)) | Vector256.Create(0x3F800000)).As<int, T>())
            : new(((x._value.AsInt64() & Vector256.Create(0x000FFFFFFFFFFFFF)) | Vector256.Create(0x3FF0000000000000)).As<long, T>());

    public static V256<T> ShiftLeft(V256<T> x, V256<T> count) => Lanes.ShiftLeft<V256<T>, T>(x, count);
    public static V256<T> ShiftRight(V256<T> x, V256<T> count) => Lanes.ShiftRight<V256<T>, T>(x, count);
    public static V256<T> WholeQuotient(V256<T> x, V256<T> y)
    {
        if (typeof(T) == typeof(int) && Avx.IsSupported && !Vector256.EqualsAny(y._value, Vector256<T>.Zero))
            return new(Vector256.Create(Quotient(x._value.GetLower(), y._value.GetLower()), Quotient(x._value.GetUpper(), y._value.GetUpper())).As<int, T>());
        return Lanes.WholeQuotient<V256<T>, T>(x, y);
    }

    // Quotients of 32-bit numbers as doubles are never rounded up to the next whole number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Quotient(Vector128<T> x, Vector128<T> y)
        => Avx.ConvertToVector128Int32WithTruncation(Avx.ConvertToVector256Double(x.AsInt32()) / Avx.ConvertToVector256Double(y.AsInt32()));

    public static V256<T> Map<TFunction>(V256<T> x) where TFunction : struct, IScalarFunction => Lanes.Map<V256<T>, T, TFunction>(x);
    public static V256<T> Map<TFunction>(V256<T> x, V256<T> y) where TFunction : struct, IScalarFunction2 => Lanes.Map<V256<T>, T, TFunction>(x, y);
}
