using System.Runtime.InteropServices;
using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Several tensors made one.</summary>
internal static class Joining
{
    /// <summary>Tensors one after the other along a dimension; all other lengths are equal. Types are promoted; empty vectors are skipped.</summary>
    /// <exception cref="ArgumentException">There are none, or their shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cat.html"/>
    [Operator("cat", Face = Face.Torch, Alias = "concat concatenate")]
    public static Tensor Cat(IList<Tensor> tensors, long dim = 0)
    {
        if (tensors.Count == 0) throw new ArgumentException("torch.cat(): expected a non-empty list of Tensors");
        var first = tensors.FirstOrDefault(t => !IsSkipped(t)) ?? tensors[0];
        if (first.ndim == 0) throw new ArgumentException($"zero-dimensional tensor (at position {tensors.IndexOf(first)}) cannot be concatenated");
        int d = first.WrapDimension(dim);
        long[] sizes = first.shape.ToArray();
        sizes[d] = 0;
        var type = first.dtype;
        for (int i = 0; i < tensors.Count; i++)
        {
            var tensor = tensors[i];
            type = ScalarTypes.Promote(type, tensor.dtype);
            if (tensor.device != first.device) throw Devices.Mixed("cat", first.device, tensor.device);
            if (IsSkipped(tensor) && !ReferenceEquals(tensor, first)) continue;
            if (tensor.ndim != first.ndim) throw new ArgumentException($"Tensors must have same number of dimensions: got {first.ndim} and {tensor.ndim}");
            for (int k = 0; k < sizes.Length; k++)
                if (k != d && tensor.size(k) != sizes[k])
                    throw new ArgumentException($"Sizes of tensors must match except in dimension {d}. Expected size {sizes[k]} but got size {tensor.size(k)} for tensor number {i} in the list.");
            sizes[d] += tensor.size(d);
        }
        var result = Tensor.Empty(Layout.Contiguous(sizes), type, first.device);
        var parts = new List<Operand>(tensors.Count);
        foreach (var tensor in tensors)
            if (tensor.ndim == first.ndim && tensor.numel() > 0) parts.Add(tensor.Operand);
        if (parts.Count > 0) result.Backend.Concatenate(result.Operand, CollectionsMarshal.AsSpan(parts), d);
        GC.KeepAlive(tensors);
        GC.KeepAlive(result);
        return GradMode.IsEnabled && tensors.Any(t => t.requires_grad) ? result.SetGradFn(new CatBackward0([.. tensors], d)) : result;
    }

    /// <summary>Tensors of one shape along a new dimension.</summary>
    /// <exception cref="ArgumentException">There are none, or their shapes differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.stack.html"/>
    [Operator("stack", Face = Face.Torch)]
    public static Tensor Stack(IList<Tensor> tensors, long dim = 0)
    {
        if (tensors.Count == 0) throw new ArgumentException("stack expects a non-empty TensorList");
        var shape = tensors[0].shape;
        for (int i = 1; i < tensors.Count; i++)
            if (tensors[i].shape != shape)
                throw new ArgumentException($"stack expects each tensor to be equal size, but got [{string.Join(", ", shape)}] at entry 0 and [{string.Join(", ", tensors[i].shape)}] at entry {i}");
        int d = Tensor.WrapDimension(dim, shape.Length + 1);
        bool records = GradMode.IsEnabled && tensors.Any(t => t.requires_grad);
        Tensor result;
        if (AreAlike(tensors)) result = StackAlike(tensors, d);
        else using (torch.no_grad()) result = Cat([.. tensors.Select(t => t.unsqueeze(d))], d);
        return records ? result.SetGradFn(new StackBackward0([.. tensors], d)) : result;
    }

    /// <summary>Side by side: along the second dimension, vectors along the first.</summary>
    /// <exception cref="ArgumentException">There are none, or their shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.hstack.html"/>
    [Operator("hstack", Face = Face.Torch)]
    public static Tensor Hstack(IList<Tensor> tensors)
    {
        Tensor[] raised = [.. tensors.Select(t => t.ndim == 0 ? t.view(1) : t)];
        return Cat(raised, raised.Length > 0 && raised[0].ndim == 1 ? 0 : 1);
    }

    /// <summary>On top of each other: along the first dimension, after vectors have become rows.</summary>
    /// <exception cref="ArgumentException">There are none, or their shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.vstack.html"/>
    [Operator("vstack", Face = Face.Torch, Alias = "row_stack")]
    public static Tensor Vstack(IList<Tensor> tensors) => Cat([.. tensors.Select(t => t.ndim == 0 ? t.view(1, 1) : t.ndim == 1 ? t.unsqueeze(0) : t)], 0);

    // True if the tensors lie in memory as they read and have one type and device.
    private static bool AreAlike(IList<Tensor> tensors)
    {
        var first = tensors[0];
        for (int i = 0; i < tensors.Count; i++)
            if (tensors[i].dtype != first.dtype || !tensors[i].Layout.IsContiguous || tensors[i].device != first.device) return false;
        return first.numel() > 0;
    }

    private static Tensor StackAlike(IList<Tensor> tensors, int dimension)
    {
        var first = tensors[0];
        var own = first.Layout.Sizes.ToList();
        own.Insert(dimension, 1);
        var layout = Layout.Contiguous([.. own]);
        own[dimension] = tensors.Count;
        var parts = new Operand[tensors.Count];
        for (int i = 0; i < parts.Length; i++) parts[i] = tensors[i].Operand.With(layout);
        var result = Tensor.Empty(Layout.Contiguous([.. own]), first.dtype, first.device);
        result.Backend.Concatenate(result.Operand, parts, dimension);
        GC.KeepAlive(tensors);
        return result;
    }

    private static bool IsSkipped(Tensor tensor) => tensor.ndim == 1 && tensor.size(0) == 0;

    private sealed class CatBackward0(Tensor[] tensors, int dimension) : Node(tensors)
    {
        private readonly (long Length, bool Skipped, ScalarType Type)[] _parts = Array.ConvertAll(tensors, t => (t.ndim == 0 ? 0 : t.size(Math.Min(dimension, (int)t.ndim - 1)), IsSkipped(t), t.dtype));

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            long at = 0;
            for (int i = 0; i < _parts.Length; i++)
            {
                var (length, skipped, type) = _parts[i];
                if (skipped)
                {
                    if (inputs.Needs(i)) inputs[i] = torch.zeros(0, dtype: type, device: grad.device);
                    continue;
                }
                if (inputs.Needs(i)) inputs[i] = grad.narrow(dimension, at, length).to(type);
                at += length;
            }
        }
    }

    private sealed class StackBackward0(Tensor[] tensors, int dimension) : Node(tensors)
    {
        private readonly ScalarType[] _types = Array.ConvertAll(tensors, t => t.dtype);

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            for (int i = 0; i < inputs.Count; i++)
                if (inputs.Needs(i)) inputs[i] = grad.select(dimension, i).to(_types[i]);
        }
    }
}
