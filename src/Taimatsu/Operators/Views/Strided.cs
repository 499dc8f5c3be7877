using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Views made by giving sizes, strides and offset.</summary>
internal static class Strided
{
    /// <summary>A view with given sizes, strides and offset, in elements of the storage.</summary>
    /// <exception cref="ArgumentException">It would reach beyond the storage, or a number is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.as_strided.html"/>
    [Operator("as_strided")]
    public static Tensor AsStrided(Tensor input, Size size, Size stride, long? storage_offset = null)
    {
        long offset = storage_offset ?? input.storage_offset();
        if (size.Length != stride.Length) throw new ArgumentException($"as_strided: mismatch in length of strides and shape: {size} and {stride}");
        foreach (long s in stride)
            if (s < 0) throw new ArgumentException($"as_strided: Negative strides are not supported at the moment, got strides: [{string.Join(", ", stride)}]");
        if (offset < 0) throw new ArgumentException($"as_strided: Tensor: invalid storage offset {offset}");
        var layout = new Layout(Layout.Contiguous(size.AsSpan()).Sizes, stride.ToArray());
        long needed = layout.Count == 0 ? 0 : checked((offset + layout.Extent()) * input.dtype.ElementSize());
        if (needed > input.Storage.ByteLength)
            throw new ArgumentException($"setStorage: sizes [{string.Join(", ", size)}], strides [{string.Join(", ", stride)}], storage offset {offset}, and itemsize {input.dtype.ElementSize()} requiring a storage size of {needed} are out of bounds for storage of size {input.Storage.ByteLength}");
        var result = input.MakeView(layout, offset);
        return input.RecordsViews ? result.SetGradFn(new AsStridedBackward0(input, layout, offset)) : result;
    }
}
