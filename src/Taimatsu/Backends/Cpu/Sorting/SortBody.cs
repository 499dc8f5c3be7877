using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>What a body does with each line.</summary>
internal enum SortTask
{
    Sort,
    TopK,
    Rank,
}

/// <summary>How lines are counted to find one rank.</summary>
internal static class Histogram
{
    public const int Bits = 11;
    public const long WorthwhileFrom = 256;
}

/// <summary>Sorts lines, or picks from them. The lines are packed into working memory first, so any stride will do.</summary>
internal unsafe struct SortBody<T, TPacked> : IRangeBody where T : unmanaged where TPacked : unmanaged, IComparable<TPacked>
{
    public SortTask Task;
    public T* Source, Values;
    public long* Indices;
    public Lines Lines;
    public long Length, Taken; // elements of a source line and of a target line
    public long SourceStride, ValuesStride, IndicesStride;
    public bool Descending;
    public RankKind Kind;
    public long Place;

    // Threads share a line that is the only one.
    private readonly int Parts => Lines.Count == 1 ? RadixSort.PartsOf(Length) : 1;

    // Elements that TopK keeps at a time.
    private readonly long Kept => Math.Min(Length, Taken + Math.Max(Taken / 2, 8));

    // So many are kept in order as the line is walked.
    private const int Few = 16;

    // A large part of a line is sooner sorted with all of it than picked first.
    private readonly bool Sorts => Task == SortTask.Sort || (Task == SortTask.Rank && Kind == RankKind.Mode) || (Task == SortTask.TopK && Taken > Few && Taken >= Length / 8);

