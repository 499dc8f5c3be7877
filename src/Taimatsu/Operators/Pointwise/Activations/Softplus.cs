using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>log(1 + e^(beta · x)) / beta; x itself where beta · x exceeds the threshold.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html"/>
[Operator("softplus", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Softplus(double beta = 1.0, double threshold = 20.0) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var scaled = x * V.Create(beta);
        return V.Select(V.Less(V.Create(threshold), scaled), x, Log1pExp<V, T>(scaled) / V.Create(beta));
    }
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new SoftplusBackward(beta, threshold), grad, input);
}

/// <summary>grad · sigmoid(beta · x); grad where beta · x exceeds the threshold.</summary>
[Operator("softplus_backward", Face = 0)]
internal readonly partial struct SoftplusBackward(double beta, double threshold) : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var scaled = x * V.Create(beta);
        return V.Select(V.Less(V.Create(threshold), scaled), g, g * Sigmoid<V, T>(scaled));
    }
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output)
    {
        var s = (right * beta).sigmoid();
        return torch.where(right * beta > threshold, 0.0, grad * left * s * (1 - s) * beta);
    }
}
