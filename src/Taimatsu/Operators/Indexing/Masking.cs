namespace Taimatsu.Operators;

/// <summary>Elements named by a mask.</summary>
internal static class Masking
{
    /// <summary>The places of all elements that are not zero, in row-major order: [count, rank] of int64.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nonzero.html"/>
    [Operator("nonzero", Alias = "argwhere")]
    public static Tensor NonZero(Tensor input)
    {
        var plain = input.detach().ne(0).contiguous();
        Tensor? result = null;
        plain.Backend.NonZero(plain.Operand, count => (result = Tensor.Empty(Layout.Contiguous([count, plain.ndim]), ScalarType.Int64, plain.device)).Operand);
        return result!;
    }

    /// <summary>The elements where a mask is true, in row-major order.</summary>
    /// <exception cref="ArgumentException">The shapes cannot be broadcast.</exception>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.masked_select.html"/>
    [Operator("masked_select")]
    public static Tensor MaskedSelect(Tensor input, Tensor mask)
    {
        if (mask.dtype != ScalarType.Bool) throw new InvalidOperationException("masked_select: expected BoolTensor for mask");
        long[] sizes = Broadcasting.Result(input.Layout, mask.Layout).Sizes;
        return AdvancedIndexing.Get(input.expand(sizes), [mask.expand(sizes)]);
    }

    /// <summary>The value where a mask is true, else the input.</summary>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill.html"/>
    [Operator("masked_fill")]
    public static Tensor MaskedFill(Tensor input, Tensor mask, Scalar value) => MaskedFill(input, mask, torch.full(Array.Empty<long>(), value, dtype: input.dtype, device: input.device));

    /// <summary>The value, a 0-d tensor, where a mask is true, else the input.</summary>
    /// <exception cref="ArgumentException">The value has dimensions.</exception>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill.html"/>
    [Operator("masked_fill")]
    public static Tensor MaskedFill(Tensor input, Tensor mask, Tensor value)
    {
        if (mask.dtype != ScalarType.Bool) throw new InvalidOperationException($"masked_fill only supports boolean masks, but got mask with dtype {mask.dtype.LegacyName()}");
        if (value.ndim != 0) throw new ArgumentException($"masked_fill only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s).");
        return torch.where(mask, value.to(input.dtype), input);
    }

    /// <summary>Sets the elements where a mask is true, in place.</summary>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html"/>
    [Operator("masked_fill_", Face = Face.Tensor)]
    public static Tensor MaskedFill_(Tensor input, Tensor mask, Scalar value) => input.copy_(MaskedFill(input.alias(), mask, value));

    /// <summary>Sets the elements where a mask is true to a 0-d tensor's value, in place.</summary>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html"/>
    [Operator("masked_fill_", Face = Face.Tensor)]
    public static Tensor MaskedFill_(Tensor input, Tensor mask, Tensor value) => input.copy_(MaskedFill(input.alias(), mask, value));

    /// <summary>Copies the elements of a source, in order, to where a mask is true, in place.</summary>
    /// <exception cref="ArgumentException">The source has too few elements.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_scatter_.html"/>
    [Operator("masked_scatter_", Face = Face.Tensor)]
    public static Tensor MaskedScatter_(Tensor input, Tensor mask, Tensor source)
    {
        var wide = mask.expand(input.Layout.Sizes);
        long count = wide.count_nonzero().item<long>();
        if (source.numel() < count) throw new ArgumentException($"masked_scatter: expected self and source to have same dtypes and number of elements in source ({source.numel()}) to be at least the number of ones in mask ({count})");
        AdvancedIndexing.Set(input, [wide], source.reshape(-1).narrow(0, 0, count));
        return input;
    }
}
