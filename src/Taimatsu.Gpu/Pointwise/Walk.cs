using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>Up to four numbers, one an operand.</summary>
internal struct Quad
{
    public long Item0, Item1, Item2, Item3;

    public void Set(int index, long value)
    {
        if (index == 0) Item0 = value;
        else if (index == 1) Item1 = value;
        else if (index == 2) Item2 = value;
        else Item3 = value;
    }
}

/// <summary>
/// The sizes and byte strides of a <see cref="TensorIterator"/> as kernels take them, by value: up to <see cref="MostDimensions"/> dimensions, the innermost
/// first, and the types of the operands in memory.
/// </summary>
internal struct Walk
{
    public const int MostDimensions = 6;

    public int Rank;
    public int Type0, Type1, Type2, Type3;
    public uint Size0, Size1, Size2, Size3, Size4;
    public Quad Stride0, Stride1, Stride2, Stride3, Stride4, Stride5;

    /// <summary>The first dimensions of an iterator, all if it has no more than fit.</summary>
    public Walk(in TensorIterator iterator)
    {
        Rank = Math.Min(iterator.Rank, MostDimensions);
        for (int d = 0; d < Rank; d++)
        {
            uint size = (uint)iterator.Size(d);
            if (d == 0) Size0 = size;
            else if (d == 1) Size1 = size;
            else if (d == 2) Size2 = size;
            else if (d == 3) Size3 = size;
            else if (d == 4) Size4 = size;
            var strides = default(Quad);
            for (int i = 0; i < iterator.OperandCount; i++) strides.Set(i, iterator.Stride(i, d));
            if (d == 0) Stride0 = strides;
            else if (d == 1) Stride1 = strides;
            else if (d == 2) Stride2 = strides;
            else if (d == 3) Stride3 = strides;
            else if (d == 4) Stride4 = strides;
            else Stride5 = strides;
        }
        Type0 = (int)iterator[0].Type;
        if (iterator.OperandCount > 1) Type1 = (int)iterator[1].Type;
        if (iterator.OperandCount > 2) Type2 = (int)iterator[2].Type;
        if (iterator.OperandCount > 3) Type3 = (int)iterator[3].Type;
    }

    /// <summary>Where element number <paramref name="index"/> of each operand lies, in bytes.</summary>
    public static Quad Offsets(in Walk walk, uint index)
    {
        var at = default(Quad);
        if (walk.Rank == 1)
        {
            Add(ref at, walk.Stride0, index);
            return at;
        }
        uint rest = index / walk.Size0;
        Add(ref at, walk.Stride0, index - rest * walk.Size0);
        if (walk.Rank == 2)
        {
            Add(ref at, walk.Stride1, rest);
            return at;
        }
        uint next = rest / walk.Size1;
        Add(ref at, walk.Stride1, rest - next * walk.Size1);
        if (walk.Rank == 3)
        {
            Add(ref at, walk.Stride2, next);
            return at;
        }
        rest = next / walk.Size2;
        Add(ref at, walk.Stride2, next - rest * walk.Size2);
        if (walk.Rank == 4)
        {
            Add(ref at, walk.Stride3, rest);
            return at;
        }
        next = rest / walk.Size3;
        Add(ref at, walk.Stride3, rest - next * walk.Size3);
        if (walk.Rank == 5)
        {
            Add(ref at, walk.Stride4, next);
            return at;
        }
        rest = next / walk.Size4;
        Add(ref at, walk.Stride4, next - rest * walk.Size4);
        Add(ref at, walk.Stride5, rest);
        return at;
    }

    private static void Add(ref Quad at, in Quad stride, uint count)
    {
        at.Item0 += stride.Item0 * count;
        at.Item1 += stride.Item1 * count;
        at.Item2 += stride.Item2 * count;
        at.Item3 += stride.Item3 * count;
    }
}
