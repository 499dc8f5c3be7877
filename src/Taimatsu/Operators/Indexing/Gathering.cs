using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Single elements along a dimension, named by a tensor of indices.</summary>
internal static class Gathering
{
    /// <summary>result[i][j] = input[i][index[i][j]], with the index in one dimension; the result has the index's shape.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.gather.html"/>
    [Operator("gather")]
    public static Tensor Gather(Tensor input, long dim, Tensor index)
    {
        var (d, places, isChecked) = AlongIndex.Prepare("gather", input, dim, index, null, mayLeave: true);
        var result = Tensor.Empty(Layout.Contiguous(places.Layout.Sizes), input.dtype, input.device);
        if (result.numel() > 0 && isChecked) result.Backend.Gather(Writing.InRow(result), Writing.InRow(input), Writing.InRow(places), d);
        else if (result.numel() > 0 && result.Backend.GatherChecked(Writing.InRow(result), Writing.InRow(input), Writing.InRow(places), d) is { } wrong)
            throw IndexTensors.Outside("gather", wrong, AlongIndex.Length(input, d), d);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new GatherBackward0(input, d, places)) : result;
    }

    /// <summary>The elements that an index names along a dimension, broadcast to each other elsewhere; without a dimension, in the flattened tensor.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The numbers of dimensions differ, or the shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.take_along_dim.html"/>
    [Operator("take_along_dim")]
    public static Tensor TakeAlongDim(Tensor input, Tensor indices, long? dim = null)
    {
        if (indices.dtype != ScalarType.Int64) throw new InvalidOperationException($"torch.take_along_dim(): dtype of indices should be Long but got {indices.dtype.LegacyName()}");
        if (dim is null) return Gather(input.reshape(-1), 0, Wrapped(indices.reshape(-1), input.numel()));
        if (input.ndim != indices.ndim)
            throw new ArgumentException($"torch.take_along_dim(): input and indices should have the same number of dimensions, but got {input.ndim} dimensions for input, and {indices.ndim} dimensions for indices");
        int d = input.WrapDimension(dim.Value);
        if (input.ndim == 0) return Gather(input, 0, indices);
        long[] own = (long[])input.Layout.Sizes.Clone(), named = (long[])indices.Layout.Sizes.Clone();
        long length = own[d], count = named[d];
        own[d] = named[d] = 1;
        var common = Broadcasting.Result(Layout.Contiguous(own), Layout.Contiguous(named)).Sizes;
        long[] wide = (long[])common.Clone(), narrow = (long[])common.Clone();
        (wide[d], narrow[d]) = (length, count);
        return Gather(input.expand(wide), d, Wrapped(indices, length).expand(narrow));
    }

    private static Tensor Wrapped(Tensor index, long length) => torch.where(index.lt(0), index + length, index);

    private sealed class GatherBackward0(Tensor input, int dimension, Tensor places) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        // The zeros are nobody else's, so they can be added to in place.
        protected override void Backward(Tensor grad, GradientSink inputs)
            => inputs[0] = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device).scatter_add_(dimension, places, grad);
    }
}
