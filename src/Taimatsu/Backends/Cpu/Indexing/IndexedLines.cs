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

    public T* Wide, Narrow;
    public long* Index;
    public ScatterKind Kind;

    public IndexedLines(in Operand wide, in Operand narrow, in Operand index, int dimension, bool gathers)
    {
        _gathers = gathers;
        int last = index.Rank - 1;
        _sizes = index.Layout.Sizes[..last];
        _wide = wide.Layout.Strides[..last];
        _narrow = narrow.Layout.Strides[..last];
        _index = index.Layout.Strides[..last];
        _length = index.Size(last);
        if (dimension < last) _wide[dimension] = 0;
        _wideStep = dimension == last ? 0 : wide.Stride(last);
        (_narrowStep, _indexStep, _wideIndexed) = (narrow.Stride(last), index.Stride(last), wide.Stride(dimension));
        // Lines that may write to the same elements stay together.
        int apart = gathers ? last : Math.Min(dimension, last);
        (Ranges, _lines) = (1, 1);
        for (int d = 0; d < last; d++)
            if (d < apart) Ranges *= _sizes[d];
            else _lines *= _sizes[d];
    }

    /// <summary>Groups of lines that do not share an element.</summary>
    public long Ranges { get; }

    /// <summary>Elements of a group.</summary>
    public readonly long RangeLength => _lines * _length;

    public readonly void Run(long begin, long end)
    {
        for (long line = begin * _lines; line < end * _lines; line++)
        {
            long w = 0, n = 0, x = 0, rest = line;
            for (int d = _sizes.Length - 1; d >= 0; d--)
            {
                (rest, long at) = Math.DivRem(rest, _sizes[d]);
                w += at * _wide[d];
                n += at * _narrow[d];
                x += at * _index[d];
            }
            if (_gathers) Gather(Wide + w, Narrow + n, Index + x);
            else Scatter(Wide + w, Narrow + n, Index + x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Gather(T* wide, T* narrow, long* index)
    {
        for (long j = 0; j < _length; j++) narrow[j * _narrowStep] = wide[j * _wideStep + index[j * _indexStep] * _wideIndexed];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Scatter(T* wide, T* narrow, long* index)
    {
        for (long j = 0; j < _length; j++)
        {
            T* place = wide + j * _wideStep + index[j * _indexStep] * _wideIndexed;
            *place = Combination.Of(*place, narrow[j * _narrowStep], Kind);
        }
    }
}
