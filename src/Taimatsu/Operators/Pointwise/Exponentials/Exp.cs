using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>eˣ, element by element; integers are taken as floats.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.exp.html"/>
[Operator("exp")]
internal readonly partial struct Exp : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Exp<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor output) => grad * output;
}
