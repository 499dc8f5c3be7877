using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// One element for each of an index's: a wide operand, in which the index names a place along one dimension, and a narrow one of the index's shape. Goes along
/// lines of the last dimension.
/// </summary>
internal unsafe struct IndexedLines<T> : IRangeBody where T : unmanaged
{
    private readonly long[] _sizes, _wide, _narrow, _index; // of all dimensions but the last; the indexed one has no stride in the wide operand
    private readonly bool _gathers;
    private readonly long _length, _lines;
    private readonly long _wideStep, _narrowStep, _indexStep, _wideIndexed;
    private readonly ulong _limit; // no index reaches it
    private readonly long _parts = 1; // that each line is cut into
    private readonly ScatterKind _kind;

    private const long PartLength = 256, FewRanges = 64;

    public T* Wide, Narrow;
    public long* Index;

    /// <summary>Takes a flag and an index that lies outside; the line that has it ends there.</summary>
    public long* Outside;

    /// <summary>A gather without a kind.</summary>
    public IndexedLines(in Operand wide, in Operand narrow, in Operand index, int dimension, ScatterKind? kind)
    {
        bool gathers = _gathers = kind is null;
        _kind = kind ?? ScatterKind.Assign;
        int last = index.Rank - 1;
        _sizes = index.Layout.Sizes[..last];
        _wide = wide.Layout.Strides[..last];
        _narrow = narrow.Layout.Strides[..last];
        _index = index.Layout.Strides[..last];
        _length = index.Size(last);
        _limit = (ulong)wide.Size(dimension);
        if (dimension < last) _wide[dimension] = 0;
        _wideStep = dimension == last ? 0 : wide.Stride(last);
        (_narrowStep, _indexStep, _wideIndexed) = (narrow.Stride(last), index.Stride(last), wide.Stride(dimension));
        // Lines that may write to the same elements stay together.
        int apart = gathers ? last : Math.Min(dimension, last);
        (Ranges, _lines) = (1, 1);
        for (int d = 0; d < last; d++)
            if (d < apart) Ranges *= _sizes[d];
            else _lines *= _sizes[d];
        // Columns do not share an element either, if the index leads along another dimension.
        if ((gathers || dimension < last) && Ranges < FewRanges) _parts = Math.Max(1, _length / PartLength);
        Ranges *= _parts;
    }

    /// <summary>Groups of lines, or of parts of lines, that do not share an element.</summary>
    public long Ranges { get; }

    /// <summary>Elements of a group.</summary>
    public readonly long RangeLength => _lines * (_length / _parts);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        if (_parts == 1)
        {
            Lines(begin * _lines, end * _lines, 0, _length);
            return;
        }
        for (long range = begin; range < end; range++)
        {
            (long group, long part) = Math.DivRem(range, _parts);
            Lines(group * _lines, (group + 1) * _lines, part * _length / _parts, (part + 1) * _length / _parts);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Lines(long begin, long end, long first, long last)
    {
        for (long line = begin; line < end; line++)
        {
            long w = 0, n = 0, x = 0, rest = line;
            for (int d = _sizes.Length - 1; d >= 0; d--)
            {
                (rest, long at) = Math.DivRem(rest, _sizes[d]);
                w += at * _wide[d];
                n += at * _narrow[d];
                x += at * _index[d];
            }
            T* wide = Wide + w + first * _wideStep, narrow = Narrow + n + first * _narrowStep;
            long* index = Index + x + first * _indexStep;
            if (_gathers) Gather(wide, narrow, index, last - first);
            else Scatter(wide, narrow, index, last - first);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Gather(T* wide, T* narrow, long* index, long length)
    {
        // Kept apart from the fields, which a store through a pointer might have changed for all the compiler knows.
        long wideStep = _wideStep, narrowStep = _narrowStep, indexStep = _indexStep, indexed = _wideIndexed, at = 0;
        ulong limit = _limit;
        long j = 0;
        if (narrowStep == 1 && indexStep == 1)
        {
            if (wideStep == 0 && indexed == 1)
                for (; j < length && (ulong)(at = index[j]) < limit; j++) narrow[j] = wide[at];
            else
                for (; j < length && (ulong)(at = index[j]) < limit; j++, wide += wideStep) narrow[j] = wide[at * indexed];
        }
        else
            for (; j < length && (ulong)(at = index[j * indexStep]) < limit; j++) narrow[j * narrowStep] = wide[j * wideStep + at * indexed];
        if (j < length) Tell(at);
    }

    private readonly void Tell(long outside)
    {
        // Threads may both come here; which of the two indices is told does not matter.
        Volatile.Write(ref Outside[1], outside);
        Volatile.Write(ref Outside[0], 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Scatter(T* wide, T* narrow, long* index, long length)
    {
        long wideStep = _wideStep, narrowStep = _narrowStep, indexStep = _indexStep, indexed = _wideIndexed, at = 0;
        ulong limit = _limit;
        var kind = _kind;
        bool straight = wideStep <= 1 && narrowStep == 1 && indexStep == 1, sums = typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(long) || typeof(T) == typeof(int);
        long j = 0;
        if (kind == ScatterKind.Assign && straight && wideStep == 0 && indexed == 1)
            for (; j < length && (ulong)(at = index[j]) < limit; j++) wide[at] = narrow[j];
        else if (kind == ScatterKind.Assign && straight)
            for (; j < length && (ulong)(at = index[j]) < limit; j++) wide[j * wideStep + at * indexed] = narrow[j];
        else if (kind == ScatterKind.Assign)
            for (; j < length && (ulong)(at = index[j * indexStep]) < limit; j++) wide[j * wideStep + at * indexed] = narrow[j * narrowStep];
        else if (kind == ScatterKind.Add && straight && sums && wideStep == 0 && indexed == 1)
            for (; j < length && (ulong)(at = index[j]) < limit; j++) wide[at] = Sum(wide[at], narrow[j]);
        else if (kind == ScatterKind.Add && straight && sums)
            for (; j < length && (ulong)(at = index[j]) < limit; j++)
            {
                T* place = wide + j * wideStep + at * indexed;
                *place = Sum(*place, narrow[j]);
            }
        else if (kind == ScatterKind.Add && narrowStep == 0 && typeof(T) == typeof(long) && wideStep == 0)
        {
            // Counts.
            long* counts = (long*)wide;
            long one = *(long*)narrow;
            for (; j < length && (ulong)(at = index[j * indexStep]) < limit; j++) counts[at * indexed] += one;
        }
        else
            for (; j < length && (ulong)(at = index[j * indexStep]) < limit; j++)
            {
                T* place = wide + j * wideStep + at * indexed;
                *place = Combination.Of(*place, narrow[j * narrowStep], kind);
            }
        if (j < length) Tell(at);
    }

    // Of the types that have it; written out, since the general combination widens integers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sum(T x, T y)
    {
        if (typeof(T) == typeof(float)) return Unsafe.BitCast<float, T>(Unsafe.BitCast<T, float>(x) + Unsafe.BitCast<T, float>(y));
        if (typeof(T) == typeof(double)) return Unsafe.BitCast<double, T>(Unsafe.BitCast<T, double>(x) + Unsafe.BitCast<T, double>(y));
        if (typeof(T) == typeof(int)) return Unsafe.BitCast<int, T>(unchecked(Unsafe.BitCast<T, int>(x) + Unsafe.BitCast<T, int>(y)));
        return Unsafe.BitCast<long, T>(unchecked(Unsafe.BitCast<T, long>(x) + Unsafe.BitCast<T, long>(y)));
    }
}
