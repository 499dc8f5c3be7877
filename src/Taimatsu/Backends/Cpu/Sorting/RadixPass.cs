using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>What a pass does with each part of the elements.</summary>
internal enum RadixStep
{
    /// <summary>Counts how often each digit occurs, of this place or of all.</summary>
    Count,
    /// <summary>Moves the elements behind those of smaller digits.</summary>
    Move,
    /// <summary>Puts elements that stand in order into the line.</summary>
    Put,
}

/// <summary>One pass of a radix sort over parts of a line, which may run side by side: each part's elements go behind those of the parts before it, so any number of parts gives the same order.</summary>
internal unsafe struct RadixPass<TLine, TPacked> : IRangeBody where TLine : struct, ISortedLine where TPacked : unmanaged
{
    public TLine Line;
    public RadixStep Step;
    public TPacked* From, To; // null: the line itself
    public long Length, Chunk; // elements of all parts, and of each but the last
    public int Shift, Width; // the digit's lowest bit and its bits
    public int Digits; // that are counted at once
    public long* Counters; // digit by digit for each part: how many there are, then where the next one goes

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        for (long part = begin; part < end; part++)
        {
            long from = part * Chunk, to = Math.Min(from + Chunk, Length);
            long* counters = Counters + (part << Width);
            if (Step == RadixStep.Put) PutAll(from, to);
            else if (Step == RadixStep.Move && To == null) MoveToLine(from, to, counters);
            else if (Step == RadixStep.Move) Move(from, to, counters);
            else if (Digits == 1) Count(from, to, counters);
            else CountAll(from, to, counters);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Count(long from, long to, long* counts)
    {
        TLine line = Line;
        TPacked* elements = From;
        int shift = Shift;
        ulong mask = (1ul << Width) - 1;
        new Span<long>(counts, 1 << Width).Clear();
        if (elements == null)
            for (long i = from; i < to; i++) counts[(line.Key(i) >> shift) & mask]++;
        else
            for (long i = from; i < to; i++) counts[(Ranked.Key(elements[i]) >> shift) & mask]++;
    }

    // Two or three digits are what most lines have.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void CountAll(long from, long to, long* counts)
    {
        TLine line = Line;
        int width = Width, digits = Digits;
        ulong mask = (1ul << width) - 1;
        long* second = counts + (1L << width), third = second + (1L << width);
        new Span<long>(counts, digits << width).Clear();
        if (digits == 2)
        {
            for (long i = from; i < to; i++)
            {
                ulong key = line.Key(i);
                counts[key & mask]++;
                second[key >> width]++;
            }
            return;
        }
        for (long i = from; i < to; i++)
        {
            ulong key = line.Key(i);
            counts[key & mask]++;
            second[(key >> width) & mask]++;
            key >>= 2 * width;
            third[key & mask]++;
            long* later = third;
            for (int d = 3; d < digits; d++)
            {
                later += 1L << width;
                key >>= width;
                later[key & mask]++;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Move(long from, long to, long* places)
    {
        TLine line = Line;
        TPacked* elements = From, target = To;
        int shift = Shift;
        ulong mask = (1ul << Width) - 1;
        if (elements == null)
        {
            for (long i = from; i < to; i++)
            {
                ulong key = line.Key(i);
                target[places[(key >> shift) & mask]++] = Ranked.Pack<TPacked>(key, i);
            }
            return;
        }
        for (long i = from; i < to; i++)
        {
            TPacked element = elements[i];
            target[places[(Ranked.Key(element) >> shift) & mask]++] = element;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void MoveToLine(long from, long to, long* places)
    {
        TLine line = Line;
        TPacked* elements = From;
        int shift = Shift;
        ulong mask = (1ul << Width) - 1;
        if (elements == null)
        {
            for (long i = from; i < to; i++)
            {
                ulong key = line.Key(i);
                line.Put(places[(key >> shift) & mask]++, key, i);
            }
            return;
        }
        for (long i = from; i < to; i++)
        {
            TPacked element = elements[i];
            ulong key = Ranked.Key(element);
            line.Put(places[(key >> shift) & mask]++, key, Ranked.Place(element));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PutAll(long from, long to)
    {
        TLine line = Line;
        TPacked* elements = From;
        if (elements == null)
            for (long i = from; i < to; i++) line.Put(i, line.Key(i), i);
        else
            for (long i = from; i < to; i++) line.Put(i, Ranked.Key(elements[i]), Ranked.Place(elements[i]));
    }
}
