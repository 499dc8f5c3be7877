using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x / 6 + ½ brought into [0, 1].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardsigmoid.html"/>
[Operator("hardsigmoid", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Hardsigmoid : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
        => V.LimitBelow(V.LimitAbove(x + V.Create(3), V.Create(6)), V.Zero) / V.Create(6);
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new HardsigmoidBackward(), grad, input);
}

/// <summary>grad / 6 where −3 &lt; x &lt; 3, else 0.</summary>
[Operator("hardsigmoid_backward", Face = 0)]
internal readonly partial struct HardsigmoidBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Less(V.Abs(x), V.Create(3)), g / V.Create(6), V.Zero);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
