using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>x where it is positive, else alpha · (e^(x / alpha) − 1).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.celu.html"/>
[Operator("celu", Face = Face.Default | Face.Functional, Node = "CeluBackward0")]
internal readonly partial struct Celu(double alpha = 1.0) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var positive = V.Less(V.Zero, x);
        // As in elu.
        return V.MaskBits(~positive) == 0 ? x : V.Select(positive, x, Expm1<V, T>(x / V.Create(alpha)) * V.Create(alpha));
    }
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new CeluBackward(alpha), grad, input);
}

/// <summary>grad where x is positive, else grad · e^(x / alpha).</summary>
[Operator("celu_backward", Face = 0)]
internal readonly partial struct CeluBackward(double alpha) : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Less(V.Zero, x), g, g * Exp<V, T>(x / V.Create(alpha)));
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output)
        => torch.where(right > 0, 0.0, grad * left * (right / alpha).exp() / alpha);
}
