namespace Taimatsu.Operators;

/// <summary>The checks of gather and scatter.</summary>
internal static class AlongIndex
{
    /// <summary>The dimension's number and the index as int64 of any strides, with every element inside.</summary>
    public static (int Dimension, Tensor Places) Prepare(string op, Tensor input, long dim, Tensor index, Tensor? source)
    {
        int d = Compare(op, input, dim, index, source);
        return (d, Checked(op, input, d, index));
    }

    /// <summary>
    /// The same, but if it may, it leaves the check of the elements to the kernel, which reads them anyway. For kernels whose target nobody sees if an element lies outside.
    /// </summary>
    public static (int Dimension, Tensor Places, bool IsChecked) Prepare(string op, Tensor input, long dim, Tensor index, Tensor? source, bool mayLeave)
    {
        int d = Compare(op, input, dim, index, source);
        if (!mayLeave || index.Layout.HasInternalOverlap() || index.Backend.ChecksIndicesLater) return (d, Checked(op, input, d, index), true);
        return (d, IndexTensors.Plain(op, index), false);
    }

    private static int Compare(string op, Tensor input, long dim, Tensor index, Tensor? source)
    {
        int d = input.WrapDimension(dim);
        if (index.numel() == 0) return d;
        if (Math.Max(input.ndim, 1) != Math.Max(index.ndim, 1)) throw new ArgumentException($"{op}(): Index tensor must have the same number of dimensions as input tensor, got {index.shape} for {input.shape}");
        if (source is not null) CheckSource(op, input, d, index, source);
        for (int k = 0; k < input.ndim; k++)
            if (k != d && index.Layout.Sizes[k] > input.Layout.Sizes[k])
                throw new ArgumentException($"Size does not match at dimension {k} expected index [{string.Join(", ", index.shape)}] to be no larger than self [{string.Join(", ", input.shape)}] apart from dimension {d}");
        return d;
    }

    /// <summary>The length of the dimension along which an index leads.</summary>
    public static long Length(Tensor input, int d) => input.ndim == 0 ? 1 : input.Layout.Sizes[d];

    private static Tensor Checked(string op, Tensor input, int d, Tensor index)
    {
        if (index.numel() == 0) return IndexTensors.Plain(op, index);
        long length = Length(input, d);
        // An expanded index is checked once and stays expanded.
        if (!index.Layout.HasInternalOverlap()) return IndexTensors.Checked(op, index, length, d, allowsNegative: false);
        var once = index.detach();
        for (int k = 0; k < once.ndim; k++)
            if (index.Layout.Strides[k] == 0) once = once.narrow(k, 0, 1);
        return IndexTensors.Checked(op, once, length, d, allowsNegative: false).expand(index.Layout.Sizes);
    }

    /// <summary>What of a source an index leads to the target: the source may be larger.</summary>
    public static Tensor Used(Tensor source, Tensor places)
    {
        for (int k = 0; k < source.ndim; k++)
            if (source.Layout.Sizes[k] != places.Layout.Sizes[k]) source = source.narrow(k, 0, places.Layout.Sizes[k]);
        return source;
    }

    private static void CheckSource(string op, Tensor input, int d, Tensor index, Tensor source)
    {
        if (input.dtype != source.dtype) throw new InvalidOperationException($"{op}(): Expected self.dtype to be equal to src.dtype, got {input.dtype.LegacyName()} and {source.dtype.LegacyName()}");
        bool fits = Math.Max(index.ndim, 1) == Math.Max(source.ndim, 1);
        for (int k = 0; k < Math.Min(index.ndim, source.ndim) && fits; k++) fits = index.Layout.Sizes[k] <= source.Layout.Sizes[k];
        if (!fits)
            throw new ArgumentException($"Expected index [{string.Join(", ", index.shape)}] to be no larger than self [{string.Join(", ", input.shape)}] apart from dimension {d} and to be no larger size than src [{string.Join(", ", source.shape)}]");
    }
}
