namespace Taimatsu.Operators;

/// <summary>Sums over what broadcasting would have repeated.</summary>
internal static class SummedToSize
{
    /// <summary>The sum over leading dimensions, and over those that have length 1 in the given shape.</summary>
    /// <exception cref="ArgumentException">The shape cannot be broadcast to the tensor's.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.sum_to_size.html"/>
    [Operator("sum_to_size", Face = Face.Tensor)]
    public static Tensor SumToSize(Tensor input, params ReadOnlySpan<long> size)
    {
        var layout = Layout.Contiguous(size);
        Broadcasting.CheckExpandable(layout, input.Layout, "sum_to_size: tensor");
        return Broadcasting.SumTo(input, layout);
    }
}
