using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Normalisation of each channel over the batch, or over each image.</summary>
internal static class BatchNorm
{
    /// <summary>
    /// Normalises each channel of (N, C) or (N, C, …): with the batch's own mean and variance while training, which also move the running ones, else
    /// with the running ones.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is one value per channel while training.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html"/>
    [Operator("batch_norm", Face = Face.Functional)]
    public static Tensor Of(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false,
        double momentum = 0.1, double eps = 1e-5)
    {
        if (input.ndim < 2) throw new ArgumentException($"expected at least 2D input (got {input.ndim}D input)");
        if (!training && (running_mean is null || running_var is null))
            throw new ArgumentException("batch_norm: Expected running_mean and running_var to be defined when training=False");
        if (training && input.numel() == input.Layout.Sizes[1] && input.numel() > 0)
            throw new ArgumentException($"Expected more than 1 value per channel when training, got input size {input.shape}");
        return Run(input, running_mean, running_var, weight, bias, training, momentum, eps);
    }

    /// <summary>Normalises each channel of each image of (N, C, …) by itself, or with the running statistics if told so.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or a channel has one element.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.instance_norm.html"/>
    [Operator("instance_norm", Face = Face.Functional)]
    public static Tensor OfInstances(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null,
        bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5)
    {
        if (input.ndim < 2) throw new ArgumentException($"instance_norm: expected at least 2D input (got {input.ndim}D input)");
        if (!use_input_stats && (running_mean is null || running_var is null))
            throw new ArgumentException("instance_norm: Expected running_mean and running_var to be defined when use_input_stats is false");
        long n = input.Layout.Sizes[0], c = input.Layout.Sizes[1];
        if (use_input_stats && input.numel() == n * c && input.numel() > 0)
            throw new ArgumentException($"Expected more than 1 spatial element when training, got input size {input.shape}");
        // One image of N · C channels.
        var shape = input.Layout.Sizes.ToArray();
        (shape[0], shape[1]) = (1, n * c);
        Tensor? Repeat(Tensor? tensor) => tensor?.unsqueeze(0).expand(n, c).reshape(-1);
        Tensor? mean = Repeat(running_mean)?.detach().clone(), variance = Repeat(running_var)?.detach().clone();
        var result = Run(input.reshape(shape), mean, variance, Repeat(weight), Repeat(bias), use_input_stats, momentum, eps);
        if (use_input_stats && running_mean is not null) running_mean.detach().copy_(mean!.view(n, c).mean(0));
        if (use_input_stats && running_var is not null) running_var.detach().copy_(variance!.view(n, c).mean(0));
        return result.reshape(input.Layout.Sizes);
    }

    private static Tensor Run(Tensor input, Tensor? runningMean, Tensor? runningVar, Tensor? weight, Tensor? bias, bool training, double momentum, double eps)
    {
        long channels = input.Layout.Sizes[1];
        CheckChannels("running_mean", runningMean, channels);
        CheckChannels("running_var", runningVar, channels);
        CheckChannels("weight", weight, channels);
        CheckChannels("bias", bias, channels);
        bool records = GradMode.IsEnabled && (input.requires_grad || weight is { requires_grad: true } || bias is { requires_grad: true });
        bool recorded = GradMode.IsEnabled;
        GradMode.IsEnabled = false;
        try
        {
            var compute = TypePromotion.Compute(input.dtype);
            var x = input.to(compute);
            var shape = new long[input.ndim];
            Array.Fill(shape, 1);
            shape[1] = channels;
            Tensor mean, rstd;
            if (training)
            {
                var reduced = new bool[input.ndim];
                for (int d = 0; d < reduced.Length; d++) reduced[d] = d != 1;
                (mean, var variance) = Moments.Compute(x, reduced);
                long count = x.numel() / Math.Max(channels, 1);
                Move(runningMean, mean, momentum, 1);
                Move(runningVar, variance, momentum, count / (double)(count - 1));
                rstd = Pointwise.Unary(new InverseRoot(eps), variance);
            }
            else
            {
                mean = runningMean!.to(compute).reshape(shape);
                rstd = Pointwise.Unary(new InverseRoot(eps), runningVar!.to(compute).reshape(shape));
            }
            var scale = weight is null ? rstd : rstd * weight.to(compute).reshape(shape);
            var shift = -mean * scale;
            if (bias is not null) shift = shift + bias.to(compute).reshape(shape);
            var result = Pointwise.Ternary(default(ScaleShift), x, scale, shift).to(input.dtype);
            return records ? result.SetGradFn(new NativeBatchNormBackward0(input, weight, bias, mean, rstd, training, eps)) : result;
        }
        finally
        {
            GradMode.IsEnabled = recorded;
        }
    }

