using Taimatsu.Autograd;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Operators;

/// <summary>The negative log-likelihood of class numbers.</summary>
internal static class NllLoss
{
    /// <summary>
    /// −weight[target] · input[target], for log-probabilities (C), (N, C) or (N, C, d1, …) and class numbers without the dimension C. The mean is
    /// weighted; the class <paramref name="ignore_index"/> does not count.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="InvalidOperationException">The class numbers are not int64 or uint8.</exception>
    /// <exception cref="IndexOutOfRangeException">A class number is out of bounds.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html"/>
    [Operator("nll_loss", Face = Face.Functional)]
    public static Tensor Of(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean)
    {
        Check(input, target, weight);
        bool single = input.ndim == 1;
        long n = single ? 1 : input.Layout.Sizes[0], c = input.Layout.Sizes[single ? 0 : 1];
        long inner = target.numel() / Math.Max(n, 1);
        var compute = TypePromotion.Compute(input.dtype);
        var x = input.detach().to(compute).contiguous().view(n, c, n == 0 ? 1 : inner);
        var classes = target.detach().to(ScalarType.Int64).contiguous().view(n, n == 0 ? 1 : inner);
        var w = weight?.detach().to(compute).contiguous();
        bool reduce = reduction != Reduction.None;
        var losses = Tensor.Empty(reduce ? Layout.Scalar : Layout.Contiguous(target.Layout.Sizes), compute, input.device);
        var total = reduce ? Tensor.Empty(Layout.Scalar, compute, input.device) : null;
        if (!losses.Backend.TryNllLoss(losses.Operand, total?.Operand ?? default, x.Operand, classes.Operand, w?.Operand ?? default, ignore_index, reduce))
        {
            var mask = Mask(classes, c, compute, w, ignore_index);
            losses = -(x * mask).sum(1);
            if (reduce) (losses, total) = (losses.sum(), mask.sum());
            else losses = losses.reshape(target.Layout.Sizes);
        }
        var divisor = reduction == Reduction.Mean ? total : null;
        if (divisor is not null) losses.div_(divisor);
        var result = losses.to(input.dtype);
        if (GradMode.IsEnabled && input.requires_grad)
            result.SetGradFn(new NllNode(input.ndim <= 2 ? "NllLossBackward0" : "NllLoss2DBackward0", input, classes, c, w, divisor, ignore_index));
        return result;
    }

    /// <summary>The weight of each element at its class, 0 elsewhere: [N, C, inner] of classes [N, inner].</summary>
    public static Tensor Mask(Tensor classes, long classCount, ScalarType type, Tensor? weight, long ignored)
    {
        var one = Tensor.Wrap(ignored);
        var counted = 1 - Pointwise.Binary(default(EqualMask), classes, one).to(type);
        var mask = PositionMask.Of(classes.unsqueeze(1), 1, classCount, type) * counted.unsqueeze(1);
        return weight is null ? mask : mask * weight.view(1, -1, 1);
    }

    /// <summary>Throws if the arguments of a negative log-likelihood do not fit.</summary>
    public static void Check(Tensor input, Tensor target, Tensor? weight)
    {
        if (input.ndim == 0) throw new ArgumentException("nll_loss: input tensor should be 1D or more, got a scalar");
        if (!input.is_floating_point()) throw new InvalidOperationException($"\"nll_loss_out_frame\" not implemented for '{input.dtype.LegacyName()}'");
        if (target.dtype is not (ScalarType.Int64 or ScalarType.Byte)) throw new InvalidOperationException($"expected scalar type Long but found {target.dtype.LegacyName()}");
        if (input.ndim == 1 ? target.ndim != 0 && !(target.ndim == 1 && target.numel() == 1) : target.ndim != input.ndim - 1)
            throw new ArgumentException($"nll_loss: expected the target without the class dimension of the input, got input {input.shape} and target {target.shape}");
        if (input.ndim > 1 && input.Layout.Sizes[0] != target.Layout.Sizes[0])
            throw new ArgumentException($"Expected input batch_size ({input.Layout.Sizes[0]}) to match target batch_size ({target.Layout.Sizes[0]}).");
        for (int d = 1; d < target.ndim; d++)
            if (target.Layout.Sizes[d] != input.Layout.Sizes[d + 1])
                throw new ArgumentException($"Expected target size [{string.Join(", ", input.Layout.Sizes.Where((_, i) => i != 1))}], got [{string.Join(", ", target.Layout.Sizes)}]");
        long classes = input.Layout.Sizes[input.ndim == 1 ? 0 : 1];
        if (weight is not null && (weight.ndim != 1 || weight.numel() != classes))
            throw new ArgumentException($"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: [{string.Join(", ", weight.Layout.Sizes)}]");
    }

    private sealed class NllNode : Node
    {
        private readonly string _name;
        private readonly Layout _layout;
        private readonly ScalarType _type;
        private readonly long _classCount, _ignored;

        public NllNode(string name, Tensor input, Tensor classes, long classCount, Tensor? weight, Tensor? divisor, long ignored) : base(input)
        {
            (_name, _layout, _type, _classCount, _ignored) = (name, input.Layout, input.dtype, classCount, ignored);
            Save(classes);
            Save(weight);
            Save(divisor);
        }

        public override string Name => _name;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor classes = Saved(0);
            Tensor? weight = SavedOrNull(1), divisor = SavedOrNull(2);
            var compute = TypePromotion.Compute(_type);
            grad = grad.to(compute);
            Tensor result;
            if (!GradMode.IsEnabled)
            {
                result = Tensor.Empty(Layout.Contiguous([classes.Layout.Sizes[0], _classCount, classes.Layout.Sizes[1]]), compute, grad.device);
                var g = grad.contiguous();
                if (result.Backend.TryNllLossBackward(result.Operand, g.Operand, classes.Operand, weight?.Operand ?? default, divisor?.Operand ?? default, _ignored))
                {
                    inputs[0] = result.view(_layout.Sizes).to(_type);
                    return;
                }
            }
            var mask = Mask(classes, _classCount, compute, weight, _ignored);
            if (divisor is not null) mask = mask / divisor;
            result = -(mask * (grad.numel() == 1 ? grad.reshape() : grad.reshape(classes.Layout.Sizes[0], 1, classes.Layout.Sizes[1])));
            inputs[0] = result.reshape(_layout.Sizes).to(_type);
        }
    }
}
