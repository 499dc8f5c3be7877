using Taimatsu.Autograd;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Operators;

/// <summary>
/// The cross entropy of scores (N, C) with class numbers, by kernels that make no tensor of log-probabilities. The graph has the two nodes of the plain way: the loss's hands its gradient
/// on as it is, and that of log_softmax turns it into the scores' gradient.
/// </summary>
internal static class FusedCrossEntropy
{
    /// <summary>The loss, or null where only the plain way leads.</summary>
    public static Tensor? TryRun(Tensor input, Tensor target, Tensor? weight, long ignored, Reduction reduction)
    {
        if (input.ndim != 2 || input.numel() == 0 || input.dtype is not (ScalarType.Float32 or ScalarType.Float64) || reduction is not (Reduction.None or Reduction.Mean or Reduction.Sum)) return null;
        if (weight is not null && (weight.dtype != input.dtype || weight.requires_grad)) return null;
        NllLoss.Check(input, target, weight);
        var classes = target.detach().to(ScalarType.Int64).contiguous();
        Tensor x = input.detach().contiguous();
        var w = weight?.detach().contiguous();
        var row = Layout.Contiguous([x.Layout.Sizes[0]]);
        Tensor tops = Tensor.Empty(row, x.dtype, x.device), logs = Tensor.Empty(row, x.dtype, x.device);
        bool reduce = reduction != Reduction.None;
        var losses = Tensor.Empty(reduce ? Layout.Scalar : row, x.dtype, x.device);
        var total = reduce ? Tensor.Empty(Layout.Scalar, x.dtype, x.device) : null;
        if (!x.Backend.TryCrossEntropy(losses.Operand, total?.Operand ?? default, tops.Operand, logs.Operand, x.Operand, classes.Operand, w?.Operand ?? default, ignored, reduce)) return null;
        var divisor = reduction == Reduction.Mean ? total : null;
        if (divisor is not null) losses.div_(divisor);
        if (!GradMode.IsEnabled || !input.requires_grad) return losses;
        // What stands between the two nodes; nobody sees it.
        var between = Tensor.Empty(Layout.Scalar, x.dtype, x.device).SetGradFn(new LogSoftmaxBackward0(input, tops, logs, classes, w, divisor, ignored));
        return losses.SetGradFn(new NllLossBackward0(between));
    }

    private sealed class NllLossBackward0(Tensor scores) : Node(scores)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad;
    }

    private sealed class LogSoftmaxBackward0 : Node
    {
        private readonly long _ignored;

        public LogSoftmaxBackward0(Tensor input, Tensor tops, Tensor logs, Tensor classes, Tensor? weight, Tensor? divisor, long ignored) : base(input)
        {
            _ignored = ignored;
            Save(input);
            Save(tops);
            Save(logs);
            Save(classes);
            Save(weight);
            Save(divisor);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0), tops = Saved(1), logs = Saved(2), classes = Saved(3);
            Tensor? weight = SavedOrNull(4), divisor = SavedOrNull(5);
            if (!GradMode.IsEnabled)
            {
                var x = input.detach().contiguous();
                var result = Tensor.Empty(x.Layout, x.dtype, x.device);
                if (result.Backend.TryCrossEntropyBackward(result.Operand, grad.contiguous().Operand, x.Operand, tops.Operand, logs.Operand, classes.Operand, weight?.Operand ?? default,
                    divisor?.Operand ?? default, _ignored))
                {
                    inputs[0] = result;
                    return;
                }
            }
            var mask = NllLoss.Mask(classes.unsqueeze(1), input.Layout.Sizes[1], input.dtype, weight, _ignored).squeeze(2);
            var scale = grad.numel() == 1 ? grad.reshape() : grad.unsqueeze(1);
            if (divisor is not null) scale = scale / divisor;
            inputs[0] = (input.softmax(1) * mask.sum(1, keepdim: true) - mask) * scale;
        }
    }
}
