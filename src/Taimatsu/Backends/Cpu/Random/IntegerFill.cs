using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Random whole numbers: a draw modulo the range, plus the start. Below 2^28 values a draw has 32 bits, from there on 64: PyTorch keeps the skew of the modulus under 5 %.</summary>
internal static unsafe class IntegerFill
{
    private const int Block = 624;
    private const ulong WideRange = 1UL << 28;

    /// <summary>low … low + range - 1; a range of 0 stands for 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<T>(MersenneTwister engine, T* target, long count, long low, ulong range) where T : unmanaged
    {
        if (range is 0 or >= WideRange)
        {
            for (long i = 0; i < count; i++)
            {
                ulong draw = engine.Random64();
                target[i] = Element.FromInt64<T>(unchecked((long)(range == 0 ? draw : draw % range) + low));
            }
            return;
        }
        Span<uint> bits = stackalloc uint[Block];
        uint modulus = (uint)range;
        while (count > 0)
        {
            int length = (int)Math.Min(Block, count);
            engine.Fill(bits[..length]);
            for (int i = 0; i < length; i++) target[i] = Element.FromInt64<T>(bits[i] % modulus + low);
            target += length;
            count -= length;
        }
    }

    /// <summary>Every non-negative number of an integer type; of a float type those up to 2^digits; both truth values.</summary>
    public static void FillBits<T>(MersenneTwister engine, T* target, long count) where T : unmanaged
    {
        if (typeof(T) == typeof(long) || typeof(T) == typeof(double))
        {
            ulong modulus = typeof(T) == typeof(long) ? 1UL << 63 : (1UL << 53) + 1;
            for (long i = 0; i < count; i++) target[i] = Element.FromInt64<T>((long)(engine.Random64() % modulus));
            return;
        }
        uint range = typeof(T) == typeof(bool) ? 2
            : typeof(T) == typeof(byte) ? 1u << 8
            : typeof(T) == typeof(sbyte) ? 1u << 7
            : typeof(T) == typeof(short) ? 1u << 15
            : typeof(T) == typeof(int) ? 1u << 31
            : typeof(T) == typeof(float) ? (1u << 24) + 1
            : typeof(T) == typeof(Half) ? (1u << 11) + 1
            : (1u << 8) + 1; // BFloat16
        for (long i = 0; i < count; i++) target[i] = Element.FromInt64<T>(engine.Random32() % range);
    }
}
