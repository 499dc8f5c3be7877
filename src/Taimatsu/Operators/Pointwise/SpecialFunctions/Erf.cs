using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The error function.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.erf.html"/>
[Operator("erf", Face = Face.Default | Face.Special)]
internal readonly partial struct Erf : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => ErrorFunction.Erf<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * (input * input).neg().exp() * 1.1283791670955126;
}
