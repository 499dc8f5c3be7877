using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A line of integers that lie close together, as classes and counts do: their distances from the lowest, or for a descending order from the highest, sort in half the memory and fewer passes.
/// </summary>
internal unsafe struct NarrowLine : IRangeBody
{
    // Elements that make a task worth handing to another thread.
    private const long Grain = 16 << 10;

    private long* _source, _values, _indices;
    private long _sourceStride, _valuesStride, _indicesStride;
    private ulong _first; // the lowest or the highest
    private bool _descending, _unpacks;
    private ulong* _packed;

    /// <summary>Sorts a line into values and places, the first <paramref name="taken"/> of them; false, and nothing done, if the integers lie too far apart.</summary>
    public static bool TrySort(long* source, long sourceStride, long length, long* values, long valuesStride, long* indices, long indicesStride, long taken, bool descending, ulong* memory, long* counters, int parts)
    {
        if (length > uint.MaxValue) return false;
        var (lowest, highest) = Extremes(source, sourceStride, length);
        ulong range = (ulong)highest - (ulong)lowest;
        if (range > uint.MaxValue) return false;
        var body = new NarrowLine
        {
            _source = source, _sourceStride = sourceStride, _values = values, _valuesStride = valuesStride, _indices = indices, _indicesStride = indicesStride,
            _first = (ulong)(descending ? highest : lowest), _descending = descending, _packed = memory,
        };
        body.Share(length, parts);
        body._packed = RadixSort.InParts(memory, memory + length, length, 64 - BitOperations.LeadingZeroCount(range), counters, parts);
        body._unpacks = true;
        body.Share(taken, parts);
        return true;
    }

    private void Share(long count, int parts)
    {
        if (parts > 1) WorkerPool.For(count, Grain, ref this);
        else Run(0, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        // Kept apart from the fields, which a store through a pointer might have changed for all the compiler knows.
        ulong first = _first;
        ulong* packed = _packed;
        bool descending = _descending;
        if (_unpacks)
        {
            long* values = _values, indices = _indices;
            long valuesStride = _valuesStride, indicesStride = _indicesStride;
            for (long i = begin; i < end; i++)
            {
                ulong element = packed[i], key = Ranked.Key(element);
                values[i * valuesStride] = (long)(descending ? first - key : first + key);
                indices[i * indicesStride] = Ranked.Place(element);
            }
            return;
        }
        long* source = _source;
        long stride = _sourceStride;
        for (long i = begin; i < end; i++)
        {
            ulong value = (ulong)source[i * stride];
            packed[i] = Ranked.Pack<ulong>(descending ? first - value : value - first, i);
        }
    }

    private static (long Lowest, long Highest) Extremes(long* source, long stride, long length)
    {
        if (stride == 1)
        {
            long* found = stackalloc long[2];
            new IndexExtremes { Index = source, Found = found, Count = length, Parts = 1 }.Run(0, 1);
            return (found[0], found[1]);
        }
        long lowest = source[0], highest = lowest;
        for (long i = 1; i < length; i++)
        {
            lowest = Math.Min(lowest, source[i * stride]);
            highest = Math.Max(highest, source[i * stride]);
        }
        return (lowest, highest);
    }
}
