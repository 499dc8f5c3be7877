using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The larger of both; NaN if either is NaN.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.maximum.html"/>
[Operator("maximum")]
internal readonly partial struct Maximum : IBinaryOp, IBinaryGradient
{
    public static bool KeepsBools => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Max(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Selection.Share(grad, left > right, left == right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => Selection.Share(grad, right > left, left == right);
}
