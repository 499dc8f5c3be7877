using Taimatsu.Operators;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>A tensor that copies a one-dimensional array.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html"/>
    public static Tensor tensor<T>(T[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => FromData.Copy<T>(data, [data.Length], dtype, device, requires_grad);

    /// <summary>A tensor over the array's own memory: a change on one side is seen on the other.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.from_numpy.html"/>
    public static Tensor from_array<T>(T[] array) where T : unmanaged => FromData.Share<T>(array, [array.Length]);
}
