using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The logarithm to base 10.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.log10.html"/>
[Operator("log10")]
internal readonly partial struct Log10 : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Log10<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad / (input * 2.302585092994046);
}
