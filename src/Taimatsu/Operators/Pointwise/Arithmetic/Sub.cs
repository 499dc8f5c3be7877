using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x − y, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sub.html"/>
[Operator("sub", Alias = "subtract")]
internal readonly partial struct Sub : IBinaryOp, IBinaryGradient, IOperandCheck
{
    public bool SavesInputs => false;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x - y;
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => -grad;
    public bool TakesNumbers => true;
    public void Check(Tensor x, Tensor? y) => Checks.Subtraction(x, y!);
}

/// <summary>x − alpha · y, element by element.</summary>
[Operator("sub", Face = 0, Node = "SubBackward0")]
internal readonly partial struct SubScaled(double alpha) : IBinaryOp, IBinaryGradient, IOperandCheck
{
    public bool SavesInputs => false;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.MultiplyAdd(y, -V.Create(alpha), x);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * -alpha;
    public bool TakesNumbers => true;
    public void Check(Tensor x, Tensor? y) => Checks.Subtraction(x, y!);
}
