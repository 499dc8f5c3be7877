using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Finds one element of each line by its rank or by how often it occurs. Any stride will do.</summary>
internal unsafe struct RankBody<T, TKey, TPacked> : IRangeBody where T : unmanaged where TKey : struct, ISortKey<T> where TPacked : unmanaged, IComparable<TPacked>
{
    // Lines are counted by so many of their highest bits, from a length on.
    private const int HistogramBits = 11;
    private const long HistogramFrom = 256;

    public T* Source, Values;
    public long* Indices;
    public Lines Lines;
    public long Length, SourceStride;
    public RankKind Kind;
    public long Place;

    public readonly void Run(long begin, long end)
    {
        if (Kind == RankKind.Mode)
        {
            RunModes(begin, end);
            return;
        }
        using var memory = new Buffer<TPacked>(Length + 1);
        using var counters = new Buffer<uint>(1 << HistogramBits);
        for (long line = begin; line < end; line++)
        {
            var (i, v, s) = Lines.Begin(line);
            T* source = Source + s;
            TPacked found;
            if (Length >= HistogramFrom && Length <= uint.MaxValue) found = FromHistogram(source, memory.Pointer, counters.Pointer);
            else
            {
                long place = PlaceAmong(Pack(source, memory.Pointer));
                QuickSelect.Run(memory.Pointer, Length, place);
                found = memory.Pointer[place];
            }
            Indices[i] = Ranked.Place(found);
            Values[v] = source[Ranked.Place(found) * SourceStride];
        }
    }

    // The last of the longest run of the line in order.
    private readonly void RunModes(long begin, long end)
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
            long best = 0, run = 0, found = 0;
            for (long at = 0; at < Length; at++)
            {
                run++;
                if (at < Length - 1 && TKey.Of(sorted[at]) == TKey.Of(sorted[at + 1])) continue;
                if (run > best) (best, found) = (run, at);
                run = 0;
            }
            Indices[i] = places.Pointer[found];
            Values[v] = own[places.Pointer[found]];
        }
    }

    // Most elements are told apart by their highest bits: only those that share them with the wanted one are packed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly TPacked FromHistogram(T* source, TPacked* memory, uint* counters)
    {
        int shift = Math.Max(0, TKey.Bits - HistogramBits);
        long stride = SourceStride, nan = 0, count = 0;
        new Span<uint>(counters, 1 << HistogramBits).Clear();
        for (long i = 0; i < Length; i++)
        {
            ulong key = TKey.Of(source[i * stride]) ^ TKey.Sign;
            if (TKey.IsNaN(key)) nan++;
            counters[key >> shift]++;
        }
        long place = PlaceAmong(nan);
        ulong digit = 0;
        for (; place >= counters[digit]; digit++) place -= counters[digit];
        for (long i = 0; i < Length; i++)
        {
            ulong key = TKey.Of(source[i * stride]) ^ TKey.Sign;
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

    private readonly long Pack(T* source, TPacked* packed)
    {
        long nan = 0, stride = SourceStride, length = Length;
        for (long i = 0; i < length; i++)
        {
            ulong key = TKey.Of(source[i * stride]) ^ TKey.Sign;
            if (TKey.IsNaN(key)) nan++;
            packed[i] = Ranked.Pack<TPacked>(key, i);
        }
        return nan;
    }
}
