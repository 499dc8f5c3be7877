using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The sine of radians.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sin.html"/>
[Operator("sin")]
internal readonly partial struct Sin : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Trigonometry.Sin<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * input.cos();
}
