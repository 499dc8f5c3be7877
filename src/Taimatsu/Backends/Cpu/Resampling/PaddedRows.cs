using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Copies an operand into a larger contiguous one and fills what lies around it, in the order of memory: a fill of everything first would write the middle twice. T is any type of the
/// elements' size.
/// </summary>
internal unsafe struct PaddedRows<T> : IRangeBody where T : unmanaged
{
    public T* Target, Source;
    public T Value;

    // From the outermost dimension on; neighbours that have no margin between them are one. The last two are columns and rows.
    private readonly Dimension[] _dimensions;
    private readonly Dimension _height, _width;

    public PaddedRows(Layout target, Layout source, long[] before)
    {
        var dimensions = new Dimension[Math.Max(2, before.Length)];
        Array.Fill(dimensions, new Dimension(1, 1, 0, 0));
        int at = dimensions.Length;
        for (int d = before.Length - 1; d >= 0; d--)
        {
            var outer = new Dimension(target.Sizes[d], source.Sizes[d], before[d], source.Strides[d]);
            if (at < dimensions.Length && dimensions[at].Joins(outer) is { } joined) dimensions[at] = joined;
            else dimensions[--at] = outer;
        }
        _dimensions = dimensions[Math.Min(at, dimensions.Length - 2)..^2];
        (_height, _width) = (dimensions[^2], dimensions[^1]);
        Rows = _height.Output;
        foreach (var dimension in _dimensions) Rows *= dimension.Output;
    }

    /// <summary>Whether the elements of a row follow one another.</summary>
    public readonly bool HasRows => _width.Stride == 1 || _width.Input == 1;

    public long Rows { get; }

    public readonly long RowLength => _width.Output;

    /// <summary>Rows of the target, counted through all planes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        (long plane, long y) = Math.DivRem(begin, _height.Output);
        for (; begin < end; plane++, y = 0)
        {
            long count = Math.Min(_height.Output - y, end - begin);
            Plane(plane, y, count);
            begin += count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Plane(long plane, long y, long count)
    {
        T* target = Target + (plane * _height.Output + y) * RowLength, end = target + count * RowLength;
        long first = Math.Clamp(y - _height.Before, 0, _height.Input), rows = Math.Clamp(y + count - _height.Before, 0, _height.Input) - first, offset = first * _height.Stride;
        for (int d = _dimensions.Length - 1; d >= 0; d--)
        {
            long i = plane;
            if (d > 0) (plane, i) = Math.DivRem(plane, _dimensions[d].Output);
            i -= _dimensions[d].Before;
            if (i < 0 || i >= _dimensions[d].Input) rows = 0;
            offset += i * _dimensions[d].Stride;
        }
        if (rows <= 0)
        {
            BlockFill.Run(target, Value, end - target);
            return;
        }
        T* inner = target + (first + _height.Before - y) * RowLength + _width.Before, behind = inner + (rows - 1) * RowLength + _width.Input;
        if (inner > target) BlockFill.Run(target, Value, inner - target);
        Copy(Source + offset, inner, rows);
        if (end > behind) BlockFill.Run(behind, Value, end - behind);
    }

    // Rows, and the margins between them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Copy(T* source, T* target, long rows)
    {
        long bytes = _width.Input * sizeof(T), step = RowLength * sizeof(T), sourceStep = _height.Stride * sizeof(T), gap = step - bytes;
        if (gap == 0 && sourceStep == bytes) BlockCopy.Run(source, target, rows * bytes);
        else if (gap == 0) RowCopy.Run((byte*)target, step, (byte*)source, sourceStep, rows, bytes);
        else if (VectorWidth.Bits >= 512 && bytes >= 64 && gap <= 64) Narrow<V512<byte>>((byte*)target, step, (byte*)source, sourceStep, rows, bytes);
        else if (VectorWidth.Bits >= 256 && bytes >= 32 && gap <= 32) Narrow<V256<byte>>((byte*)target, step, (byte*)source, sourceStep, rows, bytes);
        else if (bytes >= 16 && gap <= 16) Narrow<V128<byte>>((byte*)target, step, (byte*)source, sourceStep, rows, bytes);
        else
        {
            RowCopy.Run((byte*)target, step, (byte*)source, sourceStep, rows, bytes);
            target += _width.Input;
            for (; rows > 1; rows--, target += RowLength) BlockFill.Run(target, Value, RowLength - _width.Input);
        }
    }

    // Margins of a vector at most: what is written behind them, the next row overwrites.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Narrow<V>(byte* target, long targetStep, byte* source, long sourceStep, long rows, long bytes) where V : struct, ISimd<V, byte>
    {
        byte* values = stackalloc byte[V.Count];
        for (int i = 0; i < V.Count; i += sizeof(T)) *(T*)(values + i) = Value;
        var margin = V.Load(values);
        long last = bytes - V.Count;
        for (; rows > 0; rows--, target += targetStep, source += sourceStep)
        {
            RowCopy.Overlapping<V, byte>(source, target, last);
            if (rows > 1) V.Store(margin, target + bytes);
        }
    }

    private readonly record struct Dimension(long Output, long Input, long Before, long Stride)
    {
        // This dimension and the one around it as one, if there is no margin in this one and the source has no gaps.
        public Dimension? Joins(Dimension outer)
        {
            if (Output != Input || Before != 0) return null;
            if (Output == 1) return outer;
            if (outer.Stride != Stride * Input && outer.Input != 1) return null;
            return new(outer.Output * Output, outer.Input * Input, outer.Before * Output, Stride);
        }
    }
}
