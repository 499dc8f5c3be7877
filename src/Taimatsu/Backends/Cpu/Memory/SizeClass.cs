using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Block sizes of the native memory cache: eight steps to each power of two, so at most an eighth of a large block is wasted.</summary>
internal static class SizeClass
{
    private const int StepBits = 3;
    private const int MinimumBits = 6;

    /// <summary>How many classes there are: up to 2^62 bytes.</summary>
    public const int Count = (62 - MinimumBits) << StepBits;

    /// <summary>The smallest class whose blocks hold <paramref name="bytes"/>.</summary>
    public static int Of(long bytes)
    {
        if (bytes <= 1L << MinimumBits) return 0;
        long last = bytes - 1;
        int power = BitOperations.Log2((ulong)last);
        int step = (int)((last >> (power - StepBits)) & ((1 << StepBits) - 1));
        return ((power - MinimumBits) << StepBits) + step + 1;
    }

    /// <summary>The size in bytes of the blocks of a class.</summary>
    public static long Size(int sizeClass)
    {
        int power = (sizeClass >> StepBits) + MinimumBits;
        long step = sizeClass & ((1 << StepBits) - 1);
        return (1L << power) + (step << (power - StepBits));
    }
}
