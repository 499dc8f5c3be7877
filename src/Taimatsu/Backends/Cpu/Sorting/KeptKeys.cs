using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>A line whose keys of up to 32 bits are worked out once, many at a time, and kept: each pass that needs them again reads them for less.</summary>
internal unsafe struct KeptKeys<TLine> : ISortedLine where TLine : struct, ISortedLine
{
    private TLine _line;
    private uint* _keys;

    /// <summary>Sorts a line as <see cref="RadixSort.Run"/> does, with room for its keys behind the memory.</summary>
    public static void Sort(in TLine line, long length, int bits, ulong* memory, long* counters, int parts)
        => RadixSort.Run(new KeptKeys<TLine> { _line = line, _keys = (uint*)(memory + 2 * length) }, length, bits, memory, counters, parts);

    public readonly bool TakesAnyOrder => _line.TakesAnyOrder;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Key(long place) => _keys[place];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(long at, ulong key, long place) => _line.Put(at, key, place);

    public readonly long PutMany(ulong* packed, long from, long to) => _line.PutMany(packed, from, to);

    public readonly void Prepare(long from, long to) => Fill(_line, _keys, from, to);

    /// <summary>Works keys out, many at a time where it can.</summary>
    public static void Fill(TLine line, uint* keys, long from, long to)
    {
        if (typeof(TLine) == typeof(KeyedLine<float, SingleKey>)) from = Keys(Unsafe.As<TLine, KeyedLine<float, SingleKey>>(ref line), keys, from, to);
        if (typeof(TLine) == typeof(KeyedLine<long, Int64Key>)) from = Keys(Unsafe.As<TLine, KeyedLine<long, Int64Key>>(ref line), keys, from, to);
        Each(line, keys, from, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each(TLine line, uint* keys, long from, long to)
    {
        for (long i = from; i < to; i++) keys[i] = (uint)line.Key(i);
    }

    // What the types' keys are, eight at a time; each returns where it ends.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Keys(in KeyedLine<float, SingleKey> line, uint* keys, long from, long to)
    {
        float* source = line.Source;
        var flip = Vector256.Create((uint)line.Flip);
        long i = from;
        for (; i + 8 <= to; i += 8)
        {
            Vector256<float> x = Vector256.Load(source + i) + Vector256<float>.Zero; // -0 becomes 0
            Vector256<int> bits = x.AsInt32();
            var code = (bits ^ (bits >> 31 | Vector256.Create(int.MinValue))) | ~Vector256.Equals(x, x).AsInt32();
            (code.AsUInt32() ^ flip).Store(keys + i);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Keys(in KeyedLine<long, Int64Key> line, uint* keys, long from, long to)
    {
        ulong* source = (ulong*)line.Source;
        Vector256<ulong> flip = Vector256.Create(line.Flip), first = Vector256.Create(line.Base);
        long i = from;
        for (; i + 8 <= to; i += 8) Vector256.Narrow((Vector256.Load(source + i) ^ flip) - first, (Vector256.Load(source + i + 4) ^ flip) - first).Store(keys + i);
        return i;
    }
}
