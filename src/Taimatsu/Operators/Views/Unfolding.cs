using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Windows that slide along a dimension.</summary>
internal static class Unfolding
{
    /// <summary>A view of all windows of a length along a dimension, a step apart; within the window is a new last dimension. Windows may overlap.</summary>
    /// <exception cref="ArgumentException">The window is longer than the dimension or negative, or the step is not positive.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.unfold.html"/>
    [Operator("unfold", Face = Face.Tensor)]
    public static Tensor Unfold(Tensor input, long dimension, long size, long step)
    {
        var layout = input.Layout;
        int d = Tensor.WrapDimension(dimension, Math.Max(1, layout.Rank));
        long length = layout.Rank == 0 ? 1 : layout.Sizes[d];
        if (size < 0) throw new ArgumentException($"size is {size} but must be >= 0");
        if (size > length) throw new ArgumentException($"maximum size for tensor at dimension {d} is {length} but size is {size}");
        if (step <= 0) throw new ArgumentException($"step is {step} but must be > 0");
        long[] sizes = [.. layout.Sizes, size], strides = [.. layout.Strides, layout.Rank == 0 ? 1 : layout.Strides[d]];
        if (layout.Rank > 0)
        {
            sizes[d] = (length - size) / step + 1;
            strides[d] = layout.Strides[d] * step;
        }
        var result = input.MakeView(new Layout(sizes, strides), input.storage_offset());
        return input.RecordsViews ? result.SetGradFn(new UnfoldBackward0(input, d, size, step)) : result;
    }

    private sealed class UnfoldBackward0(Tensor input, int dimension, long size, long step) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        // Each place within the window goes back to its own row of elements; those of one place do not overlap.
        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var result = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device);
            if (_sizes.Length == 0)
            {
                inputs[0] = size == 0 ? result : grad.select(0, 0);
                return;
            }
            long windows = (_sizes[dimension] - size) / step + 1;
            for (long i = 0; i < size; i++) result.slice(dimension, i, i + (windows - 1) * step + 1, step).add_(grad.select(-1, i));
            inputs[0] = result;
        }
    }
}
