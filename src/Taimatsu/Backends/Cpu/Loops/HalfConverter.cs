using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Half precision to single and back, by the floating-point unit's own rounding, since .NET lacks the processor's instruction. Infinities and NaN are only looked for: a piece that has some
/// is converted once more, with care.
/// </summary>
internal static unsafe class HalfConverter
{
    private const int Piece = 8192, Ahead = 384; // how far the loop from single asks for memory: it gets through a line faster than the processor by itself fetches the next

    /// <summary>Converts as many as whole vectors hold; returns their number.</summary>
    public static long ToSingle(ushort* from, float* to, long count)
    {
        if (!Avx512F.IsSupported) return 0;
        count &= ~15;
        for (long i = 0; i < count; i += Piece)
        {
            long n = Math.Min(Piece, count - i);
            if (FiniteToSingle(from + i, to + i, n) >= 0x0F800000) AnyToSingle(from + i, to + i, n);
        }
        return count;
    }

    /// <summary>Converts as many as whole vectors hold, to the nearest, ties to even; returns their number.</summary>
    public static long FromSingle(float* from, ushort* to, long count)
    {
        if (!Avx512BW.IsSupported) return 0;
        count &= ~31;
        for (long i = 0; i < count; i += Piece)
        {
            long n = Math.Min(Piece, count - i);
            if (NumbersFromSingle(from + i, to + i, n) >= 0x47800000) AnyFromSingle(from + i, to + i, n);
        }
        return count;
    }

    // Returns the largest magnitude, shifted to the place of a float's.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int FiniteToSingle(ushort* from, float* to, long count)
    {
        // The exponent's bias is set right by a product, which also makes subnormal numbers normal.
        Vector512<float> scale = Vector512.Create(0x77800000).AsSingle();
        Vector512<int> magnitude = Vector512.Create(0x0FFFE000), sign = Vector512.Create(int.MinValue), largest = Vector512<int>.Zero;
        for (long i = 0; i + 16 <= count; i += 16)
        {
            var bits = Avx512F.ConvertToVector512Int32(Vector256.Load(from + i));
            var shifted = (bits << 13) & magnitude;
            largest = Vector512.Max(largest, shifted);
            Vector512.ConditionalSelect(sign, bits << 16, (shifted.AsSingle() * scale).AsInt32()).AsSingle().Store(to + i);
        }
        return Across.Largest<V512<int>, int>(Unsafe.BitCast<Vector512<int>, V512<int>>(largest));
    }

    // Infinities and NaN, which becomes quiet, keep their bits under the largest exponent.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AnyToSingle(ushort* from, float* to, long count)
    {
        Vector512<float> scale = Vector512.Create(0x77800000).AsSingle();
        Vector512<int> magnitude = Vector512.Create(0x0FFFE000), sign = Vector512.Create(int.MinValue), special = Vector512.Create(0x0F800000), infinity = Vector512.Create(0x7F800000);
        for (long i = 0; i + 16 <= count; i += 16)
        {
            var bits = Avx512F.ConvertToVector512Int32(Vector256.Load(from + i));
            var shifted = (bits << 13) & magnitude;
            var quiet = Vector512.GreaterThan(shifted, special) & Vector512.Create(0x00400000);
            var value = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(shifted, special), shifted | infinity | quiet, (shifted.AsSingle() * scale).AsInt32());
            Vector512.ConditionalSelect(sign, bits << 16, value).AsSingle().Store(to + i);
        }
    }

    // Returns the largest exponent's bits, of those above the smallest normal half's. What makes up the halves is gathered from the low or high words of two vectors at once.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static uint NumbersFromSingle(float* from, ushort* to, long count)
    {
        var largest = Vector512<uint>.Zero;
        Vector512<ushort> low = Vector512.CreateSequence<ushort>(0, 2), high = Vector512.CreateSequence<ushort>(1, 2), magnitude = Vector512.Create((ushort)0x7FFF);
        for (long i = 0; i + 32 <= count; i += 32)
        {
            Vector512<uint> first = Vector512.Load(from + i).AsUInt32(), second = Vector512.Load(from + i + 16).AsUInt32(), firstPower = Power(first), secondPower = Power(second);
            Prefetch.Line(from + i + Ahead);
            Prefetch.Line(from + i + Ahead + 16);
            largest = Vector512.Max(largest, Vector512.Max(firstPower, secondPower));
            var sum = Avx512BW.PermuteVar32x16x2(Sum(first, firstPower).AsUInt16(), low, Sum(second, secondPower).AsUInt16());
            var power = Avx512BW.PermuteVar32x16x2(firstPower.AsUInt16(), high, secondPower.AsUInt16());
            var sign = Avx512BW.PermuteVar32x16x2(first.AsUInt16(), high, second.AsUInt16());
            Vector512.ConditionalSelect(magnitude, sum + (power << 3), sign).Store(to + i);
        }
        return Across.Largest<V512<uint>, uint>(Unsafe.BitCast<Vector512<uint>, V512<uint>>(largest));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AnyFromSingle(float* from, ushort* to, long count)
    {
        for (long i = 0; i + 16 <= count; i += 16)
        {
            var bits = Vector512.Load(from + i).AsUInt32();
            var isNumber = Vector512.Equals(bits.AsSingle(), bits.AsSingle()).AsUInt32();
            var half = Vector512.ConditionalSelect(isNumber, Half(bits), (bits >>> 13) | Vector512.Create(0x7E00u));
            Avx512F.ConvertToVector256UInt16(WithSign(half, bits)).Store(to + i);
        }
    }

    // The magnitude's half in the low fifteen bits. Added to 2¹³ times its own power of two, a number is rounded to the eleven digits that are kept, fewer for subnormal results; these come out
    // as the sum's low bits, to which the exponent is added. The sum carries the difference of the exponents' biases as well.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Half(Vector512<uint> bits)
    {
        var magnitude = Vector512.Min(Magnitude(bits), Vector512.Create(0x47800000u)); // infinite as a half
        var power = Power(magnitude);
        return Sum(magnitude, power) + (power >>> 13);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Power(Vector512<uint> bits) => Vector512.Max(bits & Vector512.Create(0x7F800000u), Vector512.Create(0x38800000u));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Sum(Vector512<uint> bits, Vector512<uint> power)
        => (Magnitude(bits).AsSingle() + (power + Vector512.Create(13u << 23 | 0x3C00u)).AsSingle()).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Magnitude(Vector512<uint> bits) => bits & Vector512.Create(0x7FFFFFFFu);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> WithSign(Vector512<uint> half, Vector512<uint> bits) => Vector512.ConditionalSelect(Vector512.Create(0x7FFFu), half, bits >>> 16);
}
