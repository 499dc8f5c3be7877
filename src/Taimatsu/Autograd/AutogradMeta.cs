namespace Taimatsu.Autograd;

/// <summary>What autograd knows of a tensor; tensors without gradients have none.</summary>
internal sealed class AutogradMeta
{
    /// <summary>The user asked for a gradient of this leaf.</summary>
    public bool RequiresGrad;

    /// <summary>The node that produced the tensor; null for leaves.</summary>
    public Node? GradFn;

    /// <summary>Which of the node's outputs the tensor is.</summary>
    public int OutputNr;

    /// <summary>Of a view: the storage's version when <see cref="GradFn"/> was right.</summary>
    public int ViewVersion;

    public Tensor? Grad;
    public AccumulateGrad? Accumulator;
    public bool RetainsGrad;

    /// <summary>The hooks of a leaf, run before its gradient is accumulated.</summary>
    public NodeHooks? LeafHooks;
    public string? Name;
}
