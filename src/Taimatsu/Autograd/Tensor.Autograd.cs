using Taimatsu.Autograd;

namespace Taimatsu;

public partial class Tensor
{
    /// <summary>True if operators on this tensor record a graph.</summary>
    /// <exception cref="InvalidOperationException">Set on a tensor that is not a leaf, or not of a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.requires_grad.html"/>
    public bool requires_grad
    {
        get => _autograd is null ? _base is not null && ViewGradFn() is not null : _autograd.RequiresGrad || GradFn is not null;
        set => requires_grad_(value);
    }

    /// <summary>Switches recording on this leaf on or off; returns this tensor.</summary>
    /// <exception cref="InvalidOperationException">It is not a leaf, or not of a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.requires_grad_.html"/>
    public Tensor requires_grad_(bool requires_grad = true)
    {
        if (GradFn is not null)
        {
            if (requires_grad) return this;
            throw new InvalidOperationException("you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().");
        }
        if (requires_grad && !_type.IsFloatingPoint()) throw new InvalidOperationException("only Tensors of floating point dtype can require gradients");
        if (requires_grad && IsInference && !GradMode.IsInference)
            throw new InvalidOperationException("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
        if (requires_grad || _autograd is not null) (_autograd ??= new()).RequiresGrad = requires_grad;
        return this;
    }

    /// <summary>True if no recorded operator produced this tensor.</summary>
    public bool is_leaf => GradFn is null;

    /// <summary>The node that produced this tensor; null for leaves.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad_fn.html"/>
    public Node? grad_fn => GradFn;

    /// <summary>The accumulated gradient of a leaf; null before the first backward.</summary>
    /// <exception cref="InvalidOperationException">The new value has another shape, type or device.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad.html"/>
    public Tensor? grad
    {
        get => ShareGradient();
        set
        {
            if (value is not null)
            {
                if (value.dtype != dtype) throw new InvalidOperationException($"assigned grad has data of a different type: expected {dtype.PyTorchName()}, got {value.dtype.PyTorchName()}");
                if (value.device != device) throw new InvalidOperationException($"assigned grad has data located on a different device: expected {device}, got {value.device}");
                if (value.shape != shape) throw new InvalidOperationException($"assigned grad has data of a different size: expected {shape}, got {value.shape}");
            }
            if (value is not null || _autograd is not null) ReplaceGradient(_autograd ??= new(), value);
        }
    }

    /// <summary>Which output of <see cref="grad_fn"/> this tensor is.</summary>
    public int output_nr => OutputNr;

    internal int OutputNr => _autograd?.OutputNr ?? 0;

    internal Node? GradFn => _base is not null ? ViewGradFn() : _autograd?.GradFn;

    /// <summary>True if some other object may hold this gradient, so that nobody may change it in place.</summary>
    internal bool HasForeignOwner
    {
        get => (_flags & TensorFlags.SharedGradient) != 0;
        set => _flags = value ? _flags | TensorFlags.SharedGradient : _flags & ~TensorFlags.SharedGradient;
    }

    /// <summary>Where this tensor's gradient goes.</summary>
    internal Edge GradientEdge()
    {
        if (GradFn is { } node) return new(node, _autograd!.OutputNr);
        if (_autograd is not { RequiresGrad: true } meta) return default;
        return new(Accumulator(meta), 0);
    }

    /// <summary>Makes this tensor output <paramref name="output"/> of a node.</summary>
    internal Tensor SetGradFn(Node node, int output = 0)
    {
        var meta = _autograd ??= new();
        meta.GradFn = node;
        meta.OutputNr = output;
        meta.ViewVersion = _storage.Version;
        return this;
    }

    /// <summary>Adds a gradient to <see cref="grad"/>; takes it over if nobody else can hold it.</summary>
    internal void AccumulateInto(Tensor gradient)
    {
        var meta = _autograd ??= new();
        if (LeaseGradient() is not { } present)
        {
            if (GradMode.IsEnabled) meta.Grad = gradient.HasForeignOwner ? gradient.clone() : gradient;
            else if (gradient is { HasForeignOwner: false, _base: null, _autograd: null } && gradient.dtype == dtype && gradient.Layout.IsContiguous) meta.Grad = Owned(gradient); // made for this leaf alone
            else if (gradient.HasForeignOwner || !gradient.Layout.IsDense() || gradient.dtype != dtype) meta.Grad = Owned(gradient.detach().to(dtype, copy: true));
            else meta.Grad = Owned(gradient.detach());
        }
        else if (GradMode.IsEnabled) meta.Grad = present + gradient;
        else
        {
            present.add_(gradient);
            present.EndLease();
            if (gradient is { HasForeignOwner: false } && gradient.Storage.Block is not null) gradient.Storage.Free();
        }
    }

    private AccumulateGrad Accumulator(AutogradMeta meta)
    {
        if (meta.Accumulator is { } existing) return existing;
        lock (meta) return meta.Accumulator ??= new AccumulateGrad(this) { Hooks = meta.LeafHooks };
    }
}
