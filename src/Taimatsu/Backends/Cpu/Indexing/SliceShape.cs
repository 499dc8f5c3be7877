namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Two operands of the same shape but for one dimension, in which an index leads from one to the other: the dimensions before it and after it, each group
/// collapsed as far as both operands' strides allow. The last of those after it is the inner run.
/// </summary>
internal readonly struct SliceShape
{
    private readonly long[] _before, _after; // triples of size and both strides

    public SliceShape(in Operand first, in Operand second, int dimension)
    {
        _before = Collapse(first, second, 0, dimension);
        var after = Collapse(first, second, dimension + 1, first.Rank);
        (Inner, FirstInnerStride, SecondInnerStride) = after.Length == 0 ? (1, 1, 1) : (after[^3], after[^2], after[^1]);
        _after = after.Length == 0 ? after : after[..^3];
        (Before, Middle) = (Count(_before), Count(_after));
        (FirstStride, SecondStride) = (first.Stride(dimension), second.Stride(dimension));
    }

    /// <summary>Elements of the dimensions before, and of those between the indexed one and the inner run.</summary>
    public long Before { get; }

    public long Middle { get; }

    /// <summary>The inner run.</summary>
    public long Inner { get; }

    public long FirstInnerStride { get; }

    public long SecondInnerStride { get; }

    /// <summary>The steps along the indexed dimension.</summary>
    public long FirstStride { get; }

    public long SecondStride { get; }

    /// <summary>The steps from one element of the dimensions before to the next, if these are one dimension or none.</summary>
    public (long First, long Second)? BeforeStep => _before.Length == 0 ? (0, 0) : _before.Length == 3 ? (_before[1], _before[2]) : null;

    public (long First, long Second) OffsetBefore(long at) => Offset(_before, at);

    public (long First, long Second) OffsetMiddle(long at) => Offset(_after, at);

    private static (long, long) Offset(long[] dims, long at)
    {
        long first = 0, second = 0;
        for (int d = dims.Length - 3; d >= 0; d -= 3)
        {
            (at, long own) = Math.DivRem(at, dims[d]);
            first += own * dims[d + 1];
            second += own * dims[d + 2];
        }
        return (first, second);
    }

    private static long Count(long[] dims)
    {
        long count = 1;
        for (int d = 0; d < dims.Length; d += 3) count *= dims[d];
        return count;
    }

    private static long[] Collapse(in Operand first, in Operand second, int from, int to)
    {
        if (to - from <= 0) return [];
        var dims = new long[3 * (to - from)];
        int count = 0;
        for (int d = from; d < to; d++)
        {
            long size = first.Size(d), a = first.Stride(d), b = second.Stride(d);
            if (size == 1) continue;
            if (count > 0 && dims[count - 2] == size * a && dims[count - 1] == size * b)
            {
                dims[count - 3] *= size;
                dims[count - 2] = a;
                dims[count - 1] = b;
                continue;
            }
            (dims[count], dims[count + 1], dims[count + 2]) = (size, a, b);
            count += 3;
        }
        return dims[..count];
    }
}
