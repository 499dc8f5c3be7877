using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>0 where |x| ≤ lambd, else x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardshrink.html"/>
[Operator("hardshrink", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Hardshrink(double lambd = 0.5) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.LessOrEqual(V.Abs(x), V.Create(lambd)), V.Zero, x);
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new HardshrinkBackward(lambd), grad, input);
}

/// <summary>grad where |x| exceeds lambd, else 0.</summary>
[Operator("hardshrink_backward", Face = 0)]
internal readonly partial struct HardshrinkBackward(double lambd) : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.LessOrEqual(V.Abs(x), V.Create(lambd)), V.Zero, g);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
