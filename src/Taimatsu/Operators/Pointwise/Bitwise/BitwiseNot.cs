using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>All bits turned round.</summary>
[Operator("bitwise_not", Face = 0)]
internal readonly partial struct InvertBits : IUnaryOp
{
    public static Domain Domain => Domain.Integral;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => ~x;
}

/// <summary>Inverted bits; of bools the logical not.</summary>
internal static class Inversion
{
    /// <summary>All bits turned round; of bools the logical not.</summary>
    /// <exception cref="InvalidOperationException">A float tensor.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bitwise_not.html"/>
    [Operator("bitwise_not")]
    public static Tensor BitwiseNot(Tensor input, Tensor? @out = null)
        => input.dtype == ScalarType.Bool ? Pointwise.Unary(new LogicalNot(), input, @out) : Pointwise.Unary(new InvertBits(), input, @out);

    /// <summary>Turns all bits round in place; of bools the logical not.</summary>
    /// <exception cref="InvalidOperationException">A float tensor.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.bitwise_not_.html"/>
    [Operator("bitwise_not_", Face = Face.Tensor)]
    public static Tensor BitwiseNot_(Tensor input)
        => input.dtype == ScalarType.Bool ? Pointwise.UnaryInPlace(new LogicalNot(), input) : Pointwise.UnaryInPlace(new InvertBits(), input);
}
