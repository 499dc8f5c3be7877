using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Elements named by a mask.</summary>
internal static class Masking
{
    /// <summary>The places of all elements that are not zero, in row-major order: [count, rank] of int64.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nonzero.html"/>
    [Operator("nonzero", Alias = "argwhere")]
    public static Tensor NonZero(Tensor input) => Places(input, flat: false);

    /// <summary>The places of all elements that are not zero: the indices in each dimension, int64, as <c>nonzero(as_tuple=True)</c> gives them.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nonzero.html"/>
    [Operator("nonzero_as_list")]
    public static Tensor[] NonZeroAsList(Tensor input)
    {
        var places = Places(input.ndim == 0 ? input.unsqueeze(0) : input, flat: false);
        var lists = new Tensor[places.size(1)];
        for (int d = 0; d < lists.Length; d++) lists[d] = places.select(1, d);
        return lists;
    }

    /// <summary>The places of all elements that are not zero: the indices in each dimension, int64.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.where.html"/>
    [Operator("where", Face = Face.Torch)]
    public static Tensor[] Where(Tensor condition) => NonZeroAsList(condition);

    /// <summary>The elements where a mask is true, in row-major order; both are broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes cannot be broadcast.</exception>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.masked_select.html"/>
    [Operator("masked_select")]
    public static Tensor MaskedSelect(Tensor input, Tensor mask)
    {
        CheckMask("masked_select: expected BoolTensor for mask, got", mask);
        long[] sizes = Broadcasting.Result(mask.Layout, input.Layout).Sizes;
        if (sizes.Length == 0) (input, mask, sizes) = (input.unsqueeze(0), mask.unsqueeze(0), [1]);
        return AdvancedIndexing.Read(Wide(input, sizes), new IndexPlan(sizes, [Wide(mask, sizes)]), "MaskedSelectBackward0");
    }

    /// <summary>The value where a mask is true, else the input; both are broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes cannot be broadcast.</exception>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill.html"/>
    [Operator("masked_fill")]
    public static Tensor MaskedFill(Tensor input, Tensor mask, Scalar value) => Fill(input, mask, Tensor.Wrap(value), "MaskedFillBackward0", inPlace: false);

    /// <summary>The value, a 0-d tensor, where a mask is true, else the input; both are broadcast.</summary>
    /// <exception cref="ArgumentException">The value has dimensions, or the shapes cannot be broadcast.</exception>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill.html"/>
    [Operator("masked_fill")]
    public static Tensor MaskedFill(Tensor input, Tensor mask, Tensor value) => Fill(input, mask, value, "MaskedFillBackward1", inPlace: false);

    /// <summary>Sets the elements where a mask is true, in place; the mask is broadcast.</summary>
    /// <exception cref="ArgumentException">The mask cannot be broadcast.</exception>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html"/>
    [Operator("masked_fill_", Face = Face.Tensor)]
    public static Tensor MaskedFill_(Tensor input, Tensor mask, Scalar value) => Fill(input, mask, Tensor.Wrap(value), "MaskedFillBackward0", inPlace: true);

    /// <summary>Sets the elements where a mask is true to a 0-d tensor's value, in place; the mask is broadcast.</summary>
    /// <exception cref="ArgumentException">The value has dimensions, or the mask cannot be broadcast.</exception>
    /// <exception cref="InvalidOperationException">The mask is not bool.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html"/>
    [Operator("masked_fill_", Face = Face.Tensor)]
    public static Tensor MaskedFill_(Tensor input, Tensor mask, Tensor value) => Fill(input, mask, value, "MaskedFillBackward1", inPlace: true);

    /// <summary>The elements of a source, in order, where a mask is true, else the input; both are broadcast.</summary>
    /// <exception cref="ArgumentException">The source has too few elements, or the shapes cannot be broadcast.</exception>
    /// <exception cref="InvalidOperationException">The mask is not bool, or the types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_scatter.html"/>
    [Operator("masked_scatter")]
    public static Tensor MaskedScatter(Tensor input, Tensor mask, Tensor source)
        => Scatter(Wide(input, Broadcasting.Result(input.Layout, mask.Layout).Sizes), mask, source, inPlace: false);

    /// <summary>Copies the elements of a source, in order, to where a mask is true, in place; the mask is broadcast.</summary>
    /// <exception cref="ArgumentException">The source has too few elements, or the mask cannot be broadcast.</exception>
    /// <exception cref="InvalidOperationException">The mask is not bool, or the types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_scatter_.html"/>
    [Operator("masked_scatter_", Face = Face.Tensor)]
    public static Tensor MaskedScatter_(Tensor input, Tensor mask, Tensor source) => Scatter(input, mask, source, inPlace: true);

