using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>512 bits of <typeparamref name="T"/>.</summary>
internal readonly struct V512<T>(Vector512<T> value) : ISimd<V512<T>, T> where T : unmanaged
{
    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    public static bool IsFloat
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) || typeof(T) == typeof(double);
    }

    public static V512<T> Zero => new(Vector512<T>.Zero);
    public static V512<T> One => new(Vector512<T>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe V512<T> Load(T* source) => new(Vector512.Load(source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(V512<T> value, T* target) => value._value.Store(target);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Create(double value)
    {
        // Written out for floats: every method on the way costs the compiler's budget for inlining, which long polynomials use up.
        // As a load of its own a constant stays in a register for all its uses in a loop; folded into its users, it would be loaded at each.
        if (typeof(T) == typeof(float) && Avx512F.IsSupported) return new(Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe((float)value)).As<float, T>());
        if (typeof(T) == typeof(float)) return new(Vector512.Create((float)value).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Create(value).As<double, T>());
        return new(Vector512.Create(Converter.Cast<double, T>(value)));
    }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Create(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator +(V512<T> left, V512<T> right) => new(left._value + right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator -(V512<T> left, V512<T> right) => new(left._value - right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator *(V512<T> left, V512<T> right) => new(left._value * right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator /(V512<T> left, V512<T> right) => new(left._value / right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator -(V512<T> value) => new(-value._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator &(V512<T> left, V512<T> right) => new(left._value & right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator |(V512<T> left, V512<T> right) => new(left._value | right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator ^(V512<T> left, V512<T> right) => new(left._value ^ right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator ~(V512<T> value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MaskBits(V512<T> mask) => mask._value.ExtractMostSignificantBits();
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Equal(V512<T> left, V512<T> right) => new(Vector512.Equals(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Less(V512<T> left, V512<T> right) => new(Vector512.LessThan(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> LessOrEqual(V512<T> left, V512<T> right) => new(Vector512.LessThanOrEqual(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Select(V512<T> mask, V512<T> whenTrue, V512<T> whenFalse) => new(Vector512.ConditionalSelect(mask._value, whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> MultiplyAdd(V512<T> x, V512<T> y, V512<T> z)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>());
        return new(x._value * y._value + z._value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Max(V512<T> left, V512<T> right) => new(Vector512.Max(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Min(V512<T> left, V512<T> right) => new(Vector512.Min(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Abs(V512<T> x) => new(Vector512.Abs(x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Sqrt(V512<T> x) => new(Vector512.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Floor(V512<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.Floor(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Floor(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Ceiling(V512<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.Ceiling(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Ceiling(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Truncate(V512<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.Truncate(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Truncate(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Round(V512<T> x)
    {
        if (typeof(T) == typeof(float)) return new(Vector512.Round(x._value.AsSingle()).As<float, T>());
        if (typeof(T) == typeof(double)) return new(Vector512.Round(x._value.AsDouble()).As<double, T>());
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Exp(V512<T> x)
        => typeof(T) == typeof(float) ? new(Vector512.Exp(x._value.AsSingle()).As<float, T>()) : new(Vector512.Exp(x._value.AsDouble()).As<double, T>());
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Log(V512<T> x)
        => typeof(T) == typeof(float) ? new(Vector512.Log(x._value.AsSingle()).As<float, T>()) : new(Vector512.Log(x._value.AsDouble()).As<double, T>());
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Log2(V512<T> x)
        => typeof(T) == typeof(float) ? new(Vector512.Log2(x._value.AsSingle()).As<float, T>()) : new(Vector512.Log2(x._value.AsDouble()).As<double, T>());
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> CopySign(V512<T> magnitude, V512<T> sign) => new(Vector512.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(V512<T> x) => Vector512.Sum(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> LimitAbove(V512<T> x, V512<T> limit) => new(Vector512.MinNative(limit._value, x._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> LimitBelow(V512<T> x, V512<T> limit) => new(Vector512.MaxNative(limit._value, x._value));

    // Adding 2^(bits of the significand) leaves a whole number in the low bits, so no conversion instruction is needed in either direction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> PowerOfTwo(V512<T> n)
        => typeof(T) == typeof(float)
            ? new(((n._value.AsSingle() + Vector512.Create(8388608f + 127)).AsInt32() << 23).As<int, T>())
            : new(((n._value.AsDouble() + Vector512.Create(4503599627370496.0 + 1023)).AsInt64() << 52).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Scale(V512<T> p, V512<T> n)
    {
        if (Avx512F.IsSupported && typeof(T) == typeof(float)) return new(Avx512F.Scale(p._value.AsSingle(), n._value.AsSingle()).As<float, T>());
        if (Avx512F.IsSupported && typeof(T) == typeof(double)) return new(Avx512F.Scale(p._value.AsDouble(), n._value.AsDouble()).As<double, T>());
        return Elementary.ScaleInSteps<V512<T>, T>(p, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Exponent(V512<T> x)
        => typeof(T) == typeof(float)
            ? new((((x._value.AsInt32() >>> 23) | Vector512.Create(0x4B000000)).AsSingle() - Vector512.Create(8388608f + 127)).As<float, T>())
            : new((((x._value.AsInt64() >>> 52) | Vector512.Create(0x4330000000000000)).AsDouble() - Vector512.Create(4503599627370496.0 + 1023)).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Significand(V512<T> x)
        => typeof(T) == typeof(float)
            ? new(((x._value.AsInt32() & Vector512.Create(0x007FFFFF)) | Vector512.Create(0x3F800000)).As<int, T>())
            : new(((x._value.AsInt64() & Vector512.Create(0x000FFFFFFFFFFFFF)) | Vector512.Create(0x3FF0000000000000)).As<long, T>());

    // The instructions shift by any count as PyTorch does: by the width or more, or by a negative count, all bits go.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> ShiftLeft(V512<T> x, V512<T> count)
    {
        if (typeof(T) == typeof(int) && Avx512F.IsSupported) return new(Avx512F.ShiftLeftLogicalVariable(x._value.AsInt32(), count._value.AsUInt32()).As<int, T>());
        if (typeof(T) == typeof(long) && Avx512F.IsSupported) return new(Avx512F.ShiftLeftLogicalVariable(x._value.AsInt64(), count._value.AsUInt64()).As<long, T>());
        return Lanes.ShiftLeft<V512<T>, T>(x, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> ShiftRight(V512<T> x, V512<T> count)
    {
        if (typeof(T) == typeof(int) && Avx512F.IsSupported) return new(Avx512F.ShiftRightArithmeticVariable(x._value.AsInt32(), count._value.AsUInt32()).As<int, T>());
        if (typeof(T) == typeof(long) && Avx512F.IsSupported) return new(Avx512F.ShiftRightArithmeticVariable(x._value.AsInt64(), count._value.AsUInt64()).As<long, T>());
        return Lanes.ShiftRight<V512<T>, T>(x, count);
    }

    public static V512<T> WholeQuotient(V512<T> x, V512<T> y)
    {
        if (Avx512DQ.IsSupported && !Vector512.EqualsAny(y._value, Vector512<T>.Zero))
        {
            if (typeof(T) == typeof(int))
                return new(Vector512.Create(Quotient(x._value.GetLower(), y._value.GetLower()), Quotient(x._value.GetUpper(), y._value.GetUpper())).As<int, T>());
            // Below 2⁵² as well as below 2³¹, a quotient as double is never rounded up to the next whole number.
            if (typeof(T) == typeof(long) && Vector512.LessThanAll((x._value.AsInt64() + Vector512.Create(1L << 52)).AsUInt64(), Vector512.Create(1UL << 53)))
                return new(Avx512DQ.ConvertToVector512Int64WithTruncation(Avx512DQ.ConvertToVector512Double(x._value.AsInt64()) / Avx512DQ.ConvertToVector512Double(y._value.AsInt64())).As<long, T>());
        }
        return Lanes.WholeQuotient<V512<T>, T>(x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Quotient(Vector256<T> x, Vector256<T> y)
        => Avx512F.ConvertToVector256Int32WithTruncation(Avx512F.ConvertToVector512Double(x.AsInt32()) / Avx512F.ConvertToVector512Double(y.AsInt32()));

    public static V512<T> Map<TFunction>(V512<T> x) where TFunction : struct, IScalarFunction => Lanes.Map<V512<T>, T, TFunction>(x);
    public static V512<T> Map<TFunction>(V512<T> x, V512<T> y) where TFunction : struct, IScalarFunction2 => Lanes.Map<V512<T>, T, TFunction>(x, y);
}
