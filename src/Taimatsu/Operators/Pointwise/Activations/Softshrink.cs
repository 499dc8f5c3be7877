using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x drawn towards 0 by lambd, and 0 where |x| ≤ lambd.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softshrink.html"/>
[Operator("softshrink", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Softshrink(double lambd = 0.5) : IUnaryOp, IGradientFromInput, IOperandCheck
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var limit = V.Create(lambd);
        return V.Select(V.LessOrEqual(V.Abs(x), limit), V.Zero, x - V.CopySign(limit, x));
    }
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new SoftshrinkBackward(lambd), grad, input);
    public void Check(Tensor x, Tensor? y)
    {
        if (!(lambd >= 0)) throw new ArgumentException($"lambda must be greater or equal to 0, but found to be {lambd}.");
    }
}

/// <summary>grad where |x| exceeds lambd, else 0.</summary>
[Operator("softshrink_backward", Face = 0)]
internal readonly partial struct SoftshrinkBackward(double lambd) : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.LessOrEqual(V.Abs(x), V.Create(lambd)), V.Zero, g);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
