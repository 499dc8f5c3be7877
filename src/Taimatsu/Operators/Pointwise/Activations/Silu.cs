using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>x · sigmoid(x).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.silu.html"/>
[Operator("silu", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Silu : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => x * Sigmoid<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new SiluBackward(), grad, input);
}

/// <summary>grad · s · (1 + x · (1 − s)), where s is sigmoid(x).</summary>
[Operator("silu_backward", Face = 0)]
internal readonly partial struct SiluBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var s = Sigmoid<V, T>(x);
        return g * s * V.MultiplyAdd(x, V.One - s, V.One);
    }
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output)
    {
        var s = right.sigmoid();
        return grad * left * s * (1 - s) * (2 + right * (1 - s * 2));
    }
}
