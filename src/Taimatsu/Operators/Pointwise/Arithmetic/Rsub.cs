using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>y − x, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sub.html"/>
[Operator("rsub", Face = Face.Tensor | Face.Torch, Node = "RsubBackward1")]
internal readonly partial struct Rsub : IBinaryOp, IBinaryGradient, IOperandCheck
{
    public bool SavesInputs => false;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => y - x;
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => -grad;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad;
    public bool TakesNumbers => true;
    public void Check(Tensor x, Tensor? y) => Checks.Subtraction(y!, x);
}
