using System.Runtime.CompilerServices;

namespace Taimatsu.Operators;

/// <summary>Tensors of .NET values.</summary>
internal static class FromData
{
    /// <summary>A copy of values in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public static Tensor Copy<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged
    {
        var layout = Layout.Contiguous(sizes);
        if (layout.Count != values.Length) throw new ArgumentException($"tensor: {values.Length} values do not fill shape [{string.Join(", ", layout.Sizes)}]");
        var tensor = Tensor.Empty(layout, ScalarTypes.Of<T>(), Device.CPU);
        tensor.Backend.Upload(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values), tensor.Operand);
        if (dtype is not null || device is not null) tensor = tensor.to(dtype ?? tensor.dtype, device ?? Device.CPU);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    /// <summary>A tensor over the array's own memory.</summary>
    public static Tensor Share<T>(Array array, ReadOnlySpan<long> sizes) where T : unmanaged
    {
        var type = ScalarTypes.Of<T>();
        var layout = Layout.Contiguous(sizes);
        return new Tensor(new Storage(array, layout.Count * Unsafe.SizeOf<T>()), 0, layout, type);
    }
}
