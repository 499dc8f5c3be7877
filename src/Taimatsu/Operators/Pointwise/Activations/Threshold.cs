using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>value where x ≤ threshold, else x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.threshold.html"/>
[Operator("threshold", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Threshold(double threshold, double value) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Number;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.LessOrEqual(x, V.Create(threshold)), V.Create(value), x);
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new ThresholdBackward(threshold), grad, input);
}

/// <summary>grad where x exceeds the threshold, else 0.</summary>
[Operator("threshold_backward", Face = 0)]
internal readonly partial struct ThresholdBackward(double threshold) : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.LessOrEqual(x, V.Create(threshold)), V.Zero, g);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
