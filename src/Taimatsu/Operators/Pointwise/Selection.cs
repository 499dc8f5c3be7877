using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Choosing elements by a condition.</summary>
internal static class Selection
{
    /// <summary>The elements of input where the condition is true, else those of other; all three are broadcast.</summary>
    /// <exception cref="InvalidOperationException">The condition is not a bool tensor.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.where.html"/>
    [Operator("where", Face = Face.Torch)]
    public static Tensor Where(Tensor condition, Tensor input, Tensor other, Tensor? @out = null)
    {
        if (condition.dtype is not (ScalarType.Bool or ScalarType.Byte))
            throw new InvalidOperationException($"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype.LegacyName()}");
        var device = Devices.Common("where", ref input, ref other);
        if (condition.device != device) condition = condition.to(device);
        var type = TypePromotion.Result(input, other);
        var layout = Broadcasting.Result(Broadcasting.Result(input.Layout, other.Layout), condition.Layout);
        bool records = GradMode.IsEnabled && (input.requires_grad || other.requires_grad);
        var result = @out is null ? Tensor.Empty(layout, type, device) : OutArgument.Prepare(@out, layout, type, device, records, "where");
        Tensor a = InPlace.WithoutOverlap(As(input, result.dtype), result), b = InPlace.WithoutOverlap(As(other, result.dtype), result);
        result.Backend.Where(new TensorIterator(result.Operand, InPlace.WithoutOverlap(condition, result).Operand, a.Operand, b.Operand, result.dtype));
        if (@out is not null) result.BumpVersion();
        return records ? result.SetGradFn(new WhereBackward0(condition, input, other)) : result;
    }

    /// <summary>The elements of input where the condition is true, else a number.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.where.html"/>
    [Operator("where", Face = Face.Torch)]
    public static Tensor Where(Tensor condition, Tensor input, Scalar other) => Where(condition, input, Tensor.Wrap(other));

    /// <summary>A number where the condition is true, else the elements of other.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.where.html"/>
    [Operator("where", Face = Face.Torch)]
    public static Tensor Where(Tensor condition, Scalar input, Tensor other) => Where(condition, Tensor.Wrap(input), other);

    /// <summary>One number where the condition is true, else another.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.where.html"/>
    [Operator("where", Face = Face.Torch)]
    public static Tensor Where(Tensor condition, Scalar input, Scalar other) => Where(condition, Tensor.Wrap(input), Tensor.Wrap(other));

    /// <summary>This tensor's elements where the condition is true, else those of other.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.where.html"/>
    [Operator("where", Face = Face.Tensor)]
    public static Tensor WhereSelf(Tensor input, Tensor condition, Tensor other) => Where(condition, input, other);

    /// <summary>This tensor's elements where the condition is true, else a number.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.where.html"/>
    [Operator("where", Face = Face.Tensor)]
    public static Tensor WhereSelf(Tensor input, Tensor condition, Scalar other) => Where(condition, input, Tensor.Wrap(other));

    /// <summary>The gradient of one side of a maximum: all where it wins, half where both are equal.</summary>
    public static Tensor Share(Tensor grad, Tensor wins, Tensor ties) => Where(ties, grad * 0.5, Where(wins, grad, Tensor.Wrap(0.0)));

    private static Tensor As(Tensor tensor, ScalarType type) => tensor.dtype == type ? tensor : tensor.detach().to(type);

    private sealed class WhereBackward0 : Node
    {
        private readonly Layout _inputLayout, _otherLayout;
        private readonly ScalarType _inputType, _otherType;

        public WhereBackward0(Tensor condition, Tensor input, Tensor other) : base(input, other)
        {
            Save(condition);
            (_inputLayout, _inputType) = (input.Layout, input.dtype);
            (_otherLayout, _otherType) = (other.Layout, other.dtype);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var condition = Saved(0);
            if (inputs.Needs(0)) inputs[0] = Broadcasting.Undo(Where(condition, grad, Tensor.Wrap(0.0)), _inputLayout, _inputType);
            if (inputs.Needs(1)) inputs[1] = Broadcasting.Undo(Where(condition, Tensor.Wrap(0.0), grad), _otherLayout, _otherType);
        }
    }
}
