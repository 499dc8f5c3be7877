using System.Runtime.InteropServices;

namespace Taimatsu;

public partial class Tensor
{
    /// <summary>The only element, as <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.item.html"/>
    public T item<T>() where T : unmanaged
    {
        if (numel() != 1) throw new InvalidOperationException($"a Tensor with {numel()} elements cannot be converted to Scalar");
        Span<T> one = stackalloc T[1];
        CopyTo(one);
        return one[0];
    }

    /// <summary>The elements in row-major order, copied and converted.</summary>
    internal T[] ToFlatArray<T>() where T : unmanaged
    {
        var values = new T[numel()];
        CopyTo<T>(values);
        return values;
    }

    private void CopyTo<T>(Span<T> target) where T : unmanaged
    {
        var plain = detach().to(ScalarTypes.Of<T>()).contiguous();
        plain.Backend.Download(plain.Operand, MemoryMarshal.AsBytes(target));
    }
}
