using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The inverse hyperbolic tangent.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atanh.html"/>
[Operator("atanh", Alias = "arctanh")]
internal readonly partial struct Atanh : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Hyperbolic.Atanh<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad / (1 - input * input);
}
