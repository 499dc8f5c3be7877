using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Sum and mean.</summary>
internal static class Sums
{
    /// <summary>The sum of all elements; integers and bool are summed as int64.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sum.html"/>
    [Operator("sum")]
    public static Tensor Sum(Tensor input, ScalarType? dtype = null) => Sum(input, [], false, dtype);

    /// <summary>The sum along some dimensions, all if none are given.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sum.html"/>
    [Operator("sum")]
    public static Tensor Sum(Tensor input, long[] dim, bool keepdim = false, ScalarType? dtype = null)
    {
        var type = dtype ?? (input.dtype.IsIntegral(includeBool: true) ? ScalarType.Int64 : input.dtype);
        var result = Reduction.Run(ReduceKind.Sum, input, dim, keepdim, type, out var reduced);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new SumBackward0(input, reduced)) : result;
    }

    /// <summary>The mean of all elements.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.mean.html"/>
    [Operator("mean")]
    public static Tensor Mean(Tensor input, ScalarType? dtype = null) => Mean(input, [], false, dtype);

    /// <summary>The mean along some dimensions, all if none are given.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.mean.html"/>
    [Operator("mean")]
    public static Tensor Mean(Tensor input, long[] dim, bool keepdim = false, ScalarType? dtype = null)
    {
        var type = dtype ?? input.dtype;
        if (!type.IsFloatingPoint())
            throw new InvalidOperationException($"mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {type.LegacyName()}");
        var result = Reduction.Run(ReduceKind.Mean, input, dim, keepdim, type, out var reduced);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new MeanBackward0(input, reduced)) : result;
    }

    private sealed class SumBackward0(Tensor input, bool[] reduced) : Node(input)
    {
        private readonly Layout _layout = input.Layout;
        private readonly ScalarType _type = input.dtype;

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = Reduction.Expand(grad, _layout, reduced).to(_type);
    }

    private sealed class MeanBackward0(Tensor input, bool[] reduced) : Node(input)
    {
        private readonly Layout _layout = input.Layout;
        private readonly ScalarType _type = input.dtype;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            long count = _layout.Count / Math.Max(grad.numel(), 1);
            inputs[0] = (Reduction.Expand(grad, _layout, reduced) / count).to(_type);
        }
    }
}
