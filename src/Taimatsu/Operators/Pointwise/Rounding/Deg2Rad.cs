using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Degrees as radians.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.deg2rad.html"/>
[Operator("deg2rad", Node = "Deg2RadBackward0")]
internal readonly partial struct Deg2Rad : IUnaryOp, IGradientPlain
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => x * V.Create(Math.PI / 180);
    public Tensor Backward(Tensor grad) => grad * (Math.PI / 180);
}
