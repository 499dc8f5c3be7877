using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x · hardsigmoid(x).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardswish.html"/>
[Operator("hardswish", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Hardswish : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
        => x * V.LimitBelow(V.LimitAbove(x + V.Create(3), V.Create(6)), V.Zero) * V.Create(1.0 / 6);
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new HardswishBackward(), grad, input);
}

/// <summary>The gradient of hardswish.</summary>
[Operator("hardswish_backward", Face = 0)]
internal readonly partial struct HardswishBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var inner = g * V.MultiplyAdd(x, V.Create(1.0 / 3), V.Create(0.5));
        return V.Select(V.LessOrEqual(x, V.Create(-3)), V.Zero, V.Select(V.Less(x, V.Create(3)), inner, g));
    }
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.where(right.abs() < 3, grad * left / 3, 0.0);
}
