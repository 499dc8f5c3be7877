using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The largest element; NaN if any is.</summary>
internal readonly struct MaxOp : IReduceOp
{
    public static string Name => "max";
    public static bool IsPlain => true;
    public static Domain Domain => Domain.Any;
    public static bool TakesSmallIntegers => true;
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Create(Bounds<T>.Lowest);
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Max(x, y);
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => x;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>The smallest element; NaN if any is.</summary>
internal readonly struct MinOp : IReduceOp
{
    public static string Name => "min";
    public static bool IsPlain => true;
    public static Domain Domain => Domain.Any;
    public static bool TakesSmallIntegers => true;
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Create(Bounds<T>.Highest);
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Min(x, y);
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => x;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>Largest and smallest elements, without their positions.</summary>
internal static class Extremes
{
    /// <summary>The largest elements along some dimensions, all if none are given; equal ones share the gradient evenly.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.amax.html"/>
    [Operator("amax")]
    public static Tensor Amax(Tensor input, Size dim = default, bool keepdim = false) => Reduce(default(MaxOp), "amax", "AmaxBackward0", input, dim.AsSpan(), keepdim);

    /// <summary>The smallest elements along some dimensions, all if none are given; equal ones share the gradient evenly.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.amin.html"/>
    [Operator("amin")]
    public static Tensor Amin(Tensor input, Size dim = default, bool keepdim = false) => Reduce(default(MinOp), "amin", "AminBackward0", input, dim.AsSpan(), keepdim);

    /// <summary>The largest of all elements; NaN if any is.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.max.html"/>
    [Operator("max")]
    public static Tensor Max(Tensor input) => Reduce(default(MaxOp), "max", "MaxBackward1", input, default, false);

    /// <summary>The smallest of all elements; NaN if any is.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.min.html"/>
    [Operator("min")]
    public static Tensor Min(Tensor input) => Reduce(default(MinOp), "min", "MinBackward1", input, default, false);

    /// <summary>Smallest and largest elements along one dimension, or of all.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.aminmax.html"/>
    [Operator("aminmax")]
    public static (Tensor min, Tensor max) Aminmax(Tensor input, long? dim = null, bool keepdim = false)
    {
        ReadOnlySpan<long> dims = dim is { } d ? [d] : [];
        if (input.numel() == 0 && (dims.Length == 0 || input.Layout.Sizes[input.WrapDimension(dims[0])] == 0))
            throw new ArgumentException("aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.");
        return (Reduce(default(MinOp), "aminmax", "AminmaxBackward0", input, dims, keepdim), Reduce(default(MaxOp), "aminmax", "AminmaxBackward0", input, dims, keepdim));
    }

    /// <summary>The reduction without the graph.</summary>
    public static Tensor Values<TOp>(TOp op, Tensor input, bool[] reduced, bool keepdim) where TOp : struct, IReduceOp
        => Reducing.Run(op, input, reduced, keepdim, input.dtype, input.dtype == ScalarType.Bool ? ScalarType.Bool : TypePromotion.Compute(input.dtype));

    private static Tensor Reduce<TOp>(TOp op, string name, string node, Tensor input, ReadOnlySpan<long> dims, bool keepdim) where TOp : struct, IReduceOp
    {
        Reducing.CheckNotEmpty(name, input, dims);
        var reduced = Reducing.Dimensions(input, dims);
        var result = Values(op, input, reduced, keepdim);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new ExtremeNode(node, input, reduced, result)) : result;
    }

    private sealed class ExtremeNode : Node
    {
        private readonly string _name;
        private readonly bool[] _reduced;

        public ExtremeNode(string name, Tensor input, bool[] reduced, Tensor result) : base(input)
        {
            (_name, _reduced) = (name, reduced);
            Save(input);
            Save(result);
        }

        public override string Name => _name;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var input = Saved(0);
            var mask = Pointwise.Binary(default(EqualMask), input.detach(), Reducing.Unsqueeze(Saved(1).detach(), input.Layout, _reduced));
            var share = mask / mask.sum(Reducing.Numbers(_reduced), keepdim: true);
            inputs[0] = share * Reducing.Unsqueeze(grad, input.Layout, _reduced);
        }
    }
}
