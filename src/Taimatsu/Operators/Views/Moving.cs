namespace Taimatsu.Operators;

/// <summary>Dimensions moved to other places, and shapes matched to each other.</summary>
internal static class Moving
{
    /// <summary>A view with one dimension moved to another place; the others keep their order.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.movedim.html"/>
    [Operator("movedim", Alias = "moveaxis")]
    public static Tensor MoveDim(Tensor input, long source, long destination) => MoveDim(input, [source], [destination]);

    /// <summary>A view with some dimensions moved to other places; the others keep their order.</summary>
    /// <exception cref="ArgumentException">The lists differ in length, or name a dimension twice.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.movedim.html"/>
    [Operator("movedim", Alias = "moveaxis")]
    public static Tensor MoveDim(Tensor input, long[] source, long[] destination)
    {
        if (source.Length != destination.Length)
            throw new ArgumentException($"movedim: Invalid source or destination dims: source ([{string.Join(", ", source)}] dims) should contain the same number of dims as destination ([{string.Join(", ", destination)}] dims)");
        long[] from = Array.ConvertAll(source, d => (long)input.WrapDimension(d)), to = Array.ConvertAll(destination, d => (long)input.WrapDimension(d));
        if (from.Distinct().Count() != from.Length) throw new ArgumentException($"movedim: repeated dim in `source` ([{string.Join(", ", source)}])");
        if (to.Distinct().Count() != to.Length) throw new ArgumentException($"movedim: repeated dim in `destination` ([{string.Join(", ", destination)}])");
        var order = new long[input.ndim];
        Array.Fill(order, -1);
        for (int i = 0; i < from.Length; i++) order[to[i]] = from[i];
        long next = 0;
        for (int d = 0; d < order.Length; d++)
        {
            if (order[d] >= 0) continue;
            while (Array.IndexOf(from, next) >= 0) next++;
            order[d] = next++;
        }
        return input.permute(order);
    }

    /// <summary>A view of each matrix with rows and columns exchanged.</summary>
    /// <exception cref="ArgumentException">There is only one dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.adjoint.html"/>
    [Operator("adjoint")]
    public static Tensor Adjoint(Tensor input) => input.ndim switch
    {
        0 => input.alias(),
        1 => throw new ArgumentException("tensor.adjoint() is only supported on matrices or batches of matrices. Got 1-D tensor."),
        _ => input.transpose(-2, -1),
    };

    /// <summary>A view in a shape that this tensor's broadcasts to, without a copy.</summary>
    /// <exception cref="ArgumentException">A dimension that is not 1 would change.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.broadcast_to.html"/>
    [Operator("broadcast_to")]
    public static Tensor BroadcastTo(Tensor input, params ReadOnlySpan<long> shape) => input.expand(shape);

    /// <summary>Views of all tensors in their common shape.</summary>
    /// <exception cref="ArgumentException">The shapes do not match.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.broadcast_tensors.html"/>
    [Operator("broadcast_tensors", Face = Face.Torch)]
    public static Tensor[] BroadcastTensors(params IList<Tensor> tensors)
    {
        long[] shape = [.. torch.broadcast_shapes([.. tensors.Select(t => t.shape)])];
        return [.. tensors.Select(t => t.expand(shape))];
    }
}