    private static void Move(Tensor? running, Tensor batch, double momentum, double factor)
    {
        if (running is null) return;
        running.mul_(1 - momentum).add_(batch.reshape(running.Layout.Sizes) * (momentum * factor));
    }

    private static void CheckChannels(string name, Tensor? tensor, long channels)
    {
        if (tensor is not null && tensor.numel() != channels) throw new ArgumentException($"{name} should contain {channels} elements not {tensor.numel()}");
    }

    private sealed class NativeBatchNormBackward0 : Node
    {
        // Below this many elements a channel of an image is too short for a vector loop of its own.
        private const long ShortestRun = 8;
        private readonly bool _training;
        private readonly double _eps;

        public NativeBatchNormBackward0(Tensor input, Tensor? weight, Tensor? bias, Tensor mean, Tensor rstd, bool training, double eps) : base(input, weight, bias)
        {
            (_training, _eps) = (training, eps);
            Save(input);
            Save(weight);
            Save(mean);
            Save(rstd);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0), mean = Saved(2), rstd = Saved(3);
            var weight = SavedOrNull(1);
            if (!GradMode.IsEnabled && _training && Fused(grad, input.detach(), weight?.detach(), mean, rstd, inputs)) return;
            Tensor x = input.to(mean.dtype), g = grad.to(mean.dtype);
            var dims = new long[input.ndim - 1];
            for (int d = 1; d < dims.Length; d++) dims[d] = d + 1;
            if (GradMode.IsEnabled && _training) (mean, rstd) = Moments.Of(x, dims, _eps);
            var standardized = Moments.Standardized(x, mean, rstd);
            if (inputs.Needs(0))
            {
                var weighted = weight is null ? g : g * weight.to(g.dtype).reshape(mean.Layout.Sizes);
                inputs[0] = (_training ? Moments.Backward(weighted, standardized, rstd, dims) : weighted * rstd).to(input.dtype);
            }
            if (inputs.Needs(1)) inputs[1] = (g * standardized).sum(dims).to(weight!.dtype);
            if (inputs.Needs(2)) inputs[2] = g.sum(dims).to(weight?.dtype ?? grad.dtype);
        }

        private static bool Fused(Tensor grad, Tensor input, Tensor? weight, Tensor mean, Tensor rstd, GradientSink inputs)
        {
            long n = input.Layout.Sizes[0], c = input.Layout.Sizes[1], inner = n * c == 0 ? 0 : input.numel() / (n * c);
            if (inner < ShortestRun || input.dtype != mean.dtype || grad.dtype != mean.dtype) return false;
            Tensor x = input.contiguous().view(n, c, inner), g = grad.contiguous().view(n, c, inner), center = mean.view(c), r = rstd.view(c);
            Tensor gradSums = Tensor.Empty(center.Layout, x.dtype, x.device), dots = Tensor.Empty(center.Layout, x.dtype, x.device);
            if (!x.Backend.TryBatchNormSums(gradSums.Operand, dots.Operand, g.Operand, x.Operand, center.Operand)) return false;
            if (inputs.Needs(0))
            {
                var a = weight is null ? r : r * weight.to(r.dtype);
                var b = a * r * r * dots * (-1.0 / (n * inner));
                var shift = -(b * center) - a * gradSums * (1.0 / (n * inner));
                var result = Tensor.Empty(x.Layout, x.dtype, x.device);
                if (!x.Backend.TryChannelCombination(result.Operand, g.Operand, x.Operand, a.Operand, b.Operand, shift.Operand)) return false;
                inputs[0] = result.view(input.Layout.Sizes);
            }
            if (inputs.Needs(1)) inputs[1] = (dots * r).to(weight!.dtype);
            if (inputs.Needs(2)) inputs[2] = gradSums.to(weight?.dtype ?? grad.dtype);
            return true;
        }
    }
}
