namespace Taimatsu.Gpu;

/// <summary>Sizes and byte strides of up to six dimensions of one operand, the innermost first, as kernels take them by value.</summary>
internal struct Steps
{
    public const int MostDimensions = 6;

    public int Rank;
    public uint Size0, Size1, Size2, Size3, Size4;
    public long Stride0, Stride1, Stride2, Stride3, Stride4, Stride5;

    /// <summary>Adds a dimension outside of those that are there; joins it with the last one where they step as one.</summary>
    /// <returns>False if there is no room.</returns>
    public bool Add(long size, long stride)
    {
        if (size == 1) return true;
        if (Rank > 0)
        {
            var (lastSize, lastStride) = Last();
            if (lastSize * lastStride == stride)
            {
                Set(Rank - 1, lastSize * size, lastStride);
                return true;
            }
        }
        if (Rank == MostDimensions) return false;
        Set(Rank++, size, stride);
        return true;
    }

    /// <summary>Where element number <paramref name="index"/> lies, in bytes.</summary>
    public static long Offset(in Steps steps, uint index)
    {
        if (steps.Rank <= 1) return steps.Stride0 * index;
        uint rest = index / steps.Size0;
        long at = steps.Stride0 * (index - rest * steps.Size0);
        if (steps.Rank == 2) return at + steps.Stride1 * rest;
        uint next = rest / steps.Size1;
        at += steps.Stride1 * (rest - next * steps.Size1);
        if (steps.Rank == 3) return at + steps.Stride2 * next;
        rest = next / steps.Size2;
        at += steps.Stride2 * (next - rest * steps.Size2);
        if (steps.Rank == 4) return at + steps.Stride3 * rest;
        next = rest / steps.Size3;
        at += steps.Stride3 * (rest - next * steps.Size3);
        if (steps.Rank == 5) return at + steps.Stride4 * next;
        rest = next / steps.Size4;
        return at + steps.Stride4 * (next - rest * steps.Size4) + steps.Stride5 * rest;
    }

    // The outermost size is never asked for in a kernel, but joining needs it.
    private long _outermost;

    private readonly (long, long) Last() => Rank switch
    {
        1 => (_outermost, Stride0),
        2 => (_outermost, Stride1),
        3 => (_outermost, Stride2),
        4 => (_outermost, Stride3),
        5 => (_outermost, Stride4),
        _ => (_outermost, Stride5),
    };

    private void Set(int dimension, long size, long stride)
    {
        _outermost = size;
        uint length = checked((uint)size);
        switch (dimension)
        {
            case 0: (Size0, Stride0) = (length, stride); break;
            case 1: (Size1, Stride1) = (length, stride); break;
            case 2: (Size2, Stride2) = (length, stride); break;
            case 3: (Size3, Stride3) = (length, stride); break;
            case 4: (Size4, Stride4) = (length, stride); break;
            default: Stride5 = stride; break;
        }
    }
}
