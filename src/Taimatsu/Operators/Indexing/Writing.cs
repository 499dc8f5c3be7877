using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>What operators share that overwrite parts of a tensor, in place or in a copy.</summary>
internal static class Writing
{
    /// <summary>The tensor to write to, the input or a copy outside the graph, and whether the change has to be recorded.</summary>
    /// <exception cref="InvalidOperationException">The input may not be changed in place.</exception>
    public static (Tensor Target, bool Records) Begin(Tensor input, Tensor? other, bool inPlace)
    {
        if (inPlace) return (input, other is null ? InPlace.Check(input) : InPlace.Check(input, other));
        bool records = GradMode.IsEnabled && (input.requires_grad || other is { requires_grad: true });
        return (input.detach().clone(), records);
    }

    /// <summary>Gives the written tensor its history.</summary>
    public static Tensor End(Tensor target, Node? node, bool inPlace)
    {
        if (inPlace) target.BumpVersion();
        if (node is null) return target;
        if (!inPlace) return target.SetGradFn(node);
        target.RebaseHistory(node);
        return target;
    }

    /// <summary>What kernels see of a tensor, a 0-d one as one element in a row.</summary>
    public static Operand InRow(Tensor tensor) => tensor.ndim == 0 ? tensor.Operand.With(new Layout([1], [1])) : tensor.Operand;
}
