namespace Taimatsu.Backends.Cpu;

/// <summary>Ones with a given probability.</summary>
internal static unsafe class BernoulliFill
{
    private const int Block = 312; // one round of the twister

    /// <summary>One probability for all: 53 random bits against p · 2^53, which is the same as comparing u &lt; p in double.</summary>
    public static void Fill<T>(MersenneTwister engine, T* target, long count, double p, T one) where T : unmanaged
    {
        ulong threshold = (ulong)Math.Ceiling(p * (1UL << 53));
        Span<ulong> bits = stackalloc ulong[Block];
        while (count > 0)
        {
            int length = (int)Math.Min(Block, count);
            UniformFill.Fill53(engine, bits[..length]);
            for (int i = 0; i < length; i++) target[i] = bits[i] < threshold ? one : default;
            target += length;
            count -= length;
        }
    }
}
