using System.Collections;
using System.Runtime.CompilerServices;

namespace Taimatsu;

/// <summary>The lengths of a tensor's dimensions; behaves as a list of longs and prints as <c>torch.Size([5, 3])</c>.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/size.html"/>
[CollectionBuilder(typeof(Size), nameof(Create))]
public readonly struct Size : IReadOnlyList<long>, IEquatable<Size>
{
    private readonly long[]? _sizes;

    /// <summary>Takes the lengths; the array must not change afterwards.</summary>
    public Size(params long[] sizes) => _sizes = sizes;

    private long[] Sizes => _sizes ?? [];

    /// <summary>Copies the lengths.</summary>
    public static Size Create(ReadOnlySpan<long> sizes) => new(sizes.ToArray());

    /// <summary>The number of dimensions.</summary>
    public int Length => Sizes.Length;

    /// <summary>The number of dimensions.</summary>
    public int Count => Sizes.Length;

    /// <summary>The length of one dimension; negative numbers count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    public long this[int index]
    {
        get
        {
            int i = index < 0 ? index + Length : index;
            if ((uint)i >= (uint)Length)
                throw new IndexOutOfRangeException($"Dimension out of range (expected to be in range of [{-Math.Max(Length, 1)}, {Math.Max(Length, 1) - 1}], but got {index})");
            return Sizes[i];
        }
    }

    /// <summary>Some of the dimensions, such as <c>size[1..]</c>.</summary>
    public Size Slice(int start, int length) => new(Sizes.AsSpan(start, length).ToArray());

    /// <summary>The product of all lengths; 1 without dimensions.</summary>
    public long numel()
    {
        long n = 1;
        foreach (long size in Sizes) n *= size;
        return n;
    }

    /// <summary>The lengths without a copy.</summary>
    public ReadOnlySpan<long> AsSpan() => Sizes;

    /// <summary>A new array of the lengths.</summary>
    public long[] ToArray() => [.. Sizes];

    /// <summary>Copies the lengths.</summary>
    public static implicit operator Size(long[] sizes) => new([.. sizes]);
    /// <summary>Copies the lengths.</summary>
    public static implicit operator Size(int[] sizes) => new(Array.ConvertAll(sizes, s => (long)s));
    /// <summary>Copies the lengths.</summary>
    public static implicit operator Size(ReadOnlySpan<long> sizes) => new(sizes.ToArray());
    /// <summary>One dimension.</summary>
    public static implicit operator Size(long size) => new(size);
    /// <summary>One dimension.</summary>
    public static implicit operator Size(int size) => new((long)size);
    /// <summary>Two dimensions.</summary>
    public static implicit operator Size((long, long) size) => new(size.Item1, size.Item2);
    /// <summary>Three dimensions.</summary>
    public static implicit operator Size((long, long, long) size) => new(size.Item1, size.Item2, size.Item3);
    /// <summary>Four dimensions.</summary>
    public static implicit operator Size((long, long, long, long) size) => new(size.Item1, size.Item2, size.Item3, size.Item4);
    /// <summary>The lengths without a copy.</summary>
    public static implicit operator ReadOnlySpan<long>(Size size) => size.Sizes;

    /// <summary>Takes a two-dimensional size apart.</summary>
    public void Deconstruct(out long size0, out long size1)
    {
        Expect(2);
        (size0, size1) = (Sizes[0], Sizes[1]);
    }

    /// <summary>Takes a three-dimensional size apart.</summary>
    public void Deconstruct(out long size0, out long size1, out long size2)
    {
        Expect(3);
        (size0, size1, size2) = (Sizes[0], Sizes[1], Sizes[2]);
    }

    /// <summary>Takes a four-dimensional size apart.</summary>
    public void Deconstruct(out long size0, out long size1, out long size2, out long size3)
    {
        Expect(4);
        (size0, size1, size2, size3) = (Sizes[0], Sizes[1], Sizes[2], Sizes[3]);
    }

    private void Expect(int count)
    {
        if (Length != count) throw new ArgumentException($"cannot unpack {this} into {count} values: it has {Length}");
    }

    /// <inheritdoc/>
    public bool Equals(Size other) => AsSpan().SequenceEqual(other.AsSpan());
    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Size other && Equals(other);
    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (long size in Sizes) hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>Compares all lengths.</summary>
    public static bool operator ==(Size left, Size right) => left.Equals(right);
    /// <summary>Compares all lengths.</summary>
    public static bool operator !=(Size left, Size right) => !left.Equals(right);

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Sizes).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As PyTorch prints it: <c>torch.Size([5, 3])</c>.</summary>
    public override string ToString() => $"torch.Size([{string.Join(", ", Sizes)}])";
}
