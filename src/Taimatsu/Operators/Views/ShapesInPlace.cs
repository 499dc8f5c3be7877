using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>A tensor's own shape changed in place; the elements stay where they are.</summary>
internal static class ShapesInPlace
{
    /// <summary>Takes all dimensions of length 1 out of this tensor.</summary>
    /// <exception cref="InvalidOperationException">It is a leaf that requires a gradient.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.squeeze_.html"/>
    [Operator("squeeze_")]
    public static Tensor Squeeze_(Tensor input) => Become(input, static x => x.squeeze());

    /// <summary>Takes one dimension out of this tensor, if its length is 1.</summary>
    /// <exception cref="InvalidOperationException">It is a leaf that requires a gradient.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.squeeze_.html"/>
    [Operator("squeeze_")]
    public static Tensor Squeeze_(Tensor input, long dim) => Become(input, x => x.squeeze(dim));

    /// <summary>Gives this tensor a new dimension of length 1.</summary>
    /// <exception cref="InvalidOperationException">It is a leaf that requires a gradient.</exception>
    /// <exception cref="IndexOutOfRangeException">The place is beyond the last dimension plus one.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.unsqueeze_.html"/>
    [Operator("unsqueeze_")]
    public static Tensor Unsqueeze_(Tensor input, long dim) => Become(input, x => x.unsqueeze(dim));

    /// <summary>Exchanges two dimensions of this tensor.</summary>
    /// <exception cref="InvalidOperationException">It is a leaf that requires a gradient.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.transpose_.html"/>
    [Operator("transpose_", Face = Face.Tensor, Alias = "swapaxes_ swapdims_")]
    public static Tensor Transpose_(Tensor input, long dim0, long dim1) => Become(input, x => x.transpose(dim0, dim1));

    /// <summary>Exchanges rows and columns of this matrix.</summary>
    /// <exception cref="InvalidOperationException">It is a leaf that requires a gradient.</exception>
    /// <exception cref="ArgumentException">There are more than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.t_.html"/>
    [Operator("t_", Face = Face.Tensor)]
    public static Tensor T_(Tensor input) => Become(input, static x => x.t());

    // The view that the operator gives, made this tensor itself: its layout, and its node in the graph.
    private static Tensor Become(Tensor input, Func<Tensor, Tensor> change)
    {
        if (GradMode.IsEnabled && input.requires_grad) input.CheckInPlaceAllowed();
        var view = change(input);
        var node = input.RecordsViews ? view.grad_fn : null; // asked for before the version changes, after which a view's node is made anew
        input.TakeShape(view);
        input.BumpVersion();
        if (node is not null) input.SetGradFn(node);
        return input;
    }
}
