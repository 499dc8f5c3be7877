using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The logarithm to base 2.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.log2.html"/>
[Operator("log2")]
internal readonly partial struct Log2 : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Log2<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad / (input * 0.6931471805599453);
}
