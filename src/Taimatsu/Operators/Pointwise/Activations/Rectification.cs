namespace Taimatsu.Operators;

/// <summary>A relu that follows another operator at once, whose result nobody else sees.</summary>
internal static class Rectification
{
    /// <summary>
    /// Rectifies a result where it lies, as relu_ does; a view that wants gradients stays, since its base would have to learn of the change, and the relu is one of its own. If
    /// <paramref name="done"/> the operator's kernel has rectified what it computed, and it is only recorded, as if that came after.
    /// </summary>
    public static Tensor Of(Tensor result, bool done)
    {
        bool apart = result.requires_grad && result._is_view();
        if (!done) return apart ? result.relu() : result.relu_();
        if (!apart) return Pointwise.ChangedInPlace(new Relu(), result);
        var own = result.detach();
        return own.SetGradFn(new UnaryNode<Relu>(new Relu(), result, null, own));
    }
}
