using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>scale · x where x is positive, else scale · alpha · (eˣ − 1), with fixed constants that keep mean 0 and variance 1.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.selu.html"/>
[Operator("selu", Face = Face.Default | Face.Functional, Node = "EluBackward0")]
internal readonly partial struct Selu : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var positive = V.Less(V.Zero, x);
        var line = x * V.Create(1.0507009873554805);
        // As in elu.
        return V.MaskBits(~positive) == 0 ? line : V.Select(positive, line, Expm1<V, T>(x) * V.Create(1.0507009873554805 * 1.6732632423543772));
    }
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new SeluBackward(), grad, input);
}

/// <summary>The gradient of selu.</summary>
[Operator("selu_backward", Face = 0)]
internal readonly partial struct SeluBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged
        => V.Select(V.Less(V.Zero, x), g * V.Create(1.0507009873554805), g * Exp<V, T>(x) * V.Create(1.0507009873554805 * 1.6732632423543772));
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output)
        => torch.where(right > 0, 0.0, grad * left * right.exp() * (1.0507009873554805 * 1.6732632423543772));
}
