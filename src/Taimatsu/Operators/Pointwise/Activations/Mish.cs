using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>x · tanh(softplus(x)).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mish.html"/>
[Operator("mish", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Mish : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // tanh(log(1 + eˣ)) = n / (n + 2) with n = eˣ(eˣ + 2); 1 to the last place for large x.
        var e = Exp<V, T>(V.LimitAbove(x, V.Create(20)));
        var n = e * (e + V.Create(2));
        return x * (n / (n + V.Create(2)));
    }
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new MishBackward(), grad, input);
}

/// <summary>grad · (t + x · (1 − t²) · s), where t is tanh(softplus(x)) and s sigmoid(x).</summary>
[Operator("mish_backward", Face = 0)]
internal readonly partial struct MishBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var e = Exp<V, T>(V.LimitAbove(x, V.Create(20)));
        var n = e * (e + V.Create(2));
        var t = n / (n + V.Create(2));
        return g * V.MultiplyAdd(x * (V.One - t * t), e / (e + V.One), t);
    }
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output)
    {
        Tensor s = right.sigmoid(), t = torch.nn.functional.softplus(right).tanh();
        return grad * left * (1 - t * t) * s * (2 + right * (1 - s - t * s * 2));
    }
}
