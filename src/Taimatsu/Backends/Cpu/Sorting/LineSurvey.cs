using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>What a look at a line tells: its lowest and highest key, and whether it is in order.</summary>
internal struct LineFacts
{
    public ulong Lowest, Highest;
    public bool InOrder;

    public readonly LineFacts With(in LineFacts other) => new() { Lowest = Math.Min(Lowest, other.Lowest), Highest = Math.Max(Highest, other.Highest), InOrder = InOrder && other.InOrder };
}

/// <summary>Looks at a line part by part before it is sorted.</summary>
internal unsafe struct LineSurvey<T, TKey> : IRangeBody where T : unmanaged where TKey : struct, ISortKey<T>
{
    public KeyedLine<T, TKey> Line;
    public long Length, Chunk;
    public bool Narrows; // whether the extremes matter
    public LineFacts* Found;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        for (long part = begin; part < end; part++)
        {
            long from = part * Chunk, to = Math.Min(from + Chunk, Length);
            var facts = new LineFacts { InOrder = InOrder(from, Math.Min(to, Length - 1)) };
            if (Narrows) (facts.Lowest, facts.Highest) = ExtremeKeys(Line, from, to);
            Found[part] = facts;
        }
    }

    // Whether each element is followed by none that comes before it.
    private readonly bool InOrder(long from, long to)
    {
        ulong own = Line.Key(from);
        for (long i = from; i < to; i++)
        {
            ulong next = Line.Key(i + 1);
            if (next < own) return false;
            own = next;
        }
        return true;
    }

    /// <summary>The lowest and the highest key of some elements, at least one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (ulong Lowest, ulong Highest) ExtremeKeys(KeyedLine<T, TKey> line, long from, long to)
    {
        if (typeof(T) == typeof(long))
        {
            var (smallest, largest) = Extremes.Of((long*)line.Source + from, to - from);
            return Ordered(Int64Key.Of(smallest) ^ line.Flip, Int64Key.Of(largest) ^ line.Flip);
        }
        if (typeof(T) == typeof(int))
        {
            var (smallest, largest) = Extremes.Of((int*)line.Source + from, to - from);
            return Ordered(Int32Key.Of(smallest) ^ line.Flip, Int32Key.Of(largest) ^ line.Flip);
        }
        ulong lowest = ulong.MaxValue, highest = 0;
        for (long i = from; i < to; i++)
        {
            ulong key = line.Key(i);
            (lowest, highest) = (Math.Min(lowest, key), Math.Max(highest, key));
        }
        return (lowest, highest);
    }

    private static (ulong, ulong) Ordered(ulong a, ulong b) => (Math.Min(a, b), Math.Max(a, b));
}
