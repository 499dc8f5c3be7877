using System.Runtime.CompilerServices;

namespace Taimatsu.Backends;

/// <summary>Remainders of floats over vectors: exact, as the division's own definition asks, while the quotient has few bits.</summary>
internal static unsafe class Remainders
{
    /// <summary>x − y · trunc(x / y), with the sign of x; <typeparamref name="TFar"/> gives it for vectors in which a quotient is large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Truncated<V, T, TFar>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged where TFar : struct, IScalarFunction2
    {
        var q = x / y;
        // Also false where an operand is NaN or infinite, or y is zero.
        var near = V.Less(V.Abs(q), V.Create(1 << 22)) & V.Less(V.Abs(y), V.Create(double.PositiveInfinity));
        if (V.MaskBits(~near) != 0) return V.Map<TFar>(x, y);
        // The product and the difference are exact; the rounded quotient may be one too large, then the sign tells.
        V a = V.Abs(x), b = V.Abs(y);
        var rest = V.MultiplyAdd(-V.Truncate(V.Abs(q)), b, a);
        rest = V.Select(V.Less(rest, V.Zero), rest + b, rest);
        return V.CopySign(rest, x);
    }

    /// <summary>The largest whole number not above x / y, of the exact quotient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FlooredQuotient<V, T, TFar>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged where TFar : struct, IScalarFunction2
    {
        var q = x / y;
        var near = V.Less(V.Abs(q), V.Create(1 << 22)) & V.Less(V.Abs(y), V.Create(double.PositiveInfinity));
        if (V.MaskBits(~near) != 0) return V.Map<TFar>(x, y);
        V a = V.Abs(x), b = V.Abs(y), k = V.Truncate(V.Abs(q));
        var rest = V.MultiplyAdd(-k, b, a);
        var over = V.Less(rest, V.Zero);
        k = V.Select(over, k - V.One, k);
        rest = V.Select(over, rest + b, rest);
        var up = V.Select(V.Less(V.Zero, rest), k + V.One, k);
        return V.Select(V.Less(V.CopySign(V.One, q), V.Zero), -up, k);
    }

    /// <summary>Of integers: the largest whole number not above x / y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FlooredWhole<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V q = V.WholeQuotient(x, y), rest = x - q * y;
        return q - (Differs<V, T>(rest, y) & V.One);
    }

    /// <summary>Of integers: the remainder with the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V WholeRest<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x - V.WholeQuotient(x, y) * y;

    /// <summary>Of integers: the remainder with the sign of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FlooredWholeRest<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var rest = WholeRest<V, T>(x, y);
        return rest + (Differs<V, T>(rest, y) & y);
    }

    // A rest whose sign is not the divisor's; unsigned ones have none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Differs<V, T>(V rest, V y) where V : struct, ISimd<V, T> where T : unmanaged
        => ~V.Equal(rest, V.Zero) & (V.Less(rest, V.Zero) ^ V.Less(y, V.Zero));

    /// <summary>x / y towards zero of single integers.</summary>
    /// <exception cref="DivideByZeroException">y is 0.</exception>
    public static long WholeQuotient(long x, long y)
    {
        if (y == 0) throw new DivideByZeroException("ZeroDivisionError: integer division or modulo by zero");
        return y == -1 ? unchecked(-x) : x / y; // the smallest integer has no opposite
    }

    /// <summary>The remainder with the sign of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Floored<V, T, TFar>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged where TFar : struct, IScalarFunction2
    {
        var rest = Truncated<V, T, TFar>(x, y);
        // −0 differs from +0 in nothing but the sign: the product tells only of real remainders.
        var differs = V.Less(V.CopySign(V.One, rest) * V.CopySign(V.One, y), V.Zero) & ~V.Equal(rest, V.Zero);
        return V.Select(differs, rest + y, rest);
    }
}
