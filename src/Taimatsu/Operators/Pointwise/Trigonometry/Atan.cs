using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The inverse tangent.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atan.html"/>
[Operator("atan", Alias = "arctan")]
internal readonly partial struct Atan : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Trigonometry.Atan<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad / (input * input + 1);
}
