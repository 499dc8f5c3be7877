using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Exponentials that sum to one along a dimension, and their logarithms.</summary>
internal static class Softmax
{
    /// <summary>exp(x) / Σ exp(x) along a dimension.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html"/>
    [Operator("softmax", Face = Face.Tensor | Face.Torch | Face.Functional | Face.Special)]
    public static Tensor Of(Tensor input, long dim, ScalarType? dtype = null) => Run(false, input, dim, dtype);

    /// <summary>log(exp(x) / Σ exp(x)) along a dimension, without overflow.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html"/>
    [Operator("log_softmax", Face = Face.Tensor | Face.Torch | Face.Functional | Face.Special)]
    public static Tensor LogOf(Tensor input, long dim, ScalarType? dtype = null) => Run(true, input, dim, dtype);

    /// <summary>exp(−x) / Σ exp(−x) along a dimension.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmin.html"/>
    [Operator("softmin", Face = Face.Functional)]
    public static Tensor MinOf(Tensor input, long dim, ScalarType? dtype = null) => Run(false, -input, dim, dtype);

    /// <summary>What softmax means, from plain operators.</summary>
    public static Tensor Composite(bool logarithm, Tensor input, int dim)
    {
        if (logarithm) return input - input.logsumexp(dim, keepdim: true);
        var exponentials = (input - input.amax(dim, keepdim: true).detach()).exp();
        return exponentials / exponentials.sum(dim, keepdim: true);
    }

    private static Tensor Run(bool logarithm, Tensor input, long dim, ScalarType? dtype)
    {
        if (dtype is { } type && type != input.dtype) input = input.to(type);
        if (!input.is_floating_point())
            throw new InvalidOperationException($"\"{(logarithm ? "log_softmax" : "softmax")}_lastdim_kernel_impl\" not implemented for '{input.dtype.LegacyName()}'");
        int dimension = input.WrapDimension(dim);
        var result = Compute(logarithm, input.detach(), dimension);
        if (GradMode.IsEnabled && input.requires_grad)
            result.SetGradFn(logarithm ? new LogSoftmaxBackward0(input, result, dimension) : new SoftmaxBackward0(input, result, dimension));
        return result;
    }

    private static Tensor Compute(bool logarithm, Tensor input, int dim)
    {
        var wide = input.to(TypePromotion.Compute(input.dtype)).contiguous();
        var result = Tensor.Empty(wide.Layout, wide.dtype, wide.device);
        if (!result.Backend.TrySoftmax(logarithm, result.Operand, wide.Operand, dim)) result = Composite(logarithm, wide, dim);
        return result.to(input.dtype);
    }

    /// <summary>The gradient from that of the result; fused unless it is recorded itself.</summary>
    private static Tensor Gradient(bool logarithm, Tensor grad, Tensor output, int dim)
    {
        if (!GradMode.IsEnabled)
        {
            var compute = TypePromotion.Compute(grad.dtype);
            Tensor wideGrad = grad.to(compute).contiguous(), wideOutput = output.detach().to(compute).contiguous();
            var result = Tensor.Empty(wideGrad.Layout, compute, grad.device);
            if (result.Backend.TrySoftmaxBackward(logarithm, result.Operand, wideGrad.Operand, wideOutput.Operand, dim)) return result.to(grad.dtype);
        }
        if (logarithm) return grad - output.exp() * grad.sum(dim, keepdim: true);
        var weighted = grad * output;
        return weighted - output * weighted.sum(dim, keepdim: true);
    }

    private sealed class SoftmaxBackward0 : Node
    {
        private readonly int _dim;

        public SoftmaxBackward0(Tensor input, Tensor result, int dim) : base(input)
        {
            _dim = dim;
            Save(result);
        }

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = Gradient(false, grad, Saved(0), _dim);
    }

    private sealed class LogSoftmaxBackward0 : Node
    {
        private readonly int _dim;

        public LogSoftmaxBackward0(Tensor input, Tensor result, int dim) : base(input)
        {
            _dim = dim;
            Save(result);
        }

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = Gradient(true, grad, Saved(0), _dim);
    }
}
