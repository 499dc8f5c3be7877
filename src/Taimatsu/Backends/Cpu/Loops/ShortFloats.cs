using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A 16-bit floating point type as vectors see it: thirty-two of them are two vectors of floats, those at even places and those at odd ones, since the halves of a lane come apart by a shift.
/// The ordinary ways leave out rare numbers, for which there is another way.
/// </summary>
internal interface IShortFloats
{
    /// <summary>The element type.</summary>
    static abstract ScalarType Type { get; }

    /// <summary>True if <see cref="Widen"/> takes them all.</summary>
    static abstract bool IsOrdinary(Vector512<ushort> bits);

    /// <summary>The same of two operands.</summary>
    static abstract bool IsOrdinary(Vector512<ushort> left, Vector512<ushort> right);

    static abstract (Vector512<float> Even, Vector512<float> Odd) Widen(Vector512<ushort> bits);

    /// <summary>The same for all numbers.</summary>
    static abstract (Vector512<float> Even, Vector512<float> Odd) WidenAny(Vector512<ushort> bits);

    /// <summary>To the nearest, ties to even; false if there is a number among them that it does not take.</summary>
    static abstract bool TryNarrow(Vector512<float> even, Vector512<float> odd, out Vector512<ushort> bits);

    /// <summary>The same for all numbers.</summary>
    static abstract Vector512<ushort> NarrowAny(Vector512<float> even, Vector512<float> odd);
}

/// <summary>The upper half of a float.</summary>
internal readonly struct BFloats : IShortFloats
{
    public static ScalarType Type => ScalarType.BFloat16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdinary(Vector512<ushort> bits) => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdinary(Vector512<ushort> left, Vector512<ushort> right) => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Even, Vector512<float> Odd) Widen(Vector512<ushort> bits)
        => ((bits.AsUInt32() << 16).AsSingle(), (bits.AsUInt32() & Vector512.Create(0xFFFF0000u)).AsSingle());

    public static (Vector512<float> Even, Vector512<float> Odd) WidenAny(Vector512<ushort> bits) => Widen(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNarrow(Vector512<float> even, Vector512<float> odd, out Vector512<ushort> bits)
    {
        bits = ShortFloats.UpperHalves(Round(even), Round(odd));
        return Avx512F.CompareUnordered(even, odd).ExtractMostSignificantBits() == 0;
    }

    public static Vector512<ushort> NarrowAny(Vector512<float> even, Vector512<float> odd) => ShortFloats.UpperHalves(RoundAny(even), RoundAny(odd));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Round(Vector512<float> x)
    {
        var bits = x.AsUInt32();
        return bits + (((bits >>> 16) & Vector512<uint>.One) + Vector512.Create(0x7FFFu));
    }

    // A NaN must not be rounded to infinity.
    private static Vector512<uint> RoundAny(Vector512<float> x) => Vector512.ConditionalSelect(Vector512.Equals(x, x).AsUInt32(), Round(x), x.AsUInt32() | Vector512.Create(0x400000u));
}

