using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>1 / x; integers are taken as floats.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.reciprocal.html"/>
[Operator("reciprocal")]
internal readonly partial struct Reciprocal : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.One / x;
    public Tensor Backward(Tensor grad, Tensor output) => -grad * output * output;
}
