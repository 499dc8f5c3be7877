using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Two vectors that go through an operator side by side. Each constant is loaded once for both; taken alone, a long polynomial waits for the loads of its constants, which the compiler
/// repeats at every use, and not for its arithmetic.
/// </summary>
internal readonly struct Pair<V, T>(V low, V high) : ISimd<Pair<V, T>, T> where V : struct, ISimd<V, T> where T : unmanaged
{
    private readonly V _low = low, _high = high;

    public static int Count => 2 * V.Count;

    public static bool IsFloat
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V.IsFloat;
    }

    public static Pair<V, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Both(V.Zero);
    }

    public static Pair<V, T> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Both(V.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Pair<V, T> Load(T* source) => new(V.Load(source), V.Load(source + V.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Pair<V, T> value, T* target)
    {
        V.Store(value._low, target);
        V.Store(value._high, target + V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Create(double value) => Both(V.Create(value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Create(T value) => Both(V.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Pair<V, T> Both(V value) => new(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> operator +(Pair<V, T> left, Pair<V, T> right) => new(left._low + right._low, left._high + right._high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> operator -(Pair<V, T> left, Pair<V, T> right) => new(left._low - right._low, left._high - right._high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> operator *(Pair<V, T> left, Pair<V, T> right) => new(left._low * right._low, left._high * right._high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> operator /(Pair<V, T> left, Pair<V, T> right) => new(left._low / right._low, left._high / right._high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> operator &(Pair<V, T> left, Pair<V, T> right) => new(left._low & right._low, left._high & right._high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> operator |(Pair<V, T> left, Pair<V, T> right) => new(left._low | right._low, left._high | right._high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> operator ^(Pair<V, T> left, Pair<V, T> right) => new(left._low ^ right._low, left._high ^ right._high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> operator -(Pair<V, T> value) => new(-value._low, -value._high);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> operator ~(Pair<V, T> value) => new(~value._low, ~value._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MaskBits(Pair<V, T> mask) => V.MaskBits(mask._low) | V.MaskBits(mask._high) << V.Count;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Pair<V, T> x) => V.Sum(x._low + x._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Equal(Pair<V, T> left, Pair<V, T> right) => new(V.Equal(left._low, right._low), V.Equal(left._high, right._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Less(Pair<V, T> left, Pair<V, T> right) => new(V.Less(left._low, right._low), V.Less(left._high, right._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> LessOrEqual(Pair<V, T> left, Pair<V, T> right) => new(V.LessOrEqual(left._low, right._low), V.LessOrEqual(left._high, right._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Select(Pair<V, T> mask, Pair<V, T> whenTrue, Pair<V, T> whenFalse) => new(V.Select(mask._low, whenTrue._low, whenFalse._low), V.Select(mask._high, whenTrue._high, whenFalse._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> MultiplyAdd(Pair<V, T> x, Pair<V, T> y, Pair<V, T> z) => new(V.MultiplyAdd(x._low, y._low, z._low), V.MultiplyAdd(x._high, y._high, z._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Max(Pair<V, T> left, Pair<V, T> right) => new(V.Max(left._low, right._low), V.Max(left._high, right._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Min(Pair<V, T> left, Pair<V, T> right) => new(V.Min(left._low, right._low), V.Min(left._high, right._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Abs(Pair<V, T> x) => new(V.Abs(x._low), V.Abs(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Sqrt(Pair<V, T> x) => new(V.Sqrt(x._low), V.Sqrt(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Floor(Pair<V, T> x) => new(V.Floor(x._low), V.Floor(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Ceiling(Pair<V, T> x) => new(V.Ceiling(x._low), V.Ceiling(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Truncate(Pair<V, T> x) => new(V.Truncate(x._low), V.Truncate(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Round(Pair<V, T> x) => new(V.Round(x._low), V.Round(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Exp(Pair<V, T> x) => new(V.Exp(x._low), V.Exp(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Log(Pair<V, T> x) => new(V.Log(x._low), V.Log(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Log2(Pair<V, T> x) => new(V.Log2(x._low), V.Log2(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> CopySign(Pair<V, T> magnitude, Pair<V, T> sign) => new(V.CopySign(magnitude._low, sign._low), V.CopySign(magnitude._high, sign._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> LimitAbove(Pair<V, T> x, Pair<V, T> limit) => new(V.LimitAbove(x._low, limit._low), V.LimitAbove(x._high, limit._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> LimitBelow(Pair<V, T> x, Pair<V, T> limit) => new(V.LimitBelow(x._low, limit._low), V.LimitBelow(x._high, limit._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> PowerOfTwo(Pair<V, T> n) => new(V.PowerOfTwo(n._low), V.PowerOfTwo(n._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Scale(Pair<V, T> p, Pair<V, T> n) => new(V.Scale(p._low, n._low), V.Scale(p._high, n._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Exponent(Pair<V, T> x) => new(V.Exponent(x._low), V.Exponent(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> Significand(Pair<V, T> x) => new(V.Significand(x._low), V.Significand(x._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> ShiftLeft(Pair<V, T> x, Pair<V, T> count) => new(V.ShiftLeft(x._low, count._low), V.ShiftLeft(x._high, count._high));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V, T> ShiftRight(Pair<V, T> x, Pair<V, T> count) => new(V.ShiftRight(x._low, count._low), V.ShiftRight(x._high, count._high));

    public static Pair<V, T> WholeQuotient(Pair<V, T> x, Pair<V, T> y) => new(V.WholeQuotient(x._low, y._low), V.WholeQuotient(x._high, y._high));
    public static Pair<V, T> Map<TFunction>(Pair<V, T> x) where TFunction : struct, IScalarFunction => new(V.Map<TFunction>(x._low), V.Map<TFunction>(x._high));
    public static Pair<V, T> Map<TFunction>(Pair<V, T> x, Pair<V, T> y) where TFunction : struct, IScalarFunction2
        => new(V.Map<TFunction>(x._low, y._low), V.Map<TFunction>(x._high, y._high));
}
