using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x / y rounded towards zero, element by element.</summary>
[Operator("div_trunc", Face = 0, Node = "DivBackward2")]
internal readonly partial struct TruncDivide : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Number;
    public bool SavesInputs => false;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.IsFloat ? V.Truncate(x / y) : V.WholeQuotient(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
