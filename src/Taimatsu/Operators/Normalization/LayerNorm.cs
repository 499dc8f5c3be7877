using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Normalisation over the last dimensions.</summary>
internal static class LayerNorm
{
    /// <summary>Normalises over the last dimensions, whose lengths are given; weight and bias have that shape.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html"/>
    [Operator("layer_norm", Face = Face.Torch | Face.Functional)]
    public static Tensor Of(Tensor input, Size normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
    {
        Check(input, normalized_shape, weight, bias);
        bool records = GradMode.IsEnabled && (input.requires_grad || weight is { requires_grad: true } || bias is { requires_grad: true });
        var compute = TypePromotion.Compute(input.dtype);
        long columns = normalized_shape.numel(), rows = columns == 0 ? 0 : input.numel() / columns;
        Tensor x = input.detach().to(compute).contiguous().view(rows, columns);
        Tensor? w = weight?.detach().to(compute).contiguous().view(columns), b = bias?.detach().to(compute).contiguous().view(columns);
        Tensor y = Tensor.Empty(x.Layout, compute, x.device), mean = Tensor.Empty(Layout.Contiguous([rows, 1]), compute, x.device), rstd = Tensor.Empty(mean.Layout, compute, x.device);
        if (!y.Backend.TryLayerNorm(y.Operand, mean.Operand, rstd.Operand, x.Operand, w?.Operand ?? default, b?.Operand ?? default, eps))
        {
            (mean, rstd) = Moments.Of(x, [1], eps);
            y = (x - mean) * rstd;
            if (w is not null) y = y * w;
            if (b is not null) y = y + b;
        }
        var result = y.view(input.Layout.Sizes).to(input.dtype).detach(); // no view of what nobody sees
        return records ? result.SetGradFn(new NativeLayerNormBackward0(input, weight, bias, mean, rstd, eps, normalized_shape.ToArray())) : result;
    }

    /// <summary>Divides by the root of the mean square over the last dimensions, whose lengths are given.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html"/>
    [Operator("rms_norm", Face = Face.Torch | Face.Functional)]
    public static Tensor OfSquares(Tensor input, Size normalized_shape, Tensor? weight = null, double? eps = null)
    {
        Check(input, normalized_shape, weight, null);
        var compute = TypePromotion.Compute(input.dtype);
        var dims = new long[normalized_shape.Length];
        for (int d = 0; d < dims.Length; d++) dims[d] = input.ndim - dims.Length + d;
        var x = input.to(compute);
        double epsilon = eps ?? (input.dtype == ScalarType.Float64 ? double.BitIncrement(1) - 1 : input.dtype == ScalarType.Float32 ? float.BitIncrement(1) - 1 : input.dtype == ScalarType.Float16 ? 0.0009765625 : 0.0078125);
        var result = (x * Pointwise.Unary(new InverseRoot(epsilon), (x * x).mean(dims, keepdim: true))).to(input.dtype);
        return weight is null ? result : result * weight;
    }

    private static void Check(Tensor input, Size shape, Tensor? weight, Tensor? bias)
    {
        if (!input.is_floating_point()) throw new InvalidOperationException($"\"LayerNormKernelImpl\" not implemented for '{input.dtype.LegacyName()}'");
        if (shape.Length == 0) throw new ArgumentException("Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []");
        string Text(IEnumerable<long> sizes) => $"[{string.Join(", ", sizes)}]";
        if (weight is not null && weight.shape != shape)
            throw new ArgumentException($"Expected weight to be of same shape as normalized_shape, but got weight of shape {Text(weight.shape)} and normalized_shape = {Text(shape)}");
        if (bias is not null && bias.shape != shape)
            throw new ArgumentException($"Expected bias to be of same shape as normalized_shape, but got bias of shape {Text(bias.shape)} and normalized_shape = {Text(shape)}");
        bool fits = input.ndim >= shape.Length;
        for (int d = 1; d <= shape.Length && fits; d++) fits = input.Layout.Sizes[^d] == shape[^d];
        if (!fits)
            throw new ArgumentException($"Given normalized_shape={Text(shape)}, expected input with shape [*, {string.Join(", ", shape)}], but got input of size{Text(input.shape)}");
    }

    private sealed class NativeLayerNormBackward0 : Node
    {
        private readonly double _eps;
        private readonly long[] _shape;

        public NativeLayerNormBackward0(Tensor input, Tensor? weight, Tensor? bias, Tensor mean, Tensor rstd, double eps, long[] shape) : base(input, weight, bias)
        {
            (_eps, _shape) = (eps, shape);
            Save(input);
            Save(weight);
            Save(mean);
            Save(rstd);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0), mean = Saved(2), rstd = Saved(3);
            var weight = SavedOrNull(1);
            long rows = mean.Layout.Sizes[0], columns = new Size(_shape).numel(); // an empty batch has columns, too
            Tensor x = input.to(mean.dtype).reshape(rows, columns), g = grad.to(mean.dtype).reshape(rows, columns);
            var w = weight?.to(mean.dtype).reshape(columns);
            if (GradMode.IsEnabled) (mean, rstd) = Moments.Of(x, [1], _eps);
            if (!GradMode.IsEnabled && Fused(g.contiguous(), x.detach().contiguous(), w?.detach().contiguous(), mean, rstd, inputs, input, weight?.dtype ?? grad.dtype)) return;
            if (inputs.Needs(0))
                inputs[0] = Moments.Backward(w is null ? g : g * w, Moments.Standardized(x, mean, rstd), rstd, [1]).reshape(input.Layout.Sizes).to(input.dtype);
            if (inputs.Needs(1)) inputs[1] = (g * Moments.Standardized(x, mean, rstd)).sum(0).reshape(_shape).to(weight!.dtype);
            if (inputs.Needs(2)) inputs[2] = g.sum(0).reshape(_shape).to(weight?.dtype ?? grad.dtype);
        }

        private bool Fused(Tensor g, Tensor x, Tensor? w, Tensor mean, Tensor rstd, GradientSink inputs, Tensor input, ScalarType weightType)
        {
            var row = Layout.Contiguous([x.Layout.Sizes[1]]);
            Tensor? ofInput = inputs.Needs(0) ? Tensor.Empty(x.Layout, x.dtype, x.device) : null;
            Tensor? ofWeight = inputs.Needs(1) ? Tensor.Empty(row, x.dtype, x.device) : null, ofBias = inputs.Needs(2) ? Tensor.Empty(row, x.dtype, x.device) : null;
            if (!x.Backend.TryLayerNormBackward(ofInput?.Operand ?? default, ofWeight?.Operand ?? default, ofBias?.Operand ?? default, g.Operand, x.Operand, mean.Operand, rstd.Operand,
                w?.Operand ?? default)) return false;
            if (ofInput is not null) inputs[0] = ofInput.view(input.Layout.Sizes).to(input.dtype);
            if (ofWeight is not null) inputs[1] = ofWeight.view(_shape).to(weightType);
            if (ofBias is not null) inputs[2] = ofBias.view(_shape).to(weightType);
            return true;
        }
    }
}
