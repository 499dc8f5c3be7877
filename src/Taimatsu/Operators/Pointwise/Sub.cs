using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x − y, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sub.html"/>
[Operator("sub", Alias = "subtract")]
internal readonly partial struct Sub : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Number;
    public bool SavesInputs => false;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x - y;
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => -grad;
}
