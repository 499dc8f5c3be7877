using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Finds one element of each line by its rank or by how often it occurs. Any stride will do.</summary>
internal unsafe struct RankBody<T, TKey, TPacked> : IRangeBody where T : unmanaged where TKey : struct, ISortKey<T> where TPacked : unmanaged, IComparable<TPacked>
{
    // Lines are counted by so many of their highest bits.
    private const int HistogramBits = 11;

    // Counting them takes as long as sorting so many.
    private const long MostSorted = 128;

    public T* Source, Values;
    public long* Indices;
    public Lines Lines;
    public long Length, SourceStride;
    public RankKind Kind;
    public long Place;

    public readonly void Run(long begin, long end)
    {
        if (Kind == RankKind.Mode || Length <= Math.Min(MostSorted, ShortLine.Longest<T>())) FromSorted(begin, end);
        else FromCounted(begin, end);
    }

    private readonly void FromSorted(long begin, long end)
    {
        using var memory = new Buffer<ulong>(LineSort<T, TKey>.MemoryFor(Length));
        using var counters = new Buffer<long>(LineSort<T, TKey>.CountersFor(Length, 1));
        using var elements = new Buffer<T>(2 * Length);
        using var places = new Buffer<long>(Length);
        T* own = elements.Pointer, sorted = own + Length;
        for (long line = begin; line < end; line++)
        {
            var (i, v, s) = Lines.Begin(line);
            SortBody<T, TKey>.Gather(Source + s, SourceStride, Length, own);
            LineSort<T, TKey>.Run(own, sorted, places.Pointer, Length, false, memory.Pointer, counters.Pointer, 1);
            long nan = 0;
            while (nan < Length && TKey.IsNaN(TKey.Of(sorted[Length - 1 - nan]))) nan++;
            long place = places.Pointer[Kind == RankKind.Mode ? LongestRunsEnd(sorted) : PlaceAmong(nan)];
            Indices[i] = place;
            Values[v] = own[place];
        }
    }

    private readonly long LongestRunsEnd(T* sorted)
    {
        long best = 0, run = 0, found = 0;
        for (long at = 0; at < Length; at++)
        {
            run++;
            if (at < Length - 1 && TKey.Of(sorted[at]) == TKey.Of(sorted[at + 1])) continue;
            if (run > best)
            {
                best = run;
                found = at;
            }
            run = 0;
        }
        return found;
    }

    private readonly void FromCounted(long begin, long end)
    {
        using var memory = new Buffer<TPacked>(Length + 1);
        using var counters = new Buffer<uint>(1 << HistogramBits);
        using var keys = new Buffer<uint>(Length);
        using var gathered = new Buffer<T>(SourceStride == 1 ? 0 : Length);
        for (long line = begin; line < end; line++)
        {
            var (i, v, s) = Lines.Begin(line);
            T* source = Source + s;
            if (SourceStride != 1)
            {
                SortBody<T, TKey>.Gather(source, SourceStride, Length, gathered.Pointer);
                source = gathered.Pointer;
            }
            long place = Ranked.Place(Length <= uint.MaxValue ? FromHistogram(source, keys.Pointer, memory.Pointer, counters.Pointer) : FromAll(source, memory.Pointer));
            Indices[i] = place;
            Values[v] = source[place];
        }
    }

    private readonly TPacked FromAll(T* source, TPacked* memory)
    {
        long place = PlaceAmong(Pack(source, memory));
        QuickSelect.Run(memory, Length, place);
        return memory[place];
    }

    // Most elements are told apart by their highest bits: only those that share them with the wanted one are packed.
    private readonly TPacked FromHistogram(T* source, uint* keys, TPacked* memory, uint* counters)
    {
        var line = new KeyedLine<T, TKey>(source, null, null, descending: false);
        int bits = TKey.Bits;
        if (typeof(T) == typeof(long) || typeof(T) == typeof(int))
        {
            var (lowest, highest) = LineSurvey<T, TKey>.ExtremeKeys(line, 0, Length);
            bits = line.Narrow(lowest, highest);
        }
        if (bits <= 32) KeptKeys<KeyedLine<T, TKey>>.Fill(line, keys, 0, Length);
        else
            for (long i = 0; i < Length; i++) keys[i] = (uint)(line.Key(i) >> (bits - 32));
        int kept = Math.Min(bits, 32), shift = Math.Max(0, kept - HistogramBits);
        Count(keys, shift, counters);
        // No number shares its highest bits with NaN.
        long nan = TKey.IsNaN(ulong.MaxValue >> (64 - TKey.Bits)) ? counters[uint.MaxValue >> (32 - kept) >> shift] : 0, place = PlaceAmong(nan);
        uint digit = 0;
        for (; place >= counters[digit]; digit++) place -= counters[digit];
        long count = Pick(line, keys, shift, digit, memory);
        QuickSelect.Run(memory, count, place);
        return memory[place];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Count(uint* keys, int shift, uint* counters)
    {
        new Span<uint>(counters, 1 << HistogramBits).Clear();
        for (long i = 0; i < Length; i++) counters[keys[i] >> shift]++;
    }

    // Packs the elements of one digit; returns how many they are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly long Pick(KeyedLine<T, TKey> line, uint* keys, int shift, uint digit, TPacked* memory)
    {
        long count = 0, i = 0, length = Length;
        var wanted = Vector256.Create(digit);
        for (; i + 8 <= length; i += 8)
        {
            uint found = Vector256.Equals(Vector256.Load(keys + i) >> shift, wanted).ExtractMostSignificantBits();
            for (; found != 0; found &= found - 1)
            {
                long place = i + BitOperations.TrailingZeroCount(found);
                memory[count++] = Ranked.Pack<TPacked>(line.Key(place), place);
            }
        }
        for (; i < length; i++)
            if (keys[i] >> shift == digit) memory[count++] = Ranked.Pack<TPacked>(line.Key(i), i);
        return count;
    }

    // The place of the wanted element among all in order, of which the last are NaN.
    private readonly long PlaceAmong(long nan) => Kind switch
    {
        RankKind.Place => Place,
        RankKind.MedianWithoutNaN => Math.Max(Length - nan - 1, 0) / 2,
        _ => nan > 0 ? Length - nan : (Length - 1) / 2, // the first NaN
    };

    private readonly long Pack(T* source, TPacked* packed)
    {
        long nan = 0;
        for (long i = 0; i < Length; i++)
        {
            ulong code = TKey.Of(source[i]);
            if (TKey.IsNaN(code)) nan++;
            packed[i] = Ranked.Pack<TPacked>(code ^ TKey.Sign, i);
        }
        return nan;
    }
}
