namespace Taimatsu.Operators;

/// <summary>The same elements in the same order under another shape.</summary>
internal static class Reshaping
{
    /// <summary>A view of another shape with as many elements; one length may be -1 and is inferred.</summary>
    /// <exception cref="ArgumentException">The number of elements differs, or the strides do not allow a view.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html"/>
    [Operator("view", Face = Face.Tensor)]
    public static Tensor View(Tensor input, params ReadOnlySpan<long> shape)
    {
        long[] sizes = Infer(shape, input.numel());
        var strides = StridesOfView(input.Layout, sizes) ?? throw new ArgumentException(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.");
        return Make(input, sizes, strides);
    }

    /// <summary>A view of another shape if the strides allow one, else a copy.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.reshape.html"/>
    [Operator("reshape")]
    public static Tensor Reshape(Tensor input, params ReadOnlySpan<long> shape)
    {
        long[] sizes = Infer(shape, input.numel());
        if (StridesOfView(input.Layout, sizes) is { } strides) return Make(input, sizes, strides);
        return Make(input.contiguous(), sizes, Layout.ContiguousStrides(sizes));
    }

    private static Tensor Make(Tensor input, long[] sizes, long[] strides)
    {
        var result = input.MakeView(new Layout(sizes, strides), input.storage_offset());
        return input.RecordsViews ? result.SetGradFn(new ViewBackward0(input)) : result;
    }

    // Replaces one -1 by what is left.
    private static long[] Infer(ReadOnlySpan<long> shape, long count)
    {
        long[] sizes = shape.ToArray();
        long product = 1;
        int inferred = -1;
        for (int d = 0; d < sizes.Length; d++)
        {
            if (sizes[d] == -1)
            {
                if (inferred >= 0) throw new ArgumentException("only one dimension can be inferred");
                inferred = d;
            }
            else if (sizes[d] < 0) throw new ArgumentException($"invalid shape dimension {sizes[d]}");
            else product = checked(product * sizes[d]);
        }
        if (inferred >= 0 && product > 0 && count % product == 0)
        {
            sizes[inferred] = count / product;
            return sizes;
        }
        if (inferred >= 0 && product == 0 && count == 0)
            throw new ArgumentException($"cannot reshape tensor of 0 elements into shape [{string.Join(", ", shape.ToArray())}] because the unspecified dimension size -1 can be any value and is ambiguous");
        if (inferred >= 0 || product != count) throw new ArgumentException($"shape '[{string.Join(", ", shape.ToArray())}]' is invalid for input of size {count}");
        return sizes;
    }

    // The strides of a view, or null if the new dimensions cut across memory that does not step evenly.
    private static long[]? StridesOfView(Layout layout, long[] sizes)
    {
        if (layout.IsContiguous) return Layout.ContiguousStrides(sizes);
        var strides = new long[sizes.Length];
        int view = sizes.Length - 1;
        long chunkStride = layout.Strides[^1], chunk = 1, seen = 1;
        for (int d = layout.Rank - 1; d >= 0; d--)
        {
            chunk *= layout.Sizes[d];
            bool chunkEnds = d == 0 || (layout.Sizes[d - 1] != 1 && layout.Strides[d - 1] != chunk * chunkStride);
            if (!chunkEnds) continue;
            while (view >= 0 && (seen < chunk || sizes[view] == 1))
            {
                strides[view] = seen * chunkStride;
                seen *= sizes[view];
                view--;
            }
            if (seen != chunk) return null;
            if (d > 0)
            {
                chunkStride = layout.Strides[d - 1];
                chunk = seen = 1;
            }
        }
        return view < 0 ? strides : null;
    }

    private sealed class ViewBackward0(Tensor input) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad.reshape(_sizes);
    }
}
