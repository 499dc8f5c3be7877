using System.Runtime.CompilerServices;

namespace Taimatsu;

/// <summary>
/// How elements lie in memory: lengths and strides, in elements. Immutable and shared between tensors of the same shape,
/// so that a pointwise result costs no allocation for its shape.
/// </summary>
internal sealed class Layout
{
    /// <summary>The layout of a 0-d tensor.</summary>
    public static readonly Layout Scalar = new([], []);

    public readonly long[] Sizes;
    public readonly long[] Strides;
    public readonly long Count;

    /// <summary>Row-major without gaps.</summary>
    public readonly bool IsContiguous;

    public Layout(long[] sizes, long[] strides)
    {
        Sizes = sizes;
        Strides = strides;
        long count = 1;
        foreach (long size in sizes) count = checked(count * size);
        Count = count;
        IsContiguous = ComputeContiguous();
    }

    public int Rank => Sizes.Length;

    /// <summary>A row-major layout; throws for a negative length.</summary>
    public static Layout Contiguous(ReadOnlySpan<long> sizes)
    {
        if (sizes.Length == 0) return Scalar;
        return Contiguous(sizes.ToArray());
    }

    /// <summary>A row-major layout that keeps the array.</summary>
    public static Layout Contiguous(long[] sizes)
    {
        foreach (long size in sizes)
            if (size < 0)
                throw new ArgumentException($"Trying to create tensor with negative dimension {size}: [{string.Join(", ", sizes)}]");
        return new(sizes, ContiguousStrides(sizes));
    }

    /// <summary>Row-major strides; a dimension of length 0 counts as 1, as in PyTorch.</summary>
    public static long[] ContiguousStrides(ReadOnlySpan<long> sizes)
    {
        var strides = new long[sizes.Length];
        long stride = 1;
        for (int d = sizes.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride = checked(stride * Math.Max(sizes[d], 1));
        }
        return strides;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool SameSizes(Layout other) => ReferenceEquals(this, other) || Sizes.AsSpan().SequenceEqual(other.Sizes);

    /// <summary>True if the elements fill one block of memory without gaps or overlaps, in any order of dimensions.</summary>
    public bool IsDense()
    {
        if (IsContiguous) return true;
        if (Count == 0) return true;
        Span<int> order = stackalloc int[Rank];
        for (int i = 0; i < Rank; i++) order[i] = i;
        var (sizes, strides) = (Sizes, Strides);
        order.Sort((a, b) => strides[a] != strides[b] ? strides[a].CompareTo(strides[b]) : sizes[a].CompareTo(sizes[b]));
        long expected = 1;
        foreach (int d in order)
        {
            if (Sizes[d] == 1) continue;
            if (Strides[d] != expected) return false;
            expected *= Sizes[d];
        }
        return true;
    }

    /// <summary>True if two different indices may name the same element (an expanded dimension, say).</summary>
    public bool HasInternalOverlap()
    {
        if (IsContiguous) return false;
        for (int d = 0; d < Rank; d++)
            if (Sizes[d] > 1 && Strides[d] == 0)
                return true;
        return false;
    }

    /// <summary>The distance from the first to one past the furthest element, in elements: 0 if there are none.</summary>
    public long Extent()
    {
        if (Count == 0) return 0;
        long last = 0;
        for (int d = 0; d < Rank; d++) last = checked(last + (Sizes[d] - 1) * Strides[d]);
        return checked(last + 1);
    }

    private bool ComputeContiguous()
    {
        if (Count == 0) return true;
        long expected = 1;
        for (int d = Sizes.Length - 1; d >= 0; d--)
        {
            if (Sizes[d] == 1) continue;
            if (Strides[d] != expected) return false;
            expected *= Sizes[d];
        }
        return true;
    }
}
