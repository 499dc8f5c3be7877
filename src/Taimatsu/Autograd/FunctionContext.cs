namespace Taimatsu;

/// <summary>What a custom function's forward pass leaves for its backward pass.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/autograd.html#context-method-mixins"/>
public sealed class FunctionContext
{
    private readonly Dictionary<string, object?> _values = [];
    private CustomNode? _node;

    internal FunctionContext(bool[] needs) => needs_input_grad = needs;

    internal List<Tensor?> ToSave { get; } = [];
    internal HashSet<Tensor> NonDifferentiable { get; } = new(ReferenceEqualityComparer.Instance);
    internal HashSet<Tensor> Dirty { get; } = new(ReferenceEqualityComparer.Instance);
    internal bool Materializes { get; private set; } = true;

    /// <summary>For each argument of apply: whether backward has to give its gradient.</summary>
    public IReadOnlyList<bool> needs_input_grad { get; }

    /// <summary>Keeps inputs or outputs for backward; in-place changes of them are noticed.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.save_for_backward.html"/>
    public void save_for_backward(params IEnumerable<Tensor?> tensors)
    {
        ToSave.Clear();
        ToSave.AddRange(tensors);
    }

    /// <summary>The kept tensors.</summary>
    /// <exception cref="InvalidOperationException">One was changed in place since, or the graph was freed.</exception>
    public IReadOnlyList<Tensor> saved_tensors => _node is null ? [.. ToSave!] : _node.SavedTensors();

    /// <summary>The kept tensors, under TorchSharp's name.</summary>
    /// <exception cref="InvalidOperationException">One was changed in place since, or the graph was freed.</exception>
    public IReadOnlyList<Tensor> get_saved_variables() => saved_tensors;

    /// <summary>Outputs that take no gradient.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.mark_non_differentiable.html"/>
    public void mark_non_differentiable(params IEnumerable<Tensor> tensors) => NonDifferentiable.UnionWith(tensors);

    /// <summary>Inputs that forward changed in place and returns.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.mark_dirty.html"/>
    public void mark_dirty(params IEnumerable<Tensor> tensors) => Dirty.UnionWith(tensors);

    /// <summary>Whether backward gets zeros instead of null for outputs that nobody used; true unless changed.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.set_materialize_grads.html"/>
    public void set_materialize_grads(bool value) => Materializes = value;

    /// <summary>Anything else that backward wants to know.</summary>
    public object? this[string key]
    {
        get => _values.GetValueOrDefault(key);
        set => _values[key] = value;
    }

    internal void Attach(CustomNode node) => _node = node;
}
