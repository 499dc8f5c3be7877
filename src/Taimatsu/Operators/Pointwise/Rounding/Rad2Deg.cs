using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Radians as degrees.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.rad2deg.html"/>
[Operator("rad2deg", Node = "Rad2DegBackward0")]
internal readonly partial struct Rad2Deg : IUnaryOp, IGradientPlain
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => x * V.Create(180 / Math.PI);
    public Tensor Backward(Tensor grad) => grad * (180 / Math.PI);
}
