using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Uniform numbers in [from, to): as many random bits as the type has, times the width, plus the start, with one rounding. The bounds are
/// rounded to the type first. Draws come in blocks, so that the twister and the conversion both run vectorised.
/// </summary>
internal static class UniformFill
{
    private const int Block = 624;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(MersenneTwister engine, Span<float> target, float from, float to)
    {
        Span<uint> bits = stackalloc uint[Block];
        float width = to - from;
        var (widths, starts, scale) = (Vector256.Create(width), Vector256.Create(from), Vector256.Create(1f / (1 << 24)));
        while (target.Length > 0)
        {
            int count = Math.Min(Block, target.Length), i = 0;
            engine.Fill(bits[..count]);
            for (; i + 8 <= count; i += 8)
            {
                var u = Vector256.ConvertToSingle((Vector256.Create<uint>(bits[i..]) & Vector256.Create(0xFFFFFFu)).AsInt32()) * scale;
                Vector256.FusedMultiplyAdd(u, widths, starts).CopyTo(target[i..]);
            }
            for (; i < count; i++) target[i] = MathF.FusedMultiplyAdd((bits[i] & 0xFFFFFF) * (1f / (1 << 24)), width, from);
            target = target[count..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(MersenneTwister engine, Span<double> target, double from, double to)
    {
        Span<ulong> bits = stackalloc ulong[Block / 2];
        double width = to - from;
        while (target.Length > 0)
        {
            int count = Math.Min(bits.Length, target.Length), i = 0;
            Fill53(engine, bits[..count]);
            for (; i + 4 <= count; i += 4)
            {
                var u = Vector256.ConvertToDouble(Vector256.Create<ulong>(bits[i..]).AsInt64()) * Vector256.Create(1.0 / (1UL << 53));
                Vector256.FusedMultiplyAdd(u, Vector256.Create(width), Vector256.Create(from)).CopyTo(target[i..]);
            }
            for (; i < count; i++) target[i] = Math.FusedMultiplyAdd(bits[i] * (1.0 / (1UL << 53)), width, from);
            target = target[count..];
        }
    }

    public static void Fill(MersenneTwister engine, Span<Half> target, Half from, Half to)
    {
        float width = (float)(to - from), start = (float)from;
        for (int i = 0; i < target.Length; i++) target[i] = (Half)MathF.FusedMultiplyAdd((engine.Random32() & 0x7FF) * (1f / (1 << 11)), width, start);
    }

    public static void Fill(MersenneTwister engine, Span<BFloat16> target, BFloat16 from, BFloat16 to)
    {
        float width = (BFloat16)((float)to - (float)from), start = from;
        for (int i = 0; i < target.Length; i++) target[i] = (BFloat16)MathF.FusedMultiplyAdd((engine.Random32() & 0xFF) * (1f / (1 << 8)), width, start);
    }

    /// <summary>53 bits of a 64-bit draw in each element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill53(MersenneTwister engine, Span<ulong> target)
    {
        engine.Fill(MemoryMarshal.Cast<ulong, uint>(target)); // the first draw lands in the low half and belongs into the high one
        int i = 0;
        ref ulong first = ref MemoryMarshal.GetReference(target);
        for (; i + 4 <= target.Length; i += 4)
        {
            var draw = Vector256.LoadUnsafe(ref first, (nuint)i);
            (((draw << 32) | (draw >> 32)) & Vector256.Create((1UL << 53) - 1)).StoreUnsafe(ref first, (nuint)i);
        }
        for (; i < target.Length; i++) target[i] = ((target[i] << 32) | (target[i] >> 32)) & ((1UL << 53) - 1);
    }
}
