using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Σ x.</summary>
internal readonly struct SumOp : IReduceOp
{
    public static string Name => "sum";
    public static bool IsPlain => true;
    public static Domain Domain => Domain.Any;
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => x;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>Sums.</summary>
internal static class Sum
{
    /// <summary>The sum of all elements; integers and bool are summed as int64.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sum.html"/>
    [Operator("sum")]
    public static Tensor Of(Tensor input, ScalarType? dtype = null) => Of(input, default, false, dtype);

    /// <summary>The sum along some dimensions, all if none are given; integers and bool are summed as int64.</summary>
    /// <exception cref="ArgumentException">A dimension is named twice.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sum.html"/>
    [Operator("sum", Priority = 1)]
    public static Tensor Of(Tensor input, Size dim, bool keepdim = false, ScalarType? dtype = null)
    {
        var reduced = Reducing.Dimensions(input, dim.AsSpan());
        var type = dtype ?? (input.dtype.IsFloatingPoint() ? input.dtype : ScalarType.Int64);
        var result = Reducing.Run(default(SumOp), input, reduced, keepdim, type, Reducing.Accumulator(type));
        return GradMode.IsEnabled && input.requires_grad && type.IsFloatingPoint() ? result.SetGradFn(new SumBackward0(input, reduced, dim.Length != 0)) : result;
    }

    private sealed class SumBackward0(Tensor input, bool[] reduced, bool named) : Node(input)
    {
        private readonly Layout _layout = input.Layout;
        private readonly ScalarType _type = input.dtype;

        public override string Name => named ? "SumBackward1" : "SumBackward0";

        protected override void Backward(Tensor grad, GradientSink inputs)
            => inputs[0] = Reducing.Expand(grad.dtype == _type ? grad : grad.to(_type), _layout, reduced);
    }
}
