using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;
using static Taimatsu.Backends.ErrorFunction;

namespace Taimatsu.Operators;

/// <summary>x · Φ(x), where Φ is the distribution function of the normal distribution.</summary>
[Operator("gelu", Face = 0)]
internal readonly partial struct Gelu : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => x * (NormalBesideHalf<V, T>(x) + V.Create(0.5));
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new GeluBackward(), grad, input);
}

/// <summary>grad · (Φ(x) + x · φ(x)).</summary>
[Operator("gelu_backward", Face = 0)]
internal readonly partial struct GeluBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var distribution = NormalBesideHalf<V, T>(x) + V.Create(0.5);
        var density = Exp<V, T>(x * x * V.Create(-0.5)) * V.Create(0.3989422804014327);
        return g * V.MultiplyAdd(x, density, distribution);
    }
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output)
        => grad * left * (right * right * -0.5).exp() * 0.3989422804014327 * (2 - right * right);
}
