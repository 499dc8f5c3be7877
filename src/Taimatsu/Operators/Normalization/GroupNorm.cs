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
            var x = input.to(compute).contiguous().view(n, c, inner);
            Tensor mean = Tensor.Empty(Layout.Contiguous([n, num_groups]), compute, input.device), rstd = Tensor.Empty(mean.Layout, compute, input.device);
            Tensor? w = weight?.to(compute).contiguous(), b = bias?.to(compute).contiguous();
            var y = Tensor.Empty(x.Layout, compute, input.device);
            if (x.numel() == 0 || !y.Backend.TryGroupNorm(y.Operand, mean.Operand, rstd.Operand, x.Operand, w?.Operand ?? default, b?.Operand ?? default, eps))
                (y, mean, rstd) = Composite(x.view(n, num_groups, c / num_groups, inner), w, b, eps);
            var result = y.view(input.Layout.Sizes).to(input.dtype).detach(); // no view of what nobody sees
            return records ? result.SetGradFn(new NativeGroupNormBackward0(input, weight, bias, mean, rstd, num_groups, eps)) : result;
        }
        finally
        {
            GradMode.IsEnabled = recorded;
        }
    }

    /// <summary>The same from plain operators, of [N, groups, channels of a group, elements].</summary>
    public static (Tensor Result, Tensor Mean, Tensor Rstd) Composite(Tensor x, Tensor? weight, Tensor? bias, double eps)
    {
        var (mean, variance) = Moments.Compute(x, [false, false, true, true]);
        var rstd = Pointwise.Unary(new InverseRoot(eps), variance);
        var sizes = x.Layout.Sizes;
        var scale = weight is null ? rstd : rstd * weight.reshape(1, sizes[1], sizes[2], 1);
        var shift = -mean * scale;
        if (bias is not null) shift = shift + bias.reshape(1, sizes[1], sizes[2], 1);
        return (Pointwise.Ternary(default(ScaleShift), x, scale, shift), mean.view(sizes[0], sizes[1]), rstd.view(sizes[0], sizes[1]));
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
            if (!GradMode.IsEnabled && input.numel() > 0 && Fused(grad.to(mean.dtype).contiguous().view(n, c, inner), input.detach().to(mean.dtype).contiguous().view(n, c, inner),
                weight?.detach().to(mean.dtype).contiguous(), mean, rstd, inputs, input, weight?.dtype ?? grad.dtype)) return;
            (mean, rstd) = (mean.view(n, _groups, 1, 1), rstd.view(n, _groups, 1, 1));
            Tensor x = input.to(mean.dtype).reshape(n, _groups, c / _groups, inner), g = grad.to(mean.dtype).reshape(n, _groups, c / _groups, inner);
            if (GradMode.IsEnabled) (mean, rstd) = Moments.Of(x, [2, 3], _eps);
            if (inputs.Needs(0))
            {
                var weighted = weight is null ? g : g * weight.to(g.dtype).reshape(1, _groups, c / _groups, 1);
                inputs[0] = Moments.Backward(weighted, Moments.Standardized(x, mean, rstd), rstd, [2, 3]).reshape(input.Layout.Sizes).to(input.dtype);
            }
            if (inputs.Needs(1)) inputs[1] = (g * Moments.Standardized(x, mean, rstd)).sum([0, 3]).reshape(c).to(weight!.dtype);
            if (inputs.Needs(2)) inputs[2] = g.sum([0, 3]).reshape(c).to(weight?.dtype ?? grad.dtype);
        }

        private static bool Fused(Tensor g, Tensor x, Tensor? weight, Tensor mean, Tensor rstd, GradientSink inputs, Tensor input, ScalarType weightType)
        {
            var channels = Layout.Contiguous([x.Layout.Sizes[1]]);
            Tensor? ofInput = inputs.Needs(0) ? Tensor.Empty(x.Layout, x.dtype, x.device) : null;
            Tensor? ofWeight = inputs.Needs(1) ? Tensor.Empty(channels, x.dtype, x.device) : null, ofBias = inputs.Needs(2) ? Tensor.Empty(channels, x.dtype, x.device) : null;
            if (!x.Backend.TryGroupNormBackward(ofInput?.Operand ?? default, ofWeight?.Operand ?? default, ofBias?.Operand ?? default, g.Operand, x.Operand, mean.Operand, rstd.Operand,
                weight?.Operand ?? default)) return false;
            if (ofInput is not null) inputs[0] = ofInput.view(input.Layout.Sizes).to(input.dtype);
            if (ofWeight is not null) inputs[1] = ofWeight.to(weightType);
            if (ofBias is not null) inputs[2] = ofBias.to(weightType);
            return true;
        }
    }
}
