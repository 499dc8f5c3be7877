namespace Taimatsu.Operators;

/// <summary>Parts of a tensor along one dimension.</summary>
internal static class Slicing
{
    /// <summary>A view of every <paramref name="step"/>-th index from <paramref name="start"/> to before <paramref name="finish"/>; bounds are clamped as Python's are.</summary>
    /// <exception cref="ArgumentException">The step is not positive.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/notes/numpy_compatibility.html"/>
    [Operator("slice", Face = Face.Tensor)]
    public static Tensor Slice(Tensor input, long dim, long start, long finish, long step = 1)
    {
        if (input.ndim == 0) throw new ArgumentException("slice() cannot be applied to a 0-dim tensor.");
        if (step <= 0) throw new ArgumentException("slice step must be positive");
        int d = input.WrapDimension(dim);
        long length = input.Layout.Sizes[d];
        start = Math.Clamp(start < 0 ? start + length : start, 0, length);
        finish = Math.Clamp(finish < 0 ? finish + length : finish, start, length);
        var (sizes, strides) = Copies(input);
        sizes[d] = (finish - start + step - 1) / step;
        strides[d] *= step;
        var result = input.MakeView(new Layout(sizes, strides), input.storage_offset() + start * input.Layout.Strides[d]);
        return input.RecordsViews ? result.SetGradFn(new SliceBackward0(input, d, start, finish, step)) : result;
    }

    /// <summary>A view of <paramref name="length"/> indices from <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentException">The range reaches beyond the dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.narrow.html"/>
    [Operator("narrow")]
    public static Tensor Narrow(Tensor input, long dim, long start, long length)
    {
        if (input.ndim == 0) throw new ArgumentException("narrow() cannot be applied to a 0-dim tensor.");
        long size = input.Layout.Sizes[input.WrapDimension(dim)];
        if (length < 0) throw new ArgumentException("narrow(): length must be non-negative.");
        if (start < -size || start > size) throw new IndexOutOfRangeException($"start out of range (expected to be in range of [{-size}, {size}], but got {start})");
        if (start < 0) start += size;
        if (start > size - length) throw new ArgumentException($"start ({start}) + length ({length}) exceeds dimension size ({size}).");
        return Slice(input, dim, start, start + length);
    }

    /// <summary>A view of one index, without the dimension.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such index.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.select.html"/>
    [Operator("select")]
    public static Tensor Select(Tensor input, long dim, long index)
    {
        if (input.ndim == 0) throw new IndexOutOfRangeException("select() cannot be applied to a 0-dim tensor.");
        int d = input.WrapDimension(dim);
        long length = input.Layout.Sizes[d];
        if (index < -length || index >= length)
            throw new IndexOutOfRangeException($"select(): index {index} out of range for tensor of size [{string.Join(", ", input.shape)}] at dimension {d}");
        if (index < 0) index += length;
        var layout = input.Layout;
        var part = new Layout([.. layout.Sizes[..d], .. layout.Sizes[(d + 1)..]], [.. layout.Strides[..d], .. layout.Strides[(d + 1)..]]);
        var result = input.MakeView(part, input.storage_offset() + index * layout.Strides[d]);
        return input.RecordsViews ? result.SetGradFn(new SelectBackward0(input, d, index)) : result;
    }

    private static (long[], long[]) Copies(Tensor input) => ([.. input.Layout.Sizes], [.. input.Layout.Strides]);

    private sealed class SliceBackward0(Tensor input, int dim, long start, long finish, long step) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var result = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device);
            result.slice(dim, start, finish, step).copy_(grad);
            inputs[0] = result;
        }
    }

    private sealed class SelectBackward0(Tensor input, int dim, long index) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var result = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device);
            result.select(dim, index).copy_(grad);
            inputs[0] = result;
        }
    }
}
