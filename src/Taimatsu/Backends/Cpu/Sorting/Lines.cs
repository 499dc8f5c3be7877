namespace Taimatsu.Backends.Cpu;

/// <summary>The lines of up to three operands along one dimension: the offsets at which line n begins in each. Zero-dimensional operands have one line of one element.</summary>
internal readonly struct Lines
{
    private readonly long[] _sizes;
    private readonly long[] _first, _second, _third;

    public Lines(in Operand first, in Operand second, in Operand third, int dimension)
    {
        _sizes = Without(first.Layout.Sizes, dimension);
        _first = Without(first.Layout.Strides, dimension);
        _second = Without(second.Layout.Strides, dimension);
        _third = Without(third.Layout.Strides, dimension);
        Count = 1;
        foreach (long size in _sizes) Count *= size;
    }

    /// <summary>The number of lines.</summary>
    public long Count { get; }

    /// <summary>The offsets of a line in the three operands, in elements.</summary>
    public (long First, long Second, long Third) Begin(long line)
    {
        long a = 0, b = 0, c = 0;
        for (int d = _sizes.Length - 1; d >= 0; d--)
        {
            (line, long at) = Math.DivRem(line, _sizes[d]);
            a += at * _first[d];
            b += at * _second[d];
            c += at * _third[d];
        }
        return (a, b, c);
    }

    /// <summary>An operand's step along the dimension.</summary>
    public static long Stride(in Operand operand, int dimension) => operand.Rank == 0 ? 1 : operand.Stride(dimension);

    /// <summary>An operand's length along the dimension.</summary>
    public static long Length(in Operand operand, int dimension) => operand.Rank == 0 ? 1 : operand.Size(dimension);

    private static long[] Without(long[] numbers, int dimension) => numbers.Length == 0 ? numbers : [.. numbers.AsSpan(0, dimension), .. numbers.AsSpan(dimension + 1)];
}