    /// <summary>Where elements are not zero: [count, rank] of indices, or [count] of numbers in the flattened tensor.</summary>
    internal static Tensor Places(Tensor input, bool flat)
    {
        var plain = (input.dtype == ScalarType.Bool ? input.detach() : input.detach().ne(0)).contiguous();
        Tensor? result = null;
        plain.Backend.NonZero(plain.Operand, flat, count => (result = Tensor.Empty(Layout.Contiguous(flat ? [count] : [count, plain.ndim]), ScalarType.Int64, plain.device)).Operand);
        return result!;
    }

    private static Tensor Fill(Tensor input, Tensor mask, Tensor value, string name, bool inPlace)
    {
        CheckMask("masked_fill only supports boolean masks, but got mask with dtype", mask);
        if (value.ndim != 0) throw new ArgumentException($"masked_fill only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s).");
        if (inPlace) Broadcasting.CheckExpandable(mask.Layout, input.Layout, "output");
        var layout = inPlace ? input.Layout : Broadcasting.Result(input.Layout, mask.Layout);
        if (value.device != input.device && value.device_type != DeviceType.CPU) throw Devices.Mixed("masked_fill", input.device, value.device);
        value = value.to(input.dtype, input.device);
        bool records = inPlace ? InPlace.Check(input, value) : GradMode.IsEnabled && (input.requires_grad || value.requires_grad);
        var node = records ? new FillNode(name, input, mask, value) : null;
        var target = inPlace ? input : Tensor.Empty(layout.Count == input.numel() && input.Layout.IsDense() && layout.Rank == input.ndim ? input.Layout : Layout.Contiguous(layout.Sizes), input.dtype, input.device);
        target.Backend.Where(new TensorIterator(target.Operand, InPlace.WithoutOverlap(mask, target).Operand, value.Operand, input.Operand, target.dtype));
        return Writing.End(target, node, inPlace);
    }

    private static Tensor Scatter(Tensor input, Tensor mask, Tensor source, bool inPlace)
    {
        CheckMask("masked_scatter: expected BoolTensor for mask, got", mask);
        if (input.dtype != source.dtype) throw new InvalidOperationException($"masked_scatter: expected self and source to have same dtypes but got {input.dtype.LegacyName()} and {source.dtype.LegacyName()}");
        Broadcasting.CheckExpandable(mask.Layout, input.Layout, "output");
        var wide = mask.expand(input.Layout.Sizes);
        var (places, view) = input.ndim == 0 ? (wide.unsqueeze(0), input.detach().unsqueeze(0)) : (wide, input.detach());
        var plan = new IndexPlan(view.Layout.Sizes, [places]);
        long count = plan.ResultSizes[0];
        if (source.numel() < count) throw new ArgumentException($"masked_scatter: Number of elements of source < number of ones in mask ({source.numel()} < {count})");
        var (target, records) = Writing.Begin(input, source, inPlace);
        var node = records ? new MaskedScatterBackward0(input, wide, source) : null;
        var values = InPlace.WithoutOverlap(source.detach(), target).reshape(-1).narrow(0, 0, count);
        plan.Write(target.ndim == 0 ? target.detach().unsqueeze(0) : target, values, ScatterKind.Assign);
        return Writing.End(target, node, inPlace);
    }

    private static Tensor Wide(Tensor tensor, long[] sizes) => tensor.Layout.Sizes.AsSpan().SequenceEqual(sizes) ? tensor : tensor.expand(sizes);

    private static void CheckMask(string error, Tensor mask)
    {
        if (mask.dtype != ScalarType.Bool) throw new InvalidOperationException($"{error} {mask.dtype.LegacyName()}");
    }

    private sealed class FillNode : Node
    {
        private readonly string _name;
        private readonly Layout _layout;

        public FillNode(string name, Tensor input, Tensor mask, Tensor value) : base(input, value)
        {
            (_name, _layout) = (name, input.Layout);
            Save(mask);
        }

        public override string Name => _name;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var mask = Saved(0);
            if (inputs.Needs(0)) inputs[0] = Broadcasting.Undo(grad.masked_fill(mask, 0), _layout, grad.dtype);
            if (inputs.Needs(1)) inputs[1] = torch.where(mask, grad, 0).sum();
        }
    }

    private sealed class MaskedScatterBackward0 : Node
    {
        private readonly long[] _sizes;

        public MaskedScatterBackward0(Tensor input, Tensor mask, Tensor source) : base(input, source)
        {
            _sizes = source.Layout.Sizes;
            Save(mask);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var mask = Saved(0);
            if (inputs.Needs(0)) inputs[0] = grad.masked_fill(mask, 0);
            if (!inputs.Needs(1)) return;
            var used = grad.masked_select(mask);
            long count = 1;
            foreach (long size in _sizes) count *= size;
            inputs[1] = Scattering.Widened(used, [count]).view(_sizes);
        }
    }
}