/// <summary>Five bits of exponent, ten of significand. .NET lacks the processor's instructions for it; the floating-point unit's own rounding does the work.</summary>
internal readonly struct Halves : IShortFloats
{
    public static ScalarType Type => ScalarType.Float16;

    // Not infinity nor NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdinary(Vector512<ushort> bits) => IsBelow(bits + bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdinary(Vector512<ushort> left, Vector512<ushort> right) => IsBelow(Vector512.Max(left + left, right + right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBelow(Vector512<ushort> doubled) => Vector512.GreaterThanOrEqual(doubled, Vector512.Create((ushort)0xF800)).ExtractMostSignificantBits() == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Even, Vector512<float> Odd) Widen(Vector512<ushort> bits)
        => (Single(Avx512BW.MultiplyAddAdjacent(bits.AsInt16(), Vector512.Create(1 << 13).AsInt16())), Single(bits.AsInt32() >> 3));

    // Infinities and NaN keep their bits under the largest exponent.
    public static (Vector512<float> Even, Vector512<float> Odd) WidenAny(Vector512<ushort> bits)
    {
        var (even, odd) = Widen(bits);
        return (WithSpecials(even), WithSpecials(odd));

        static Vector512<float> WithSpecials(Vector512<float> x)
            => Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(Vector512.Abs(x), Vector512.Create(65536f)), (x.AsInt32() | Vector512.Create(0x7F800000)).AsSingle(), x);
    }

    // Added to 2¹³ times its own power of two, a number is rounded to the eleven digits that are kept, fewer for subnormal results. They come out as the sum's low bits, and with them the
    // difference of the exponents' biases; then the exponent is added. Values from 2¹⁶ on, infinity as a half, and NaN have too large an exponent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNarrow(Vector512<float> even, Vector512<float> odd, out Vector512<ushort> halves)
    {
        Vector512<float> evenPower = Power(even), oddPower = Power(odd), lift = Vector512.Create((127 + 13) << 23 | 0x3C00).AsSingle();
        var digits = ShortFloats.LowerHalves(Vector512.FusedMultiplyAdd(evenPower, lift, even).AsUInt32(), Vector512.FusedMultiplyAdd(oddPower, lift, odd).AsUInt32());
        var power = ShortFloats.UpperHalves(evenPower.AsUInt32(), oddPower.AsUInt32());
        halves = Vector512.ConditionalSelect(Vector512.Create((ushort)0x7FFF), digits + (power << 3), power);
        return Vector512.GreaterThanOrEqual(power + power, Vector512.Create((ushort)0x8F00)).ExtractMostSignificantBits() == 0;
    }

    public static Vector512<ushort> NarrowAny(Vector512<float> even, Vector512<float> odd)
    {
        // Infinite as a half.
        Vector512<float> limit = Vector512.Create(65536f), e = Vector512.Min(Vector512.Max(even, -limit), limit), o = Vector512.Min(Vector512.Max(odd, -limit), limit);
        var isNumber = ShortFloats.LowerHalves(Vector512.Equals(even, even).AsUInt32(), Vector512.Equals(odd, odd).AsUInt32());
        var sign = ShortFloats.UpperHalves(even.AsUInt32(), odd.AsUInt32()) & Vector512.Create((ushort)0x8000);
        TryNarrow(e, o, out var halves);
        return Vector512.ConditionalSelect(isNumber, halves, sign | Vector512.Create((ushort)0x7E00));
    }

    // Of the number's bits from bit 13 on, under three copies of the sign. The exponent's bias is set right by a product, which also makes subnormal numbers normal.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Single(Vector512<int> bits) => (bits & Vector512.Create(unchecked((int)0x8FFFE000))).AsSingle() * Vector512.Create(0x77800000).AsSingle();

    // With the number's sign, and at least that of the smallest normal half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Power(Vector512<float> x)
        => Avx512DQ.Range((x.AsUInt32() & Vector512.Create(0xFF800000u)).AsSingle(), Vector512.Create(0x38800000).AsSingle(), LargerMagnitude);

    private const byte LargerMagnitude = 0b0011; // with the first operand's sign
}

/// <summary>What vectors of 16-bit floats of either kind share.</summary>
internal static class ShortFloats
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> UpperHalves(Vector512<uint> even, Vector512<uint> odd)
        => Avx512BW.PermuteVar32x16x2(even.AsUInt16(), Vector512.Create((ushort)1, 33, 3, 35, 5, 37, 7, 39, 9, 41, 11, 43, 13, 45, 15, 47, 17, 49, 19, 51, 21, 53, 23, 55, 25, 57, 27, 59, 29, 61, 31, 63), odd.AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> LowerHalves(Vector512<uint> even, Vector512<uint> odd)
        => Avx512BW.PermuteVar32x16x2(even.AsUInt16(), Vector512.Create((ushort)0, 32, 2, 34, 4, 36, 6, 38, 8, 40, 10, 42, 12, 44, 14, 46, 16, 48, 18, 50, 20, 52, 22, 54, 24, 56, 26, 58, 28, 60, 30, 62), odd.AsUInt16());
}
