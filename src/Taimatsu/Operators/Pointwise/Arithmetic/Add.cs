using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x + y, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.add.html"/>
[Operator("add")]
internal readonly partial struct Add : IBinaryOp, IBinaryGradient
{
    public bool SavesInputs => false;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad;
}

/// <summary>x + alpha · y, element by element.</summary>
[Operator("add", Face = 0, Node = "AddBackward0")]
internal readonly partial struct AddScaled(double alpha) : IBinaryOp, IBinaryGradient
{
    public bool SavesInputs => false;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.MultiplyAdd(y, V.Create(alpha), x);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * alpha;
}
