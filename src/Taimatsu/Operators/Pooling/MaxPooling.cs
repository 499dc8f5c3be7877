using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The largest element of each window.</summary>
internal static class MaxPooling
{
    /// <summary>The largest element of each window of [N, C, H, W] or [C, H, W]; the stride is the kernel size unless given.</summary>
    /// <exception cref="ArgumentException">The window does not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html"/>
    [Operator("max_pool2d", Face = Face.Functional | Face.Torch)]
    public static Tensor MaxPool2d(Tensor input, IntPair kernel_size, IntPair? stride = null, IntPair? padding = null, IntPair? dilation = null, bool ceil_mode = false)
        => Pool(input, kernel_size, stride, padding, dilation, ceil_mode, withIndices: false).Item1;

    /// <summary>The largest element of each window and its place (row · width + column) in its plane.</summary>
    /// <exception cref="ArgumentException">The window does not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html"/>
    [Operator("max_pool2d_with_indices", Face = Face.Functional)]
    public static (Tensor output, Tensor indices) MaxPool2dWithIndices(Tensor input, IntPair kernel_size, IntPair? stride = null, IntPair? padding = null, IntPair? dilation = null, bool ceil_mode = false)
    {
        var (output, indices) = Pool(input, kernel_size, stride, padding, dilation, ceil_mode, withIndices: true);
        return (output, indices!);
    }

    private static (Tensor, Tensor?) Pool(Tensor input, IntPair kernel_size, IntPair? stride, IntPair? padding, IntPair? dilation, bool ceil_mode, bool withIndices)
    {
        PoolingShape.Check("max_pool2d", input, 2);
        IntPair step = stride ?? kernel_size, pad = padding ?? 0, dil = dilation ?? 1;
        var window = checked(new PoolingWindow((int)kernel_size.First, (int)kernel_size.Second, (int)step.First, (int)step.Second, (int)pad.First, (int)pad.Second, (int)dil.First, (int)dil.Second));
        var (height, width) = PoolingShape.Output("max_pool2d", input.size(-2), input.size(-1), window, ceil_mode);
        var planes = PoolingShape.Planes(input);
        bool records = GradMode.IsEnabled && input.requires_grad;
        var values = PoolingShape.NewPlanes(planes, height, width);
        // Places for the derivative alone take half the memory.
        var indices = withIndices || records ? PoolingShape.NewPlanes(planes, height, width, withIndices || input.size(-2) * input.size(-1) > int.MaxValue ? ScalarType.Int64 : ScalarType.Int32) : null;
        values.Backend.MaxPool(values.Operand, indices?.Operand ?? default, planes.Operand, window);
        Tensor output = PoolingShape.Like(values, input, input.dtype);
        var places = indices is null ? null : PoolingShape.Like(indices, input, indices.dtype);
        if (records) output.SetGradFn(new MaxPool2DWithIndicesBackward0(input, places!, window));
        return (output, places);
    }

    /// <summary>The largest element of each window of [N, C, L] or [C, L]; the stride is the kernel size unless given.</summary>
    /// <exception cref="ArgumentException">The window does not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html"/>
    [Operator("max_pool1d", Face = Face.Functional | Face.Torch)]
    public static Tensor MaxPool1d(Tensor input, long kernel_size, long? stride = null, long padding = 0, long dilation = 1, bool ceil_mode = false)
    {
        PoolingShape.Check("max_pool1d", input, 1);
        return MaxPool2d(input.unsqueeze(-2), (1, kernel_size), (1, stride ?? kernel_size), (0, padding), (1, dilation), ceil_mode).squeeze(-2);
    }

    /// <summary>The largest element of each window and its place along the dimension.</summary>
    /// <exception cref="ArgumentException">The window does not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html"/>
    [Operator("max_pool1d_with_indices", Face = Face.Functional)]
    public static (Tensor output, Tensor indices) MaxPool1dWithIndices(Tensor input, long kernel_size, long? stride = null, long padding = 0, long dilation = 1, bool ceil_mode = false)
    {
        PoolingShape.Check("max_pool1d", input, 1);
        var (output, indices) = MaxPool2dWithIndices(input.unsqueeze(-2), (1, kernel_size), (1, stride ?? kernel_size), (0, padding), (1, dilation), ceil_mode);
        return (output.squeeze(-2), indices.squeeze(-2));
    }

