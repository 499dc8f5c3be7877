using Taimatsu.Autograd;

namespace Taimatsu;

public partial class Tensor
{
    /// <summary>The tensor that this one is a view of; null if it is none.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/tensor_view.html"/>
    internal Tensor? ViewBase => _base;

    /// <summary>True if this tensor looks into another one's memory and autograd knows it.</summary>
    public bool _is_view() => _base is not null;

    /// <summary>
    /// Another look at this tensor's memory. In-place changes of either are seen by the other, also by autograd.
    /// The caller sets the node if <see cref="RecordsViews"/>.
    /// </summary>
    internal Tensor MakeView(Layout layout, long offset) => MakeView(layout, offset, _type);

    internal Tensor MakeView(Layout layout, long offset, ScalarType type)
    {
        var view = new Tensor(_storage, offset, layout, type) { _base = _base ?? this };
        view._flags |= GradMode.IsEnabled ? TensorFlags.Borrows : TensorFlags.Borrows | TensorFlags.NoGradView;
        if ((_flags & (TensorFlags.Inference | TensorFlags.NoGradView)) != 0) view._flags |= _flags & (TensorFlags.Inference | TensorFlags.NoGradView);
        return view;
    }

    /// <summary>Marks a view as one of several that one operator returned: those may not be changed in place.</summary>
    internal Tensor MarkMultiOutputView()
    {
        _flags |= TensorFlags.MultiOutputView;
        return this;
    }

    /// <summary>True if a view of this tensor has to be recorded.</summary>
    internal bool RecordsViews => GradMode.IsEnabled && requires_grad;

    /// <summary>The same memory, outside the graph. In-place changes of either are noticed by the other.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html"/>
    public Tensor detach()
    {
        var result = new Tensor(_storage, _offset, _layout, _type);
        result._flags |= (_flags & TensorFlags.Inference) | TensorFlags.Borrows;
        return result;
    }

    /// <summary>Takes this tensor out of the graph, in place.</summary>
    /// <exception cref="InvalidOperationException">It is a view.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach_.html"/>
    public Tensor detach_()
    {
        if (_base is not null) throw new InvalidOperationException("Can't detach views in-place. Use detach() instead.");
        if (_autograd is null) return this;
        _autograd.GradFn = null;
        _autograd.OutputNr = 0;
        _autograd.RequiresGrad = false;
        return this;
    }

    /// <summary>The same memory outside the graph, whose in-place changes autograd does not notice.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/tensors.html"/>
    public Tensor data
    {
        get
        {
            var result = new Tensor(_storage.WithOwnVersion(), _offset, _layout, _type);
            result._flags |= TensorFlags.Borrows;
            return result;
        }
        set
        {
            if (value.dtype != _type || value.device != device)
                throw new InvalidOperationException($"data set to a tensor that requires gradients must have the same type and device: {_type.PyTorchName()} on {device}, got {value.dtype.PyTorchName()} on {value.device}");
            ReplaceData(value);
        }
    }

    /// <summary>Replaces memory, layout and type: how a parameter moves to another device or type without changing who it is. The memory is this tensor's to give back from now on.</summary>
    internal void ReplaceData(Tensor value)
    {
        if (!value._storage.SharesMemoryWith(_storage)) TakeOver(value);
        (_storage, _offset, _layout, _type) = (value._storage, value._offset, value._layout, value._type);
    }

    /// <summary>Takes the shape of a view of this tensor over.</summary>
    internal void TakeShape(Tensor view) => (_offset, _layout) = (view._offset, view._layout);

    /// <summary>Throws if autograd could not follow an in-place change of this tensor.</summary>
    internal void CheckInPlaceAllowed()
    {
        if (is_leaf && requires_grad) throw new InvalidOperationException("a leaf Variable that requires grad is being used in an in-place operation.");
        if (_base is null) return;
        // The leaf need not be the base itself: it may be another view of it that got its gradient flag later.
        if (_base.is_leaf && requires_grad) throw new InvalidOperationException("a view of a leaf Variable that requires grad is being used in an in-place operation.");
        if ((_flags & TensorFlags.NoGradView) != 0)
            throw new InvalidOperationException("A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).");
        if ((_flags & TensorFlags.MultiOutputView) != 0)
            throw new InvalidOperationException("Output of a function that returns multiple views is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.");
    }

    /// <summary>After an in-place operator: this tensor now comes from <paramref name="node"/>. A change of a view changes its base's history too.</summary>
    internal void RebaseHistory(Node node)
    {
        if (_base is null)
        {
            SetGradFn(node);
            return;
        }
        var copy = new CopySlices(_base, this, node);
        _base.SetGradFn(copy);
        if (_autograd is not null) _autograd.GradFn = null;
        ViewGradFn(force: true);
    }

    // The node of a view. When the base was changed in place since, it is made anew from the base's current history.
    private Node? ViewGradFn(bool force = false)
    {
        var own = _autograd;
        if (!force)
        {
            if (own is not null && own.ViewVersion == _storage.Version) return own.GradFn;
            // Without a history of its own, a view has one only if its base got one since; a view made in no_grad mode never has.
            if (own?.GradFn is null && ((_flags & TensorFlags.NoGradView) != 0 || _base!.GradFn is null)) return null;
            if (!_base!.requires_grad) return null;
        }
        SetGradFn(new AsStridedBackward0(_base!, _layout, _offset));
        return _autograd!.GradFn;
    }
}
