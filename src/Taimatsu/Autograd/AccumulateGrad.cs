using Taimatsu.Autograd;

namespace Taimatsu;

/// <summary>Where the graph ends: adds gradients to a leaf's <c>grad</c>.</summary>
internal sealed class AccumulateGrad : Node
{
    internal AccumulateGrad(Tensor variable) : base([], long.MaxValue) => Variable = variable;

    /// <summary>The leaf.</summary>
    public Tensor Variable { get; }

    protected override void Backward(Tensor grad, GradientSink inputs)
    {
        // Two threads may share a parameter.
        lock (this) Variable.AccumulateInto(grad);
        Hooks?.RunPostAccumulate(Variable);
    }
}
