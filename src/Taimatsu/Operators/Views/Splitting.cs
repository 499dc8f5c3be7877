namespace Taimatsu.Operators;

/// <summary>One tensor taken apart into views.</summary>
internal static class Splitting
{
    /// <summary>Views of a given length along a dimension; the last may be shorter.</summary>
    /// <exception cref="ArgumentException">The length is negative, or 0 for a dimension that is not.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.split.html"/>
    [Operator("split")]
    public static Tensor[] Split(Tensor input, long split_size, long dim = 0)
    {
        if (input.ndim == 0) throw new ArgumentException("split expects at least a 1-dimensional tensor");
        long length = input.size(input.WrapDimension(dim));
        if (split_size < 0 || (split_size == 0 && length != 0)) throw new ArgumentException($"split expects split_size be non-negative, but got split_size={split_size}");
        long count = split_size == 0 ? 1 : Math.Max(1, (length + split_size - 1) / split_size);
        var sizes = new long[count];
        for (int i = 0; i < count; i++) sizes[i] = Math.Min(split_size, length - i * split_size);
        return Parts(input, sizes, dim);
    }

    /// <summary>Views of given lengths along a dimension.</summary>
    /// <exception cref="ArgumentException">The lengths do not add up to the dimension's.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.split.html"/>
    [Operator("split")]
    public static Tensor[] Split(Tensor input, long[] split_sizes, long dim = 0)
    {
        long length = input.size(input.WrapDimension(dim));
        if (split_sizes.Sum() != length || split_sizes.Any(s => s < 0))
            throw new ArgumentException($"split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's size at dimension {dim}), but got split_sizes=[{string.Join(", ", split_sizes)}]");
        return Parts(input, split_sizes, dim);
    }

    /// <summary>At most a number of views of equal length along a dimension; the last may be shorter.</summary>
    /// <exception cref="ArgumentException">The number is not positive.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.chunk.html"/>
    [Operator("chunk")]
    public static Tensor[] Chunk(Tensor input, long chunks, long dim = 0)
    {
        if (input.ndim == 0) throw new ArgumentException("chunk expects at least a 1-dimensional tensor");
        if (chunks <= 0) throw new ArgumentException($"chunk expects `chunks` to be greater than 0, got: {chunks}");
        long length = input.size(input.WrapDimension(dim));
        return Split(input, Math.Max(1, (length + chunks - 1) / chunks), dim);
    }

    /// <summary>A view of every index of a dimension.</summary>
    /// <exception cref="ArgumentException">The tensor has no dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.unbind.html"/>
    [Operator("unbind")]
    public static Tensor[] Unbind(Tensor input, long dim = 0)
    {
        if (input.ndim == 0) throw new ArgumentException("Dimension specified as 0 but tensor has no dimensions");
        int d = input.WrapDimension(dim);
        var parts = new Tensor[input.size(d)];
        using (torch.no_grad())
            for (int i = 0; i < parts.Length; i++) parts[i] = input.select(d, i);
        return Record(input, parts, d, unbinds: true);
    }

    private static Tensor[] Parts(Tensor input, long[] sizes, long dim)
    {
        int d = input.WrapDimension(dim);
        var parts = new Tensor[sizes.Length];
        long at = 0;
        using (torch.no_grad())
            for (int i = 0; i < sizes.Length; i++)
            {
                parts[i] = input.narrow(d, at, sizes[i]);
                at += sizes[i];
            }
        return Record(input, parts, d, unbinds: false);
    }

    private static Tensor[] Record(Tensor input, Tensor[] parts, int dimension, bool unbinds)
    {
        // The views were made outside the graph; as views of this operator they are made anew.
        for (int i = 0; i < parts.Length; i++) parts[i] = input.MakeView(parts[i].Layout, parts[i].storage_offset()).MarkMultiOutputView();
        if (!input.RecordsViews) return parts;
        Node node = unbinds ? new UnbindBackward0(input, parts, dimension) : new SplitBackward0(input, parts, dimension);
        for (int i = 0; i < parts.Length; i++) parts[i].SetGradFn(node, i);
        return parts;
    }

    private abstract class PartsNode(Tensor input, Tensor[] parts, int dimension) : Node(input)
    {
        private readonly long[][] _sizes = Array.ConvertAll(parts, p => p.Layout.Sizes);

        protected int Dimension { get; } = dimension;

        internal override int OutputCount => _sizes.Length;

        protected override void Backward(Tensor grad, GradientSink inputs) => BackwardAll([grad], inputs);

        internal override void BackwardAll(ReadOnlySpan<Tensor?> grads, GradientSink inputs)
        {
            Tensor? any = null;
            foreach (var grad in grads) any ??= grad;
            if (any is null) return;
            var all = new Tensor[grads.Length];
            for (int i = 0; i < all.Length; i++) all[i] = grads[i] ?? torch.zeros(_sizes[i], dtype: any.dtype, device: any.device);
            inputs[0] = Join(all);
        }

        protected abstract Tensor Join(Tensor[] grads);
    }

    private sealed class SplitBackward0(Tensor input, Tensor[] parts, int dimension) : PartsNode(input, parts, dimension)
    {
        protected override Tensor Join(Tensor[] grads) => torch.cat(grads, Dimension);
    }

    private sealed class UnbindBackward0(Tensor input, Tensor[] parts, int dimension) : PartsNode(input, parts, dimension)
    {
        protected override Tensor Join(Tensor[] grads) => torch.stack(grads, Dimension);
    }
}
