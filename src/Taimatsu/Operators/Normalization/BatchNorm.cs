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
            Tensor wide = input.to(compute), x = Planes(wide), y = Tensor.Empty(x.Layout, compute, input.device);
            var perChannel = Layout.Contiguous([channels]);
            Tensor mean = Tensor.Empty(perChannel, compute, input.device), rstd = Tensor.Empty(perChannel, compute, input.device);
            Tensor? w = weight?.to(compute).contiguous(), b = bias?.to(compute).contiguous();
            Tensor? movingMean = runningMean?.to(compute).contiguous(), movingVar = runningVar?.to(compute).contiguous();
            if (x.numel() > 0 && y.Backend.TryBatchNorm(y.Operand, mean.Operand, rstd.Operand, x.Operand, w?.Operand ?? default, b?.Operand ?? default, movingMean?.Operand ?? default,
                movingVar?.Operand ?? default, training, momentum, eps))
            {
                if (training)
                {
                    WriteBack(runningMean, movingMean);
                    WriteBack(runningVar, movingVar);
                }
            }
            else (y, mean, rstd) = Composite(x, runningMean, runningVar, w, b, training, momentum, eps);
            var result = ImagesOf(y, wide).to(input.dtype).detach(); // no view of what nobody sees
            return records ? result.SetGradFn(new NativeBatchNormBackward0(input, weight, bias, mean, rstd, training, eps)) : result;
        }
        finally
        {
            GradMode.IsEnabled = recorded;
        }
    }

    /// <summary>The same from plain operators, of [N, C, inner].</summary>
    public static (Tensor Result, Tensor Mean, Tensor Rstd) Composite(Tensor x, Tensor? runningMean, Tensor? runningVar, Tensor? weight, Tensor? bias, bool training,
        double momentum, double eps)
    {
        long channels = x.Layout.Sizes[1];
        Tensor mean, variance;
        if (training)
        {
            (mean, variance) = Moments.Compute(x, [true, false, true]);
            long count = x.numel() / Math.Max(channels, 1);
            Move(runningMean, mean, momentum, 1);
            Move(runningVar, variance, momentum, count / (double)(count - 1));
        }
        else (mean, variance) = (runningMean!.to(x.dtype).reshape(1, channels, 1), runningVar!.to(x.dtype).reshape(1, channels, 1));
        var rstd = Pointwise.Unary(new InverseRoot(eps), variance);
        var scale = weight is null ? rstd : rstd * weight.reshape(1, channels, 1);
        var shift = -mean * scale;
        if (bias is not null) shift = shift + bias.reshape(1, channels, 1);
        return (Pointwise.Ternary(default(ScaleShift), x, scale, shift), mean.reshape(channels), rstd.reshape(channels));
    }

    /// <summary>[N, C, inner], contiguous. Images whose channels lie side by side in memory are taken as they lie: pixel by pixel, [N · inner, C, 1].</summary>
    private static Tensor Planes(Tensor input)
    {
        long n = input.Layout.Sizes[0], c = input.Layout.Sizes[1];
        if (IsChannelsLast(input)) return input.movedim(1, -1).view(-1, c, 1);
        return input.contiguous().view(n, c, n * c == 0 ? 0 : input.numel() / (n * c));
    }

    private static bool IsChannelsLast(Tensor input) => input.ndim > 2 && input.numel() > 0 && !input.is_contiguous() && input.movedim(1, -1).is_contiguous();

    /// <summary>What <see cref="Planes"/> made of tensors like <paramref name="input"/>, in its shape.</summary>
    private static Tensor ImagesOf(Tensor planes, Tensor input)
    {
        if (!IsChannelsLast(input)) return planes.view(input.Layout.Sizes);
        var pixels = input.movedim(1, -1);
        return planes.view(pixels.Layout.Sizes).movedim(-1, 1);
    }

    private static void WriteBack(Tensor? running, Tensor? moved)
    {
        if (running is null) return;
        if (ReferenceEquals(running.Operand.Storage, moved!.Operand.Storage)) running.BumpVersion();
        else running.copy_(moved);
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
            if (!GradMode.IsEnabled && input.numel() > 0 && Fused(grad.to(mean.dtype), input.detach().to(mean.dtype), weight?.detach().to(mean.dtype).contiguous(), mean, rstd, inputs,
                input, weight?.dtype ?? grad.dtype)) return;
            var shape = new long[input.ndim];
            Array.Fill(shape, 1);
            shape[1] = mean.numel();
            (mean, rstd) = (mean.view(shape), rstd.view(shape));
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

        private bool Fused(Tensor grad, Tensor source, Tensor? weight, Tensor mean, Tensor rstd, GradientSink inputs, Tensor input, ScalarType weightType)
        {
            bool pixels = IsChannelsLast(source);
            var x = Planes(source);
            var g = pixels ? grad.movedim(1, -1).contiguous().view(x.Layout.Sizes) : grad.contiguous().view(x.Layout.Sizes);
            Tensor? ofInput = inputs.Needs(0) ? Tensor.Empty(x.Layout, x.dtype, x.device) : null;
            Tensor? ofWeight = inputs.Needs(1) ? Tensor.Empty(mean.Layout, x.dtype, x.device) : null, ofBias = inputs.Needs(2) ? Tensor.Empty(mean.Layout, x.dtype, x.device) : null;
            if (!x.Backend.TryBatchNormBackward(ofInput?.Operand ?? default, ofWeight?.Operand ?? default, ofBias?.Operand ?? default, g.Operand, x.Operand, mean.Operand, rstd.Operand,
                weight?.Operand ?? default, _training)) return false;
            if (ofInput is not null) inputs[0] = ImagesOf(ofInput, source).to(input.dtype);
            if (ofWeight is not null) inputs[1] = ofWeight.to(weightType);
            if (ofBias is not null) inputs[2] = ofBias.to(weightType);
            return true;
        }
    }
}
