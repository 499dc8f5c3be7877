using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The mean of each window.</summary>
internal static class AveragePooling
{
    /// <summary>The mean of each window of [N, C, H, W] or [C, H, W]; the stride is the kernel size unless given.</summary>
    /// <exception cref="ArgumentException">The window does not fit, or the divisor is 0.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool2d.html"/>
    [Operator("avg_pool2d", Face = Face.Functional)]
    public static Tensor AvgPool2d(Tensor input, IntPair kernel_size, IntPair? stride = null, IntPair? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
    {
        PoolingShape.Check("avg_pool2d", input, 2);
        if (divisor_override == 0) throw new ArgumentException("avg_pool2d: divisor must be not zero");
        IntPair step = stride ?? kernel_size, pad = padding ?? 0;
        var window = checked(new PoolingWindow((int)kernel_size.First, (int)kernel_size.Second, (int)step.First, (int)step.Second, (int)pad.First, (int)pad.Second, 1, 1));
        var (height, width) = PoolingShape.Output("avg_pool2d", input.size(-2), input.size(-1), window, ceil_mode);
        return Forward(input, height, width, new(window, count_include_pad, divisor_override ?? 0));
    }

    /// <summary>The mean of each window of [N, C, L] or [C, L]; the stride is the kernel size unless given.</summary>
    /// <exception cref="ArgumentException">The window does not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool1d.html"/>
    [Operator("avg_pool1d", Face = Face.Functional | Face.Torch)]
    public static Tensor AvgPool1d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true)
    {
        PoolingShape.Check("avg_pool1d", input, 1);
        return AvgPool2d(input.unsqueeze(-2), (1, kernel_size), (1, stride ?? kernel_size), (0, padding), ceil_mode, count_include_pad).squeeze(-2);
    }

    /// <summary>The mean over windows that cut the input evenly into the output's height and width.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool2d.html"/>
    [Operator("adaptive_avg_pool2d", Face = Face.Functional)]
    public static Tensor AdaptiveAvgPool2d(Tensor input, IntPair output_size)
    {
        PoolingShape.Check("adaptive_avg_pool2d", input, 2);
        if (output_size.First < 0 || output_size.Second < 0) throw new ArgumentException($"adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0, but received {output_size}");
        return Forward(input, output_size.First, output_size.Second, default);
    }

    /// <summary>The mean over windows that cut the input evenly into the output's length.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool1d.html"/>
    [Operator("adaptive_avg_pool1d", Face = Face.Functional | Face.Torch)]
    public static Tensor AdaptiveAvgPool1d(Tensor input, long output_size)
    {
        PoolingShape.Check("adaptive_avg_pool1d", input, 1);
        return AdaptiveAvgPool2d(input.unsqueeze(-2), (1, output_size)).squeeze(-2);
    }

    // The window, or the default for an adaptive one.
    private readonly record struct Kind(PoolingWindow Window, bool CountsPadding, long Divisor)
    {
        public bool IsAdaptive => Window.KernelH == 0;
    }

    private static Tensor Forward(Tensor input, long height, long width, Kind kind)
    {
        Tensor planes = PoolingShape.Planes(input), output = PoolingShape.NewPlanes(planes, height, width);
        if (kind.IsAdaptive) output.Backend.AdaptiveAveragePool(output.Operand, planes.Operand);
        else output.Backend.AveragePool(output.Operand, planes.Operand, kind.Window, kind.CountsPadding, kind.Divisor);
        var result = PoolingShape.Like(output, input, input.dtype);
        if (!GradMode.IsEnabled || !input.requires_grad) return result;
        return result.SetGradFn(kind.IsAdaptive ? new AdaptiveAvgPool2DBackward0(input, kind) : new AvgPool2DBackward0(input, kind));
    }

    private static Tensor Backward(Tensor grad, long height, long width, Kind kind)
    {
        Tensor planes = PoolingShape.Planes(grad), target = PoolingShape.NewPlanes(planes, height, width);
        if (kind.IsAdaptive) target.Backend.AdaptiveAveragePoolBackward(target.Operand, planes.Operand);
        else target.Backend.AveragePoolBackward(target.Operand, planes.Operand, kind.Window, kind.CountsPadding, kind.Divisor);
        var result = PoolingShape.Like(target, grad, grad.dtype);
        return GradMode.IsEnabled && grad.requires_grad ? result.SetGradFn(new AvgPoolBackwardBackward0(grad, kind)) : result;
    }

    private abstract class AverageNode(Tensor input, Kind kind) : Node(input)
    {
        private readonly long _height = input.size(-2), _width = input.size(-1);

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = AveragePooling.Backward(grad, _height, _width, kind);
    }

    private sealed class AvgPool2DBackward0(Tensor input, Kind kind) : AverageNode(input, kind);

    private sealed class AdaptiveAvgPool2DBackward0(Tensor input, Kind kind) : AverageNode(input, kind);

    private sealed class AvgPoolBackwardBackward0(Tensor grad, Kind kind) : Node(grad)
    {
        private readonly long _height = grad.size(-2), _width = grad.size(-1);

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = Forward(grad, _height, _width, kind);
    }
}
