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

/// <summary>
/// One pass of a radix sort over parts of a line, which may run side by side: each part's elements go behind those of the parts before it, so any number of parts gives the same order.
/// Each loop is a method of its own, since together they need more registers than there are.
/// </summary>
internal unsafe struct RadixPass<TLine, TPacked> : IRangeBody where TLine : struct, ISortedLine where TPacked : unmanaged
{
    public TLine Line;
    public RadixStep Step;
    public TPacked* From, To; // null: the line itself
    public long Length, Chunk; // elements of all parts, and of each but the last
    public int Shift, Width; // the digit's lowest bit and its bits
    public int Digits; // that are counted at once
    public long* Counters; // digit by digit for each part: how many there are, then where the next one goes

    public readonly void Run(long begin, long end)
    {
        for (long part = begin; part < end; part++)
        {
            long from = part * Chunk, to = Math.Min(from + Chunk, Length);
            long* counters = Counters + (part << Width);
            switch (Step)
            {
                case RadixStep.Count:
                    if (From == null && Shift == 0) Line.Prepare(from, to);
                    new Span<long>(counters, Digits << Width).Clear();
                    if (Digits == 2) CountTwo(from, to, counters);
                    else if (Digits == 3) CountThree(from, to, counters);
                    else if (Digits > 3) CountMany(from, to, counters);
                    else if (From == null) CountLine(from, to, counters);
                    else Count(from, to, counters);
                    break;
                case RadixStep.Move:
                    if (From == null && To == null) MoveWithinLine(from, to, counters);
                    else if (From == null) MoveFromLine(from, to, counters);
                    else if (To == null) MoveToLine(from, to, counters);
                    else Move(from, to, counters);
                    break;
                default:
                    if (From == null) PutLine(from, to);
                    else Put(from, to);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void CountLine(long from, long to, long* counts)
    {
        TLine line = Line;
        int shift = Shift;
        ulong mask = (1ul << Width) - 1;
        long i = from;
        for (; i + 4 <= to; i += 4)
        {
            counts[(line.Key(i) >> shift) & mask]++;
            counts[(line.Key(i + 1) >> shift) & mask]++;
            counts[(line.Key(i + 2) >> shift) & mask]++;
            counts[(line.Key(i + 3) >> shift) & mask]++;
        }
        for (; i < to; i++) counts[(line.Key(i) >> shift) & mask]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Count(long from, long to, long* counts)
    {
        TPacked* elements = From;
        int shift = Shift;
        ulong mask = (1ul << Width) - 1;
        long i = from;
        for (; i + 4 <= to; i += 4)
        {
            counts[Ranked.KeyFrom(elements[i], shift) & mask]++;
            counts[Ranked.KeyFrom(elements[i + 1], shift) & mask]++;
            counts[Ranked.KeyFrom(elements[i + 2], shift) & mask]++;
            counts[Ranked.KeyFrom(elements[i + 3], shift) & mask]++;
        }
        for (; i < to; i++) counts[Ranked.KeyFrom(elements[i], shift) & mask]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void CountTwo(long from, long to, long* counts)
    {
        TLine line = Line;
        int width = Width;
        ulong mask = (1ul << width) - 1;
        long* second = counts + (1L << width);
        for (long i = from; i < to; i++)
        {
            ulong key = line.Key(i);
            counts[key & mask]++;
            second[key >> width]++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void CountThree(long from, long to, long* counts)
    {
        TLine line = Line;
        int width = Width;
        ulong mask = (1ul << width) - 1;
        long* second = counts + (1L << width), third = second + (1L << width);
        for (long i = from; i < to; i++)
        {
            ulong key = line.Key(i);
            counts[key & mask]++;
            key >>= width;
            second[key & mask]++;
            third[key >> width]++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void CountMany(long from, long to, long* counts)
    {
        TLine line = Line;
        int width = Width;
        ulong mask = (1ul << width) - 1;
        long* end = counts + ((long)Digits << width);
        for (long i = from; i < to; i++)
        {
            ulong key = line.Key(i);
            for (long* digit = counts; digit < end; digit += mask + 1, key >>= width) digit[key & mask]++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void MoveFromLine(long from, long to, long* places)
    {
        TLine line = Line;
        TPacked* target = To;
        int shift = Shift;
        ulong mask = (1ul << Width) - 1;
        for (long i = from; i < to; i++)
        {
            ulong key = line.Key(i);
            target[places[(key >> shift) & mask]++] = Ranked.Pack<TPacked>(key, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Move(long from, long to, long* places)
    {
        TPacked* elements = From, target = To;
        int shift = Shift;
        ulong mask = (1ul << Width) - 1;
        for (long i = from; i < to; i++)
        {
            TPacked element = elements[i];
            target[places[Ranked.KeyFrom(element, shift) & mask]++] = element;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void MoveToLine(long from, long to, long* places)
    {
        TLine line = Line;
        TPacked* elements = From;
        int shift = Shift;
        for (long i = from; i < to; i++)
        {
            TPacked element = elements[i];
            line.Put(places[Ranked.KeyFrom(element, shift)]++, Ranked.Key(element), Ranked.Place(element)); // the highest digit
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void MoveWithinLine(long from, long to, long* places)
    {
        TLine line = Line;
        int shift = Shift;
        for (long i = from; i < to; i++)
        {
            ulong key = line.Key(i);
            line.Put(places[key >> shift]++, key, i); // the highest digit
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PutLine(long from, long to)
    {
        TLine line = Line;
        for (long i = from; i < to; i++) line.Put(i, line.Key(i), i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Put(long from, long to)
    {
        TLine line = Line;
        TPacked* elements = From;
        for (long i = from; i < to;)
        {
            if (typeof(TPacked) == typeof(ulong)) i = line.PutMany((ulong*)elements, i, to);
            // The rest, and elements that their key does not tell.
            for (long end = Math.Min(i + 8, to); i < end; i++) line.Put(i, Ranked.Key(elements[i]), Ranked.Place(elements[i]));
        }
    }
}
