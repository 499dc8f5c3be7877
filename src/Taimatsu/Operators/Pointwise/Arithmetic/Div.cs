using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x / y, element by element; integers are divided as floats.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.div.html"/>
[Operator("div", Alias = "divide true_divide")]
internal readonly partial struct Div : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x / y;
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad / right;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => -grad * (left / right / right);
}
