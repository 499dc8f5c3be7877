using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x with the sign of y.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.copysign.html"/>
[Operator("copysign")]
internal readonly partial struct CopySign : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Floating;
    public bool SavesOutput => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.CopySign(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * torch.where(left == 0, 0.0, output / left);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
