using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>log(1 + x), accurate for small x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.log1p.html"/>
[Operator("log1p", Face = Face.Default | Face.Special, Node = "Log1PBackward0")]
internal readonly partial struct Log1p : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Log1p<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad / (input + 1);
}
