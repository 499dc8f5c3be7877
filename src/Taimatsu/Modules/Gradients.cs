namespace Taimatsu.Modules;

/// <summary>Forgetting gradients, as modules and optimisers do it between steps.</summary>
internal static class Gradients
{
    /// <summary>Forgets a tensor's gradient, or sets it to zero, out of the graph that computed it.</summary>
    public static void Clear(Tensor tensor, bool setToNone)
    {
        if (setToNone)
        {
            tensor.grad = null;
            return;
        }
        if (tensor.grad is not { } grad) return;
        // A gradient of a second derivative has a history, which must not grow from step to step.
        if (grad.grad_fn is not null) tensor.grad = grad = grad.detach();
        else grad.requires_grad_(false);
        grad.zero_();
    }
}
