using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x · y, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.mul.html"/>
[Operator("mul", Alias = "multiply")]
internal readonly partial struct Mul : IBinaryOp, IBinaryGradient
{
    public bool SavesTheOther => true;
    public static bool KeepsBools => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x * y;
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * right;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * left;
}
