namespace Taimatsu.Modules;

/// <summary>A tensor that a module learns: as a field of a module it is found by <see cref="Module.parameters"/>.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html"/>
public sealed class Parameter : Tensor
{
    /// <summary>Another face of a tensor's memory, outside the graph that computed it.</summary>
    /// <exception cref="InvalidOperationException">It requires a gradient but is not of a float type.</exception>
    public Parameter(Tensor data, bool requires_grad = true) : base(data)
    {
        if (requires_grad) requires_grad_();
    }
}
