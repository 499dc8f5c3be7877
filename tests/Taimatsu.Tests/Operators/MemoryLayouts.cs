namespace Taimatsu.Tests.Operators;

/// <summary>The same tensor lying differently in memory.</summary>
internal static class MemoryLayouts
{
    public static readonly (string Name, bool Overlaps, Func<Tensor, Tensor> Of)[] Others =
    [
        ("transposed", false, Transposed),
        ("sliced", false, Sliced),
        ("offset", false, Offset),
        ("expanded", true, Expanded),
    ];

    /// <summary>Dimensions stored in reverse order.</summary>
    public static Tensor Transposed(Tensor tensor)
    {
        var sizes = tensor.shape.ToArray();
        var strides = new long[sizes.Length];
        long step = 1;
        for (int d = 0; d < sizes.Length; d++)
        {
            strides[d] = step;
            step *= Math.Max(sizes[d], 1);
        }
        return Fill(tensor, torch.empty([step], tensor.dtype).as_strided(sizes, strides, 0));
    }

    /// <summary>Every other element of each dimension of a larger tensor, from the second on.</summary>
    public static Tensor Sliced(Tensor tensor)
    {
        var sizes = tensor.shape.ToArray();
        var strides = new long[sizes.Length];
        long step = 1;
        for (int d = sizes.Length - 1; d >= 0; d--)
        {
            strides[d] = 2 * step;
            step *= 2 * Math.Max(sizes[d], 1) + 1;
        }
        return Fill(tensor, torch.empty([step + 1], tensor.dtype).as_strided(sizes, strides, 1));
    }

    /// <summary>Contiguous, but not from the storage's first element.</summary>
    public static Tensor Offset(Tensor tensor)
    {
        var sizes = tensor.shape.ToArray();
        return Fill(tensor, torch.empty([tensor.numel() + 3], tensor.dtype).as_strided(sizes, Layout.ContiguousStrides(sizes), 3));
    }

    /// <summary>The first slice of the longest dimension, shown as often as that dimension is long. The values differ from the tensor's.</summary>
    public static Tensor Expanded(Tensor tensor)
    {
        var sizes = tensor.shape.ToArray();
        if (sizes.Length == 0 || tensor.numel() == 0) return tensor;
        int longest = Array.IndexOf(sizes, sizes.Max());
        var strides = tensor.stride();
        strides[longest] = 0;
        return tensor.as_strided(sizes, strides, tensor.storage_offset());
    }

    private static Tensor Fill(Tensor values, Tensor target) => target.copy_(values);
}
