using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The natural logarithm.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.log.html"/>
[Operator("log")]
internal readonly partial struct Log : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Log<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad / input;
}
