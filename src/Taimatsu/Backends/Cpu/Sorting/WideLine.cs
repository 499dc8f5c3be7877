using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A line whose keys need more than 32 bits: it is sorted by their highest 32, and then the few that share those by the rest. Until then a result is kept where its place will be.
/// </summary>
internal unsafe struct WideLine<T, TKey> : ISortedLine, IRangeBody where T : unmanaged where TKey : struct, ISortKey<T>
{
    // Elements of equal high bits that are put in order one by one.
    private const long Few = 24;

    private KeyedLine<T, TKey> _line;
    private int _low; // the bits that are left for later
    private long* _begins; // of each part, and the end

    /// <summary>Sorts a line by keys of so many bits.</summary>
    public static void Sort(in KeyedLine<T, TKey> line, long length, int bits, ulong* memory, long* counters, int parts)
    {
        var wide = new WideLine<T, TKey> { _line = line, _low = bits - 32 };
        if (typeof(T) == typeof(double)) KeptKeys<WideLine<T, TKey>>.Sort(wide, length, 32, memory, counters, parts);
        else RadixSort.Run(wide, length, 32, memory, counters, parts);
        long* begins = stackalloc long[parts + 1];
        begins[0] = 0;
        wide._begins = begins;
        for (int part = 1; part < parts; part++)
        {
            begins[part] = Math.Max(begins[part - 1], RadixSort.Chunk(length, parts) * part);
            while (begins[part] > 0 && begins[part] < length && wide.High(begins[part]) == wide.High(begins[part] - 1)) begins[part]++;
        }
        begins[parts] = length;
        WorkerPool.For(parts, 1, ref wide);
    }

    public readonly bool TakesAnyOrder => true;

    public readonly void Prepare(long from, long to) { }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Key(long place) => _line.Key(place) >> _low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(long at, ulong key, long place) => _line.Indices[at] = (long)Ranked.Pack<ulong>(key, place);

    public readonly long PutMany(ulong* packed, long from, long to) => from;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        long* indices = _line.Indices;
        T* source = _line.Source, values = _line.Values;
        for (long from = _begins[begin], to = _begins[end]; from < to;)
        {
            long after = from + 1;
            while (after < to && High(after) == High(from)) after++;
            for (long i = from; i < after; i++) indices[i] = Ranked.Place((ulong)indices[i]);
            if (after > from + 1) SortEqual(indices + from, after - from);
            if (values != null)
                for (long i = from; i < after; i++) values[i] = source[indices[i]];
            from = after;
        }
    }

    private readonly ulong High(long at) => Ranked.Key((ulong)_line.Indices[at]);

    // Sorts places by the low bits of their keys.
    private readonly void SortEqual(long* places, long count)
    {
        if (count > Few)
        {
            bool inOrder = true;
            for (long i = 1; i < count && inOrder; i++) inOrder = _line.Key(places[i - 1]) <= _line.Key(places[i]);
            if (!inOrder) SortMany(places, count);
            return;
        }
        for (long i = 1; i < count; i++)
        {
            long place = places[i], at = i;
            ulong key = _line.Key(place);
            for (; at > 0 && _line.Key(places[at - 1]) > key; at--) places[at] = places[at - 1];
            places[at] = place;
        }
    }

    private readonly void SortMany(long* places, long count)
    {
        using var memory = new Buffer<ulong>(3 * count);
        using var counters = new Buffer<long>(RadixSort.CountersFor(count, _low, 1));
        var few = new EqualHigh { Line = _line, Mask = (1ul << _low) - 1, Places = places, Sorted = (long*)memory.Pointer + 2 * count };
        RadixSort.Run(few, count, _low, memory.Pointer, counters.Pointer, 1);
        NativeMemory.Copy(few.Sorted, places, (nuint)count * sizeof(long));
    }

    /// <summary>Elements that share the high bits of their keys.</summary>
    private struct EqualHigh : ISortedLine
    {
        public KeyedLine<T, TKey> Line;
        public ulong Mask;
        public long* Places, Sorted;

        public readonly bool TakesAnyOrder => true;

        public readonly void Prepare(long from, long to) { }

        public readonly ulong Key(long place) => Line.Key(Places[place]) & Mask;

        public readonly void Put(long at, ulong key, long place) => Sorted[at] = Places[place];

        public readonly long PutMany(ulong* packed, long from, long to) => from;
    }
}
