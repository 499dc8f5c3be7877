using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The inverse of the error function, for −1 &lt; x &lt; 1.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.erfinv.html"/>
[Operator("erfinv", Face = Face.Default | Face.Special)]
internal readonly partial struct Erfinv : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => InverseErrorFunction.Erfinv<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor output) => grad * (output * output).exp() * 0.886226925452758;
}
