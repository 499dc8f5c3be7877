using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>A line whose keys of up to 32 bits are worked out once and kept, for those of floating point numbers cost more than a pass over them.</summary>
internal unsafe struct KeptKeys<TLine> : ISortedLine, IRangeBody where TLine : struct, ISortedLine
{
    private TLine _line;
    private uint* _keys;
    private long _length, _chunk;

    /// <summary>Sorts a line as <see cref="RadixSort.Run"/> does, with room for its keys behind the memory.</summary>
    public static void Sort(in TLine line, long length, int bits, ulong* memory, long* counters, int parts)
    {
        var kept = new KeptKeys<TLine> { _line = line, _keys = (uint*)(memory + 2 * length), _length = length, _chunk = RadixSort.Chunk(length, parts) };
        if (parts > 1) WorkerPool.For(parts, 1, ref kept);
        else kept.Run(0, 1);
        RadixSort.Run(kept, length, bits, memory, counters, parts);
    }

    public readonly bool TakesAnyOrder => _line.TakesAnyOrder;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Key(long place) => _keys[place];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(long at, ulong key, long place) => _line.Put(at, key, place);

    /// <summary>Works out the keys of parts.</summary>
    public readonly void Run(long begin, long end)
    {
        long from = begin * _chunk, to = Math.Min(end * _chunk, _length);
        if (typeof(TLine) == typeof(KeyedLine<float, SingleKey>))
        {
            TLine line = _line;
            var singles = Unsafe.As<TLine, KeyedLine<float, SingleKey>>(ref line);
            from = Singles(singles.Source, (uint)singles.Flip, _keys, from, to);
        }
        Each(from, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Each(long from, long to)
    {
        TLine line = _line;
        uint* keys = _keys;
        for (long i = from; i < to; i++) keys[i] = (uint)line.Key(i);
    }

    // What SingleKey does, eight at a time; returns where it ends.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Singles(float* source, uint flip, uint* keys, long from, long to)
    {
        var turned = Vector256.Create(flip);
        long i = from;
        for (; i + Vector256<float>.Count <= to; i += Vector256<float>.Count)
        {
            Vector256<float> x = Vector256.Load(source + i) + Vector256<float>.Zero; // -0 becomes 0
            Vector256<int> bits = x.AsInt32();
            var code = (bits ^ (bits >> 31 | Vector256.Create(int.MinValue))) | ~Vector256.Equals(x, x).AsInt32();
            (code.AsUInt32() ^ turned).Store(keys + i);
        }
        return i;
    }
}
