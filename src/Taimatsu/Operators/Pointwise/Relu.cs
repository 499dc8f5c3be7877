using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>max(x, 0), element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html"/>
[Operator("relu")]
internal readonly partial struct Relu : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Max(x, V.Zero);
    public Tensor Backward(Tensor grad, Tensor output) => Pointwise.Binary(new ThresholdBackward(0), grad, output);
}

/// <summary>grad where x exceeds the threshold, else 0.</summary>
[Operator("threshold_backward", Face = 0)]
internal readonly partial struct ThresholdBackward(double threshold) : IBinaryOp, IBinaryGradient
{
    public V Invoke<V, T>(V grad, V x) where V : struct, ISimd<V, T> where T : unmanaged
        => V.Select(V.LessOrEqual(x, V.Create(threshold)), V.Zero, grad);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
