using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>
/// The three products of a convolution: with the weight (forward), of a gradient with the weight (backward by the input) and of a gradient with the
/// input (backward by the weight). Each is linear in both operands, and the derivatives of each are the other two, so any order of derivative exists.
/// Inputs are [N, C, H, W].
/// </summary>
internal static class Convolutions
{
    /// <summary>The convolution of an input with a weight, plus a bias for each output channel.</summary>
    public static Tensor Forward(Tensor input, Tensor weight, Tensor? bias, ConvolutionWindow window)
    {
        bool rectify = false;
        return Forward(input, weight, bias, window, ref rectify);
    }

    /// <summary>The same. <paramref name="rectify"/> asks for a kernel that rectifies what it computes; afterwards it says whether there was one. The relu is not recorded.</summary>
    public static Tensor Forward(Tensor input, Tensor weight, Tensor? bias, ConvolutionWindow window, ref bool rectify)
    {
        var sizes = new[] { input.size(0), weight.size(0), Length(input.size(2), weight.size(2), window.StrideH, window.PaddingH, window.DilationH),
            Length(input.size(3), weight.size(3), window.StrideW, window.PaddingW, window.DilationW) };
        var result = Tensor.Empty(Layout.Contiguous(sizes), input.dtype, input.device);
        if (weight.size(1) * weight.size(2) * weight.size(3) == 0) result.Backend.Fill(result.Operand, 0);
        else
        {
            var run = new Wide(input);
            Tensor y = run.Target(result), x = run.Images(input), w = run.Source(weight), b = bias is null ? run.Source(Tensor.Empty(Layout.Contiguous([0]), input.dtype, input.device)) : run.Source(bias);
            rectify = rectify && y.Backend.TryRectifiedConvolution(y.Operand, x.Operand, w.Operand, b.Operand, window);
            if (!rectify) y.Backend.Convolution(y.Operand, x.Operand, w.Operand, b.Operand, window);
            Wide.Finish(result, y);
        }
        bool records = GradMode.IsEnabled && (input.requires_grad || weight.requires_grad || bias is { requires_grad: true });
        return records ? result.SetGradFn(new ConvolutionBackward0(input, weight, bias, window)) : result;
    }

    /// <summary>The transposed convolution: the gradient of an input of the given height and width.</summary>
    public static Tensor BackwardInput(Tensor grad, Tensor weight, long height, long width, ConvolutionWindow window)
    {
        var result = Tensor.Empty(Layout.Contiguous([grad.size(0), weight.size(1) * window.Groups, height, width]), grad.dtype, grad.device);
        var run = new Wide(grad);
        Tensor x = run.Target(result), g = run.Source(grad), w = run.Source(weight);
        x.Backend.ConvolutionBackwardInput(x.Operand, g.Operand, w.Operand, window);
        Wide.Finish(result, x);
        return GradMode.IsEnabled && (grad.requires_grad || weight.requires_grad) ? result.SetGradFn(new ConvolutionInputBackward0(grad, weight, window)) : result;
    }

    /// <summary>The gradient of a weight of the given kernel height and width.</summary>
    public static Tensor BackwardWeight(Tensor grad, Tensor input, long height, long width, ConvolutionWindow window)
    {
        var result = Tensor.Empty(Layout.Contiguous([grad.size(1), input.size(1) / window.Groups, height, width]), grad.dtype, grad.device);
        var run = new Wide(grad);
        Tensor w = run.Target(result), g = run.Source(grad), x = run.Images(input);
        w.Backend.ConvolutionBackwardWeight(w.Operand, g.Operand, x.Operand, window);
        Wide.Finish(result, w);
        return GradMode.IsEnabled && (grad.requires_grad || input.requires_grad) ? result.SetGradFn(new ConvolutionWeightBackward0(grad, input, window)) : result;
    }

    /// <summary>The length of the output along one dimension.</summary>
    public static long Length(long input, long kernel, int stride, int padding, int dilation) => (input + 2L * padding - dilation * (kernel - 1) - 1) / stride + 1;

    // Kernels take contiguous float32 and float64, and what the backend says; anything else is converted on the way in and out.
    private readonly struct Wide(Tensor like)
    {
        private readonly ScalarType _compute = !like.dtype.IsReducedFloatingPoint() ? like.dtype == ScalarType.Float32 ? ScalarType.Float32 : ScalarType.Float64
            : like.Backend.ConvolvesReduced ? like.dtype : ScalarType.Float32;

        public Tensor Source(Tensor tensor) => tensor.detach().to(_compute).contiguous();

        // Channels that lie together stay so where the kernels read them.
        public Tensor Images(Tensor tensor)
        {
            var images = tensor.detach().to(_compute);
            return images.Backend.ConvolvesChannelsLast && ChannelsLast.PixelStride(images.Layout) > 0 ? images : images.contiguous();
        }

        public Tensor Target(Tensor result) => result.dtype == _compute ? result : Tensor.Empty(result.Layout, _compute, result.device);

        public static void Finish(Tensor result, Tensor computed)
        {
            if (!ReferenceEquals(result, computed)) result.Backend.Copy(result.Operand, computed.Operand);
        }
    }

    private sealed class ConvolutionBackward0 : Node
    {
        private readonly ConvolutionWindow _window;

        public ConvolutionBackward0(Tensor input, Tensor weight, Tensor? bias, ConvolutionWindow window) : base(input, weight, bias)
        {
            _window = window;
            Save(input);
            Save(weight);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0), weight = Saved(1);
            if (inputs.Needs(0)) inputs[0] = BackwardInput(grad, weight, input.size(2), input.size(3), _window);
            if (inputs.Needs(1)) inputs[1] = BackwardWeight(grad, input, weight.size(2), weight.size(3), _window);
            if (inputs.Needs(2)) inputs[2] = grad.sum([0, 2, 3]);
        }
    }

    private sealed class ConvolutionInputBackward0 : Node
    {
        private readonly ConvolutionWindow _window;

        public ConvolutionInputBackward0(Tensor grad, Tensor weight, ConvolutionWindow window) : base(grad, weight)
        {
            _window = window;
            Save(grad);
            Save(weight);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor outer = Saved(0), weight = Saved(1);
            if (inputs.Needs(0)) inputs[0] = Forward(grad, weight, null, _window);
            if (inputs.Needs(1)) inputs[1] = BackwardWeight(outer, grad, weight.size(2), weight.size(3), _window);
        }
    }

    private sealed class ConvolutionWeightBackward0 : Node
    {
        private readonly ConvolutionWindow _window;

        public ConvolutionWeightBackward0(Tensor grad, Tensor input, ConvolutionWindow window) : base(grad, input)
        {
            _window = window;
            Save(grad);
            Save(input);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor outer = Saved(0), input = Saved(1);
            if (inputs.Needs(0)) inputs[0] = Forward(input, grad, null, _window);
            if (inputs.Needs(1)) inputs[1] = BackwardInput(outer, grad, input.size(2), input.size(3), _window);
        }
    }
}
