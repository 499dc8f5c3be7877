using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>The smallest and the largest of an index, part by part: what a check of the bounds needs before any kernel runs.</summary>
internal unsafe struct IndexExtremes : IRangeBody
{
    public long* Index, Found; // a pair for each part
    public long Count, Parts;

    public readonly void Run(long begin, long end)
    {
        for (long part = begin; part < end; part++)
        {
            long from = Count * part / Parts, to = Count * (part + 1) / Parts;
            (Found[2 * part], Found[2 * part + 1]) = VectorWidth.Bits >= 512 ? Of512(Index + from, to - from) : Of256(Index + from, to - from);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static (long, long) Of512(long* index, long count)
    {
        Vector512<long> low = Vector512.Create(long.MaxValue), low2 = low, high = Vector512.Create(long.MinValue), high2 = high;
        long i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Vector512<long> x = Vector512.Load(index + i), y = Vector512.Load(index + i + 8);
            (low, low2) = (Vector512.Min(low, x), Vector512.Min(low2, y));
            (high, high2) = (Vector512.Max(high, x), Vector512.Max(high2, y));
        }
        (low, high) = (Vector512.Min(low, low2), Vector512.Max(high, high2));
        var (smallest, largest) = (long.MaxValue, long.MinValue);
        for (int k = 0; k < 8; k++) (smallest, largest) = (Math.Min(smallest, low.GetElement(k)), Math.Max(largest, high.GetElement(k)));
        for (; i < count; i++) (smallest, largest) = (Math.Min(smallest, index[i]), Math.Max(largest, index[i]));
        return (smallest, largest);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static (long, long) Of256(long* index, long count)
    {
        Vector256<long> low = Vector256.Create(long.MaxValue), high = Vector256.Create(long.MinValue);
        long i = 0;
        for (; i + 4 <= count; i += 4)
        {
            var x = Vector256.Load(index + i);
            (low, high) = (Vector256.Min(low, x), Vector256.Max(high, x));
        }
        var (smallest, largest) = (long.MaxValue, long.MinValue);
        for (int k = 0; k < 4; k++) (smallest, largest) = (Math.Min(smallest, low.GetElement(k)), Math.Max(largest, high.GetElement(k)));
        for (; i < count; i++) (smallest, largest) = (Math.Min(smallest, index[i]), Math.Max(largest, index[i]));
        return (smallest, largest);
    }
}
