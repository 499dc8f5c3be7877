using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>√(x² + y²) without needless overflow.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.hypot.html"/>
[Operator("hypot")]
internal readonly partial struct Hypot : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public bool SavesOutput => true;

    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Hypot<V, T>(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * (left / output);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * (right / output);
}
