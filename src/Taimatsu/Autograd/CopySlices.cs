using Taimatsu.Autograd;

namespace Taimatsu;

/// <summary>
/// The history of a base after one of its views was changed in place: the gradient passes the changed part through the in-place operator's own
/// node and the rest as it is.
/// </summary>
internal sealed class CopySlices : Node
{
    private readonly Node _function;
    private readonly Layout _baseLayout, _viewLayout;
    private readonly long _baseOffset, _viewOffset;

    // The base takes the place of the view among the function's inputs; its other inputs stay.
    public CopySlices(Tensor @base, Tensor view, Node function) : base(Edges(@base, function))
    {
        _function = function;
        (_baseLayout, _baseOffset) = (@base.Layout, @base.storage_offset());
        (_viewLayout, _viewOffset) = (view.Layout, view.storage_offset());
    }

    internal override bool MayReturnForeignTensors => true;

    internal override void Release() => _function.Release();

    protected override void Backward(Tensor grad, GradientSink inputs)
    {
        _function.CheckNotReleased();
        // A copy with the base's own geometry, so that the view's offset and strides fit.
        var result = torch.empty_strided(_baseLayout.Sizes, _baseLayout.Strides, grad.dtype, grad.device);
        result.copy_(grad);
        var slice = result.as_strided(_viewLayout.Sizes, _viewLayout.Strides, _viewOffset - _baseOffset);
        var results = new Tensor?[inputs.Count];
        _function.BackwardAll([slice.clone()], new GradientSink(_function, results));
        for (int i = 0; i < results.Length; i++)
        {
            if (i > 0)
            {
                if (inputs.Needs(i)) inputs[i] = results[i];
                continue;
            }
            if (!inputs.Needs(0)) continue;
            if (results[0] is { } own) slice.copy_(own);
            else slice.zero_();
            inputs[0] = result;
        }
    }

    private static Edge[] Edges(Tensor @base, Node function)
    {
        var edges = function.Next.ToArray();
        edges[0] = EdgeOf(@base);
        return edges;
    }
}

/// <summary>The graph node of <c>as_strided</c>, and of views whose base was changed in place.</summary>
internal sealed class AsStridedBackward0 : Node
{
    private readonly Layout _inputLayout, _viewLayout;
    private readonly long _inputOffset, _viewOffset;

    public AsStridedBackward0(Tensor input, Layout view, long viewOffset) : base(input)
    {
        (_inputLayout, _inputOffset) = (input.Layout, input.storage_offset());
        (_viewLayout, _viewOffset) = (view, viewOffset);
    }

    protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = Scatter(grad, _inputLayout, _inputOffset, _viewLayout, _viewOffset);

    // Adds the view's gradient into zeros of the input's memory geometry; elements that the view shows twice add up.
    private static Tensor Scatter(Tensor grad, Layout input, long inputOffset, Layout view, long viewOffset)
    {
        long extent = Math.Max(input.Extent(), viewOffset - inputOffset + view.Extent());
        long first = Math.Min(0, viewOffset - inputOffset);
        var memory = torch.zeros([extent - first], dtype: grad.dtype, device: grad.device);
        long start = viewOffset - inputOffset - first;
        // Without gaps no element is shown twice; else each place gets the sum of what is shown of it.
        if (view.IsDense()) memory.as_strided(view.Sizes, view.Strides, start).copy_(grad);
        else
        {
            var places = torch.arange(memory.numel(), device: grad.device).as_strided(view.Sizes, view.Strides, start);
            memory = memory.index_add(0, places.reshape(-1), grad.reshape(-1));
        }
        return memory.as_strided(input.Sizes, input.Strides, -first);
    }
}
