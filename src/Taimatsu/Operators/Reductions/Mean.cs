using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Σ x / count.</summary>
internal readonly struct MeanOp(double count) : IReduceOp
{
    public static string Name => "mean";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total / V.Create(count);
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => x;
}

/// <summary>Means.</summary>
internal static class Mean
{
    /// <summary>The mean of all elements; NaN if there are none.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.mean.html"/>
    [Operator("mean")]
    public static Tensor Of(Tensor input, ScalarType? dtype = null) => Of(input, default, false, dtype);

    /// <summary>The mean along some dimensions, all if none are given.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.mean.html"/>
    [Operator("mean", Priority = 1)]
    public static Tensor Of(Tensor input, Size dim, bool keepdim = false, ScalarType? dtype = null)
    {
        var type = dtype ?? input.dtype;
        if (!type.IsFloatingPoint())
        {
            string what = dtype is null ? "could not infer output dtype. Input dtype must be" : "expected dtype to be";
            throw new InvalidOperationException($"mean(): {what} either a floating point or complex dtype. Got: {type.LegacyName()}");
        }
        var reduced = Reducing.Dimensions(input, dim.AsSpan());
        var result = Reducing.Run(new MeanOp(Reducing.CountOf(input.Layout, reduced)), input, reduced, keepdim, type, TypePromotion.Compute(type));
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new MeanBackward0(input, reduced, dim.Length != 0)) : result;
    }

    private sealed class MeanBackward0(Tensor input, bool[] reduced, bool named) : Node(input)
    {
        private readonly Layout _layout = input.Layout;
        private readonly ScalarType _type = input.dtype;

        public override string Name => named ? "MeanBackward1" : "MeanBackward0";

        // Divided before it is expanded: fewer elements.
        protected override void Backward(Tensor grad, GradientSink inputs)
            => inputs[0] = Reducing.Expand((grad / Reducing.CountOf(_layout, reduced)).to(_type), _layout, reduced);
    }
}
