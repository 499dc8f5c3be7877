using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The inverse hyperbolic sine.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.asinh.html"/>
[Operator("asinh", Alias = "arcsinh")]
internal readonly partial struct Asinh : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Hyperbolic.Asinh<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * (input * input + 1).rsqrt();
}
