namespace Taimatsu.Operators;

/// <summary>Dimensions of length 1 shown several times.</summary>
internal static class Expanding
{
    /// <summary>A view in which dimensions of length 1, and new ones in front, repeat without a copy; -1 keeps a length.</summary>
    /// <exception cref="ArgumentException">A dimension that is not 1 would change.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html"/>
    [Operator("expand", Face = Face.Tensor)]
    public static Tensor Expand(Tensor input, params ReadOnlySpan<long> sizes)
    {
        var layout = input.Layout;
        int extra = sizes.Length - layout.Rank;
        if (extra < 0)
            throw new ArgumentException($"expand({input.shape}, size=[{string.Join(", ", sizes.ToArray())}]): the number of sizes provided ({sizes.Length}) must be greater or equal to the number of dimensions in the tensor ({layout.Rank})");
        var newSizes = sizes.ToArray();
        var strides = new long[sizes.Length];
        for (int d = sizes.Length - 1; d >= 0; d--)
        {
            int own = d - extra;
            long size = own >= 0 ? layout.Sizes[own] : 1;
            if (newSizes[d] == -1)
            {
                if (own < 0) throw new ArgumentException($"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {d}");
                newSizes[d] = size;
            }
            if (newSizes[d] < 0) throw new ArgumentException($"The expanded size of the tensor ({newSizes[d]}) isn't allowed to be negative");
            if (size != newSizes[d] && size != 1)
                throw new ArgumentException($"The expanded size of the tensor ({newSizes[d]}) must match the existing size ({size}) at non-singleton dimension {d}.  Target sizes: [{string.Join(", ", sizes.ToArray())}].  Tensor sizes: [{string.Join(", ", layout.Sizes)}]");
            strides[d] = own >= 0 && size == newSizes[d] ? layout.Strides[own] : 0;
        }
        var result = input.MakeView(new Layout(newSizes, strides), input.storage_offset());
        return input.RecordsViews ? result.SetGradFn(new ExpandBackward0(input)) : result;
    }

    /// <summary>A view in another tensor's shape.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand_as.html"/>
    [Operator("expand_as", Face = Face.Tensor)]
    public static Tensor ExpandAs(Tensor input, Tensor other) => Expand(input, other.Layout.Sizes);

    private sealed class ExpandBackward0(Tensor input) : Node(input)
    {
        private readonly Layout _layout = input.Layout;

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = Broadcasting.SumTo(grad, _layout);
    }
}
