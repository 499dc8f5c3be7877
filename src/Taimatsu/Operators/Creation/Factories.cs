using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>New tensors of a given shape.</summary>
internal static class Factories
{
    /// <summary>A tensor whose elements are not initialised.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.empty.html"/>
    [Operator("empty", Sizes = true)]
    public static Tensor Empty(Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var type = dtype ?? torch.get_default_dtype();
        var tensor = Tensor.Empty(Layout.Contiguous(size.AsSpan()), type, device ?? Device.CPU);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    /// <summary>A tensor whose elements are not initialised, with given strides.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.empty_strided.html"/>
    [Operator("empty_strided")]
    public static Tensor EmptyStrided(Size size, Size stride, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        if (size.Length != stride.Length) throw new ArgumentException($"empty_strided: mismatch in length of strides and shape: {size} and {stride}");
        foreach (long s in stride)
            if (s < 0) throw new ArgumentException($"empty_strided: negative strides are not supported: {stride}");
        var type = dtype ?? torch.get_default_dtype();
        var layout = new Layout(Layout.Contiguous(size.AsSpan()).Sizes, stride.ToArray());
        var on = device ?? Device.CPU;
        var tensor = new Tensor(BackendRegistry.Of(on).Allocate(layout.Extent() * type.ElementSize()), 0, layout, type);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    /// <summary>A tensor of one value. The type follows the value unless given: the default float, int64 or bool.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.full.html"/>
    [Operator("full", Sizes = true)]
    public static Tensor Full(Size size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var tensor = Empty(size, dtype ?? value.PromotionType(torch.get_default_dtype()), device);
        tensor.Backend.Fill(tensor.Operand, value);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    /// <summary>A tensor of zeros.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.zeros.html"/>
    [Operator("zeros", Sizes = true)]
    public static Tensor Zeros(Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Full(size, 0, dtype ?? torch.get_default_dtype(), device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.ones.html"/>
    [Operator("ones", Sizes = true)]
    public static Tensor Ones(Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Full(size, 1, dtype ?? torch.get_default_dtype(), device, requires_grad);

    /// <summary>An uninitialised tensor of another one's shape, type and device.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.empty_like.html"/>
    [Operator("empty_like", Face = Face.Torch)]
    public static Tensor EmptyLike(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var layout = input.Layout.IsDense() ? input.Layout : Layout.Contiguous(input.Layout.Sizes);
        var tensor = Tensor.Empty(layout, dtype ?? input.dtype, device ?? input.device);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    /// <summary>One value in another tensor's shape, type and device.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.full_like.html"/>
    [Operator("full_like", Face = Face.Torch)]
    public static Tensor FullLike(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var tensor = EmptyLike(input, dtype, device);
        tensor.Backend.Fill(tensor.Operand, value);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    /// <summary>Zeros in another tensor's shape, type and device.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.zeros_like.html"/>
    [Operator("zeros_like", Face = Face.Torch)]
    public static Tensor ZerosLike(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FullLike(input, 0, dtype, device, requires_grad);

    /// <summary>Ones in another tensor's shape, type and device.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.ones_like.html"/>
    [Operator("ones_like", Face = Face.Torch)]
    public static Tensor OnesLike(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FullLike(input, 1, dtype, device, requires_grad);
}
