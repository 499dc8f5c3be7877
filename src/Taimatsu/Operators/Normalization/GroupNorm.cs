using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Normalisation over groups of channels.</summary>
internal static class GroupNorm
{
    /// <summary>Normalises each group of channels of each image of (N, C, …); weight and bias have one number a channel.</summary>
    /// <exception cref="ArgumentException">The channels cannot be parted into the groups, or the shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html"/>
    [Operator("group_norm", Face = Face.Torch | Face.Functional)]
    public static Tensor Of(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
    {
        if (input.ndim < 2) throw new ArgumentException($"Expected at least 2 dimensions for input tensor but received {input.ndim}");
        long n = input.Layout.Sizes[0], c = input.Layout.Sizes[1];
        if (num_groups <= 0 || c % num_groups != 0)
            throw new ArgumentException($"Expected number of channels in input to be divisible by num_groups, but got input of shape [{string.Join(", ", input.shape)}] and num_groups={num_groups}");
        if (weight is not null && weight.numel() != c) throw new ArgumentException($"Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape [{string.Join(", ", weight.shape)}] and input of shape [{string.Join(", ", input.shape)}]");
        if (bias is not null && bias.numel() != c) throw new ArgumentException($"Expected bias to be a vector of size equal to the number of channels in input, but got bias of shape [{string.Join(", ", bias.shape)}] and input of shape [{string.Join(", ", input.shape)}]");
        bool recorded = GradMode.IsEnabled, records = recorded && (input.requires_grad || weight is { requires_grad: true } || bias is { requires_grad: true });
        GradMode.IsEnabled = false;
        try
        {
            var compute = TypePromotion.Compute(input.dtype);
            long inner = n * c == 0 ? 0 : input.numel() / (n * c);
            // [N, groups, channels of a group, elements]; statistics over the last two.
            var x = input.to(compute).reshape(n, num_groups, c / num_groups, inner);
            var (mean, variance) = Moments.Compute(x, [false, false, true, true]);
            var rstd = Pointwise.Unary(new InverseRoot(eps), variance);
            var scale = weight is null ? rstd : rstd * weight.to(compute).reshape(1, num_groups, c / num_groups, 1);
            var shift = -mean * scale;
            if (bias is not null) shift = shift + bias.to(compute).reshape(1, num_groups, c / num_groups, 1);
            var result = Pointwise.Ternary(default(ScaleShift), x, scale, shift).reshape(input.Layout.Sizes).to(input.dtype);
            return records ? result.SetGradFn(new NativeGroupNormBackward0(input, weight, bias, mean, rstd, num_groups, eps)) : result;
        }
        finally
        {
            GradMode.IsEnabled = recorded;
        }
    }

    private sealed class NativeGroupNormBackward0 : Node
    {
        private readonly long _groups;
        private readonly double _eps;

        public NativeGroupNormBackward0(Tensor input, Tensor? weight, Tensor? bias, Tensor mean, Tensor rstd, long groups, double eps) : base(input, weight, bias)
        {
            (_groups, _eps) = (groups, eps);
            Save(input);
            Save(weight);
            Save(mean);
            Save(rstd);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0), mean = Saved(2), rstd = Saved(3);
            var weight = SavedOrNull(1);
            long n = input.Layout.Sizes[0], c = input.Layout.Sizes[1], inner = n * c == 0 ? 0 : input.numel() / (n * c);
            Tensor x = input.to(mean.dtype).reshape(n, _groups, c / _groups, inner), g = grad.to(mean.dtype).reshape(n, _groups, c / _groups, inner);
            if (GradMode.IsEnabled) (mean, rstd) = Moments.Of(x, [2, 3], _eps);
            if (inputs.Needs(0))
            {
                var weighted = weight is null ? g : g * weight.to(g.dtype).reshape(1, _groups, c / _groups, 1);
                inputs[0] = OfInput(weighted, x, mean, rstd).reshape(input.Layout.Sizes).to(input.dtype);
            }
            if (inputs.Needs(1)) inputs[1] = (g * Moments.Standardized(x, mean, rstd)).sum([0, 3]).reshape(c).to(weight!.dtype);
            if (inputs.Needs(2)) inputs[2] = g.sum([0, 3]).reshape(c).to(weight?.dtype ?? grad.dtype);
        }

        private static Tensor OfInput(Tensor g, Tensor x, Tensor mean, Tensor rstd)
        {
            if (!GradMode.IsEnabled && x.numel() > 0)
            {
                long rows = mean.numel();
                Tensor grad = g.contiguous().view(rows, -1), source = x.detach().contiguous().view(rows, -1);
                var result = Tensor.Empty(source.Layout, source.dtype, source.device);
                if (result.Backend.TryLayerNormBackward(result.Operand, grad.Operand, source.Operand, mean.Operand, rstd.Operand, default)) return result;
            }
            return Moments.Backward(g, Moments.Standardized(x, mean, rstd), rstd, [2, 3]);
        }
    }
}
