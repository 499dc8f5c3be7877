using Taimatsu.Autograd;

namespace Taimatsu;

public partial class Tensor
{
    /// <summary>
    /// Computes the gradients of all leaves that this tensor was computed from and adds them to their <c>grad</c>. A tensor of one element
    /// needs no gradient of its own; for others, give one of the same shape.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tensor was not recorded, needs a gradient and got none, or the graph was freed.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html"/>
    public void backward(Tensor? gradient = null, bool? retain_graph = null, bool create_graph = false)
    {
        var edge = torch.autograd.Root(this, gradient, 0, out var given);
        Engine.Run(new ReadOnlySpan<Edge>(in edge), new ReadOnlySpan<Tensor?>(in given), retain_graph ?? create_graph, create_graph, [], capturing: false);
    }

    /// <summary>Resizes a tensor that an operator writes its result to; the old elements are lost.</summary>
    internal void ResizeForOutput(Layout layout)
    {
        var fresh = Empty(Layout.Contiguous(layout.Sizes), _type, device);
        ReplaceData(fresh);
    }

    /// <summary>Keeps the gradient of a tensor that is not a leaf in its <c>grad</c>.</summary>
    /// <exception cref="InvalidOperationException">The tensor takes no gradient.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html"/>
    public void retain_grad()
    {
        if (!requires_grad) throw new InvalidOperationException("can't retain_grad on Tensor that has requires_grad=False");
        if (is_leaf || _autograd!.RetainsGrad) return;
        _autograd.RetainsGrad = true;
        (GradFn!.Hooks ??= new()).Retain(OutputNr, this);
    }

    /// <summary>True if retain_grad was called on this tensor.</summary>
    public bool retains_grad => _autograd is { RetainsGrad: true };

    /// <summary>Runs a function on this tensor's gradient whenever it is computed; what it returns, unless null, replaces the gradient.</summary>
    /// <exception cref="InvalidOperationException">The tensor takes no gradient.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html"/>
    public HookHandle register_hook(Func<Tensor, Tensor?> hook)
    {
        if (!requires_grad) throw new InvalidOperationException("cannot register a hook on a tensor that doesn't require gradient");
        if (GradFn is { } node) return (node.Hooks ??= new()).AddTensorHook(OutputNr, hook);
        return LeafHooks().AddTensorHook(0, hook);
    }

    /// <summary>Runs a function on this leaf after its gradient was accumulated.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not a leaf, or takes no gradient.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.register_post_accumulate_grad_hook.html"/>
    public HookHandle register_post_accumulate_grad_hook(Action<Tensor> hook)
    {
        if (!requires_grad) throw new InvalidOperationException("cannot register a hook on a tensor that doesn't require gradient");
        if (GradFn is not null) throw new InvalidOperationException("post accumulate grad hooks cannot be registered on non-leaf tensors");
        return LeafHooks().AddPostAccumulateHook(hook);
    }

    private NodeHooks LeafHooks()
    {
        var meta = _autograd!;
        return Accumulator(meta).Hooks ??= meta.LeafHooks ??= new();
    }
}