    public readonly void Run(long begin, long end)
    {
        bool sorts = Sorts;
        using var memory = new Buffer<TPacked>(sorts ? 2 * Length : Task == SortTask.TopK ? Kept + RadixSort.Short : Length + 1);
        using var counters = new Buffer<long>(sorts ? RadixSort.CountersFor(Length) : Task == SortTask.Rank ? 1 << Histogram.Bits : 0);
        for (long line = begin; line < end; line++)
        {
            var (v, i, s) = Lines.Begin(line);
            T* source = Source + s, values = Values + v;
            long* indices = Indices + i;
            switch (Task)
            {
                case SortTask.Sort: Sort(source, values, indices, memory.Pointer, counters.Pointer); break;
                case SortTask.TopK when sorts: Sort(source, values, indices, memory.Pointer, counters.Pointer); break;
                case SortTask.TopK when Taken <= Few && Taken > 0: TopFew(source, values, indices); break;
                case SortTask.TopK: TopK(source, values, indices, memory.Pointer); break;
                default: Rank(source, values, indices, memory.Pointer, counters.Pointer); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sort(T* source, T* values, long* indices, TPacked* memory, long* counters)
    {
        if (typeof(T) == typeof(long) && Length > 256
            && NarrowLine.TrySort((long*)source, SourceStride, Length, (long*)values, ValuesStride, indices, IndicesStride, Taken, Descending, (ulong*)memory, counters, Parts)) return;
        Pack(source, memory);
        TPacked* sorted = RadixSort.InParts(memory, memory + Length, Length, SortKey.Bits<T>(), counters, Parts);
        Unpack(sorted, Taken, source, values, indices);
    }

    // Keeps the smallest so far; what is not smaller than the last of them is passed over, which soon is nearly everything.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void TopK(T* source, T* values, long* indices, TPacked* memory)
    {
        ulong flip = Descending ? SortKey.Mask<T>() : 0;
        long capacity = Kept, count = 0, stride = SourceStride;
        TPacked limit = Ranked.Pack<TPacked>(ulong.MaxValue, -1);
        for (long i = 0; i < Length; i++)
        {
            TPacked element = Ranked.Pack<TPacked>(SortKey.Of(source[i * stride]) ^ flip, i);
            if (!Ranked.Less(element, limit))
            {
                if (stride == 1) i = NextBetter(source, i + 1, source[Ranked.Place(limit)]) - 1;
                continue;
            }
            memory[count++] = element;
            if (count < capacity || i == Length - 1) continue;
            KeepSmallest(memory, count);
            limit = memory[Taken - 1];
            count = Taken;
            if (stride == 1) i = NextBetter(source, i + 1, source[Ranked.Place(limit)]) - 1;
        }
        if (count <= RadixSort.Short && typeof(TPacked) == typeof(ulong)) KeepSmallest(memory, count);
        else
        {
            if (count > Taken) KeepSmallest(memory, count);
            new Span<TPacked>(memory, (int)Taken).Sort();
        }
        Unpack(memory, Taken, source, values, indices);
    }

    // The best so far stand in order; what is not better than the last of them is passed over.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void TopFew(T* source, T* values, long* indices)
    {
        ulong* keys = stackalloc ulong[Few];
        long* places = stackalloc long[Few];
        ulong flip = Descending ? SortKey.Mask<T>() : 0;
        long count = 0, taken = Taken, stride = SourceStride, length = Length;
        for (long i = 0; i < length; i++)
        {
            ulong key = SortKey.Of(source[i * stride]) ^ flip;
            if (count == taken)
            {
                if (key >= keys[taken - 1])
                {
                    if (stride == 1) i = NextBetter(source, i + 1, source[places[taken - 1]]) - 1;
                    continue;
                }
                count--;
            }
            long at = count++;
            for (; at > 0 && keys[at - 1] > key; at--) (keys[at], places[at]) = (keys[at - 1], places[at - 1]);
            (keys[at], places[at]) = (key, i);
            if (count == taken && stride == 1) i = NextBetter(source, i + 1, source[places[taken - 1]]) - 1;
        }
        for (long i = 0; i < taken; i++)
        {
            values[i * ValuesStride] = source[places[i] * stride];
            indices[i * IndicesStride] = places[i];
        }
    }

    // From an index on, the first element beyond the limit (or NaN), or one of the last few.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly long NextBetter(T* source, long i, T limit)
    {
        if (!Vector256<T>.IsSupported) return i;
        var wanted = Vector256.Create(limit);
        for (; i + 2 * Vector256<T>.Count <= Length; i += 2 * Vector256<T>.Count)
        {
            Vector256<T> a = Vector256.Load(source + i), b = Vector256.Load(source + i + Vector256<T>.Count);
            var within = Descending ? Vector256.LessThanOrEqual(a, wanted) : Vector256.GreaterThanOrEqual(a, wanted);
            var second = Descending ? Vector256.LessThanOrEqual(b, wanted) : Vector256.GreaterThanOrEqual(b, wanted);
            if (Vector256.EqualsAll((within & second).AsByte(), Vector256<byte>.AllBitsSet)) continue;
            uint outside = ~within.ExtractMostSignificantBits() & Lanes;
            if (outside != 0) return i + System.Numerics.BitOperations.TrailingZeroCount(outside);
            return i + Vector256<T>.Count + System.Numerics.BitOperations.TrailingZeroCount(~second.ExtractMostSignificantBits() & Lanes);
        }
        return i;
    }

    private static uint Lanes => uint.MaxValue >> (32 - Vector256<T>.Count);

    // Brings the elements that are taken to the front; sorts them if they are few.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void KeepSmallest(TPacked* memory, long count)
    {
        if (count <= RadixSort.Short && typeof(TPacked) == typeof(ulong))
        {
            TPacked* spare = memory + Kept;
            RadixSort.ByCounting((ulong*)memory, (ulong*)spare, count);
            Unsafe.CopyBlock(memory, spare, (uint)(Taken * sizeof(TPacked)));
        }
        else QuickSelect.Run(memory, count, Taken - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rank(T* source, T* values, long* indices, TPacked* memory, long* counters)
    {
        TPacked found;
        if (Kind == RankKind.Mode)
        {
            Pack(source, memory);
            found = MostFrequent(RadixSort.Run(memory, memory + Length, Length, SortKey.Bits<T>(), counters));
        }
        else if (Length >= Histogram.WorthwhileFrom && Length <= uint.MaxValue) found = FromHistogram(source, memory, (uint*)counters);
        else
        {
            long place = PlaceAmong(Pack(source, memory));
            QuickSelect.Run(memory, Length, place);
            found = memory[place];
        }
        Unpack(&found, 1, source, values, indices);
    }

    // Most elements are told apart by their highest bits: only those that share them with the wanted one are packed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly TPacked FromHistogram(T* source, TPacked* memory, uint* counters)
    {
        int shift = Math.Max(0, SortKey.Bits<T>() - Histogram.Bits);
        long stride = SourceStride, nan = 0, count = 0;
        new Span<uint>(counters, 1 << Histogram.Bits).Clear();
        for (long i = 0; i < Length; i++)
        {
            ulong key = SortKey.Of(source[i * stride]);
            if (SortKey.IsNaN<T>(key)) nan++;
            counters[key >> shift]++;
        }
        long place = PlaceAmong(nan);
        ulong digit = 0;
        for (; place >= counters[digit]; digit++) place -= counters[digit];
        for (long i = 0; i < Length; i++)
        {
            ulong key = SortKey.Of(source[i * stride]);
            memory[count] = Ranked.Pack<TPacked>(key, i);
            count += key >> shift == digit ? 1 : 0;
        }
        QuickSelect.Run(memory, count, place);
        return memory[place];
    }

    // The place of the wanted element among all in order, of which the last are NaN.
    private readonly long PlaceAmong(long nan) => Kind switch
    {
        RankKind.Place => Place,
        RankKind.MedianWithoutNaN => Math.Max(Length - nan - 1, 0) / 2,
        _ => nan > 0 ? Length - nan : (Length - 1) / 2, // the first NaN
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly TPacked MostFrequent(TPacked* sorted)
    {
        long best = 0, run = 0;
        TPacked found = sorted[0];
        for (long i = 0; i < Length; i++)
        {
            run++;
            if (i < Length - 1 && Ranked.Key(sorted[i]) == Ranked.Key(sorted[i + 1])) continue;
            if (run > best) (best, found) = (run, sorted[i]);
            run = 0;
        }
        return found;
    }

    private readonly long Pack(T* source, TPacked* packed)
    {
        ulong flip = Descending ? SortKey.Mask<T>() : 0;
        long nan = 0, stride = SourceStride, length = Length;
        for (long i = 0; i < length; i++)
        {
            ulong key = SortKey.Of(source[i * stride]);
            if (SortKey.IsNaN<T>(key)) nan++;
            packed[i] = Ranked.Pack<TPacked>(key ^ flip, i);
        }
        return nan;
    }

    private readonly void Unpack(TPacked* packed, long count, T* source, T* values, long* indices)
    {
        // Kept apart from the fields, which a store through a pointer might have changed for all the compiler knows.
        long step = SourceStride, valuesStep = ValuesStride, indicesStep = IndicesStride;
        ulong flip = Descending ? SortKey.Mask<T>() : 0;
        for (long i = 0; i < count; i++)
        {
            ulong key = Ranked.Key(packed[i]) ^ flip;
            long place = Ranked.Place(packed[i]);
            values[i * valuesStep] = SortKey.IsAmbiguous<T>(key) ? source[place * step] : SortKey.Value<T>(key);
            indices[i * indicesStep] = place;
        }
    }
}
