namespace Taimatsu.Operators;

/// <summary>New tensors of another one's type and device.</summary>
internal static class NewForms
{
    /// <summary>An uninitialised tensor of this one's type and device unless told otherwise.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_empty.html"/>
    [Operator("new_empty", Face = Face.Tensor, Sizes = true)]
    public static Tensor NewEmpty(Tensor input, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Factories.Empty(size, dtype ?? input.dtype, device ?? input.device, requires_grad);

    /// <summary>Zeros of this one's type and device unless told otherwise.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_zeros.html"/>
    [Operator("new_zeros", Face = Face.Tensor, Sizes = true)]
    public static Tensor NewZeros(Tensor input, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Factories.Full(size, 0, dtype ?? input.dtype, device ?? input.device, requires_grad);

    /// <summary>Ones of this one's type and device unless told otherwise.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_ones.html"/>
    [Operator("new_ones", Face = Face.Tensor, Sizes = true)]
    public static Tensor NewOnes(Tensor input, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Factories.Full(size, 1, dtype ?? input.dtype, device ?? input.device, requires_grad);

    /// <summary>One value in this one's type and on its device unless told otherwise.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.new_full.html"/>
    [Operator("new_full", Face = Face.Tensor, Sizes = true)]
    public static Tensor NewFull(Tensor input, Size size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Factories.Full(size, value, dtype ?? input.dtype, device ?? input.device, requires_grad);
}
