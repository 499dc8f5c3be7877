using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>x where it is positive, else alpha · (eˣ − 1).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.elu.html"/>
[Operator("elu", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Elu(double alpha = 1.0) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var positive = V.Less(V.Zero, x);
        // Whole vectors of positive numbers are common and need no exponential.
        return V.MaskBits(~positive) == 0 ? x : V.Select(positive, x, Expm1<V, T>(x) * V.Create(alpha));
    }
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new EluBackward(alpha), grad, input);
}

/// <summary>grad where x is positive, else grad · alpha · eˣ.</summary>
[Operator("elu_backward", Face = 0)]
internal readonly partial struct EluBackward(double alpha) : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Less(V.Zero, x), g, g * Exp<V, T>(x) * V.Create(alpha));
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.where(right > 0, 0.0, grad * left * right.exp() * alpha);
}
