using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Elements by their number in the flattened tensor.</summary>
internal static class Taking
{
    /// <summary>The elements that an index names in the flattened tensor, in the index's shape; negative ones count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="InvalidOperationException">The index is not int64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.take.html"/>
    [Operator("take")]
    public static Tensor Take(Tensor input, Tensor index)
    {
        var places = Places("take", input, index);
        var result = Tensor.Empty(Layout.Contiguous(index.Layout.Sizes), input.dtype, input.device);
        if (result.numel() > 0)
        {
            var flat = input.detach().contiguous();
            result.Backend.IndexSelect(Flat(result), Flat(flat), places.Operand, 0);
        }
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new TakeBackward0(input, places)) : result;
    }

    /// <summary>Sets (or adds to) the elements that an index names in the flattened tensor.</summary>
    /// <exception cref="ArgumentException">The source has not as many elements as the index.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="InvalidOperationException">The index is not int64, or the types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.put_.html"/>
    [Operator("put")]
    public static Tensor Put(Tensor input, Tensor index, Tensor source, bool accumulate = false) => Put(input, index, source, accumulate, inPlace: false);

    /// <summary>Sets (or adds to) the elements that an index names in the flattened tensor, in place.</summary>
    /// <exception cref="ArgumentException">The source has not as many elements as the index.</exception>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="InvalidOperationException">The index is not int64, or the types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.put_.html"/>
    [Operator("put_", Face = Face.Tensor)]
    public static Tensor Put_(Tensor input, Tensor index, Tensor source, bool accumulate = false) => Put(input, index, source, accumulate, inPlace: true);

    private static Tensor Put(Tensor input, Tensor index, Tensor source, bool accumulate, bool inPlace)
    {
        if (index.numel() != source.numel())
            throw new ArgumentException($"put_(): Expected source and index to have the same number of elements, but got source.numel() = {source.numel()}, index.numel() = {index.numel()}");
        if (input.dtype != source.dtype)
            throw new InvalidOperationException($"put_(): self and source expected to have the same dtype, but got self.dtype = {input.dtype.LegacyName()} and source.dtype = {source.dtype.LegacyName()}");
        var places = Places("put_", input, index);
        var (target, records) = Writing.Begin(input, source, inPlace);
        var node = records ? new PutBackward0(input, source, places, accumulate) : null;
        if (places.numel() > 0)
        {
            // Memory in another order is written by way of a copy.
            var flat = target.detach().contiguous();
            var values = InPlace.WithoutOverlap(source.detach(), target).contiguous();
            flat.Backend.IndexCombine(Flat(flat), Flat(values), places.Operand, 0, accumulate ? ScatterKind.Add : ScatterKind.Assign);
            if (!ReferenceEquals(flat.Storage, target.Storage)) target.Backend.Copy(target.Operand, flat.Operand);
        }
        return Writing.End(target, node, inPlace);
    }

    private static Tensor Places(string op, Tensor input, Tensor index)
    {
        if (index.dtype != ScalarType.Int64) throw new InvalidOperationException($"{op}(): Expected a long tensor for index, but got {index.dtype.LegacyName()}");
        if (input.numel() == 0 && index.numel() > 0) throw new IndexOutOfRangeException($"{op}(): tried to {(op == "take" ? "take from" : "put elements into")} an empty tensor");
        return IndexTensors.Checked(op, index, input.numel(), 0, allowsNegative: true).view(-1);
    }

    private static Operand Flat(Tensor tensor) => tensor.Operand.With(Layout.Contiguous([tensor.numel()]));

    private sealed class TakeBackward0(Tensor input, Tensor places) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
            => inputs[0] = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device).put_(places, grad.reshape(-1), accumulate: true);
    }

    private sealed class PutBackward0(Tensor input, Tensor source, Tensor places, bool accumulate) : Node(input, source)
    {
        private readonly long[] _sizes = source.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = accumulate ? grad : grad.put(places, torch.zeros(places.numel(), dtype: grad.dtype, device: grad.device));
            if (inputs.Needs(1)) inputs[1] = grad.take(places).view(_sizes);
        }
    }
}
