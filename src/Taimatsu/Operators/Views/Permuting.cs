namespace Taimatsu.Operators;

/// <summary>The same elements with dimensions in another order.</summary>
internal static class Permuting
{
    /// <summary>A view whose dimension i is the input's dimension <paramref name="dims"/>[i].</summary>
    /// <exception cref="ArgumentException">It is no permutation of all dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.permute.html"/>
    [Operator("permute")]
    public static Tensor Permute(Tensor input, params ReadOnlySpan<long> dims)
    {
        var layout = input.Layout;
        if (dims.Length != layout.Rank)
            throw new ArgumentException($"permute(): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = {layout.Rank} is not equal to len(dims) = {dims.Length}");
        var order = new int[dims.Length];
        var seen = new bool[dims.Length];
        for (int d = 0; d < order.Length; d++)
        {
            order[d] = input.WrapDimension(dims[d]);
            if (seen[order[d]]) throw new ArgumentException("permute(): duplicate dims are not allowed.");
            seen[order[d]] = true;
        }
        var result = Reorder(input, order);
        return input.RecordsViews ? result.SetGradFn(new PermuteBackward0(input, order)) : result;
    }

    /// <summary>A view with two dimensions exchanged.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.transpose.html"/>
    [Operator("transpose", Alias = "swapaxes swapdims")]
    public static Tensor Transpose(Tensor input, long dim0, long dim1)
    {
        int a = input.WrapDimension(dim0), b = input.WrapDimension(dim1);
        var result = Reorder(input, Exchange(input.Layout.Rank, a, b));
        return input.RecordsViews ? result.SetGradFn(new TransposeBackward0(input, a, b)) : result;
    }

    /// <summary>A matrix with rows and columns exchanged; vectors and numbers stay as they are.</summary>
    /// <exception cref="ArgumentException">There are more than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.t.html"/>
    [Operator("t")]
    public static Tensor T(Tensor input)
    {
        if (input.ndim > 2) throw new ArgumentException($"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D");
        var result = input.ndim < 2 ? input.MakeView(input.Layout, input.storage_offset()) : Reorder(input, [1, 0]);
        return input.RecordsViews ? result.SetGradFn(new TBackward0(input)) : result;
    }

    private static int[] Exchange(int rank, int a, int b)
    {
        int[] order = [.. Enumerable.Range(0, rank)];
        if (rank > 0) (order[a], order[b]) = (order[b], order[a]);
        return order;
    }

    private static Tensor Reorder(Tensor input, int[] order)
    {
        var layout = input.Layout;
        long[] sizes = new long[order.Length], strides = new long[order.Length];
        for (int d = 0; d < order.Length; d++) (sizes[d], strides[d]) = (layout.Sizes[order[d]], layout.Strides[order[d]]);
        return input.MakeView(new Layout(sizes, strides), input.storage_offset());
    }

    private sealed class PermuteBackward0(Tensor input, int[] order) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var inverse = new long[order.Length];
            for (int d = 0; d < order.Length; d++) inverse[order[d]] = d;
            inputs[0] = grad.permute(inverse);
        }
    }

    private sealed class TransposeBackward0(Tensor input, int a, int b) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad.transpose(a, b);
    }

    private sealed class TBackward0(Tensor input) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad.t();
    }
}