    /// <summary>The largest element over windows that cut the input evenly into the output's height and width.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool2d.html"/>
    [Operator("adaptive_max_pool2d", Face = Face.Functional)]
    public static Tensor AdaptiveMaxPool2d(Tensor input, IntPair output_size) => AdaptiveMaxPool2dWithIndices(input, output_size).output;

    /// <summary>The largest element over windows that cut the input evenly into the output's height and width, and its place.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool2d.html"/>
    [Operator("adaptive_max_pool2d_with_indices", Face = Face.Functional)]
    public static (Tensor output, Tensor indices) AdaptiveMaxPool2dWithIndices(Tensor input, IntPair output_size)
    {
        PoolingShape.Check("adaptive_max_pool2d", input, 2);
        if (output_size.First < 0 || output_size.Second < 0) throw new ArgumentException($"adaptive_max_pool2d: elements of output_size must be greater than or equal to 0, but received {output_size}");
        var planes = PoolingShape.Planes(input);
        Tensor values = PoolingShape.NewPlanes(planes, output_size.First, output_size.Second), indices = PoolingShape.NewPlanes(planes, output_size.First, output_size.Second, ScalarType.Int64);
        values.Backend.AdaptiveMaxPool(values.Operand, indices.Operand, planes.Operand);
        return Finish(input, values, indices, static (i, x) => new AdaptiveMaxPool2DBackward0(i, x));
    }

    private static (Tensor, Tensor) Finish(Tensor input, Tensor values, Tensor indices, Func<Tensor, Tensor, Node> node)
    {
        Tensor output = PoolingShape.Like(values, input, input.dtype), places = PoolingShape.Like(indices, input, ScalarType.Int64);
        if (GradMode.IsEnabled && input.requires_grad) output.SetGradFn(node(input, places));
        return (output, places);
    }

    /// <summary>Gradients at the places they came from, in planes of the given height and width. Places outside a plane are an error.</summary>
    internal static Tensor ScatterPlaces(Tensor grad, Tensor indices, long height, long width, PoolingWindow window = default)
    {
        Tensor planes = PoolingShape.Planes(grad), places = indices.reshape(planes.shape), target = PoolingShape.NewPlanes(planes, height, width);
        target.Backend.PlaneScatterAdd(target.Operand, planes.Operand, places.Operand, window);
        var result = PoolingShape.Like(target, grad, grad.dtype);
        return GradMode.IsEnabled && grad.requires_grad ? result.SetGradFn(new MaxPoolScatterBackward0(grad, indices)) : result;
    }

    private static Tensor GatherPlaces(Tensor source, Tensor indices)
    {
        Tensor planes = PoolingShape.Planes(source), target = PoolingShape.NewPlanes(planes, indices.size(-2), indices.size(-1)), places = indices.reshape(target.shape);
        target.Backend.PlaneGather(target.Operand, planes.Operand, places.Operand);
        var result = PoolingShape.Like(target, source, source.dtype);
        return GradMode.IsEnabled && source.requires_grad ? result.SetGradFn(new MaxPoolGatherBackward0(source, indices)) : result;
    }

    private abstract class PlacesNode : Node
    {
        private readonly long _height, _width;
        private readonly PoolingWindow _window;

        protected PlacesNode(Tensor input, Tensor indices, PoolingWindow window = default) : base(input)
        {
            _window = window;
            (_height, _width) = (input.size(-2), input.size(-1));
            Save(indices);
        }

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = ScatterPlaces(grad, Saved(0), _height, _width, _window);
    }

    private sealed class MaxPool2DWithIndicesBackward0(Tensor input, Tensor indices, PoolingWindow window) : PlacesNode(input, indices, window);

    private sealed class AdaptiveMaxPool2DBackward0(Tensor input, Tensor indices) : PlacesNode(input, indices);

    private sealed class MaxPoolGatherBackward0(Tensor input, Tensor indices) : PlacesNode(input, indices);

    private sealed class MaxPoolScatterBackward0 : Node
    {
        public MaxPoolScatterBackward0(Tensor grad, Tensor indices) : base(grad) => Save(indices);

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = GatherPlaces(grad, Saved(0));
    }
}
