using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>1 / √x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.rsqrt.html"/>
[Operator("rsqrt")]
internal readonly partial struct Rsqrt : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.One / V.Sqrt(x);
    public Tensor Backward(Tensor grad, Tensor output) => grad * output.pow(3) * -0.5;
}
