using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>eˣ − 1, accurate for small x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.expm1.html"/>
[Operator("expm1", Face = Face.Default | Face.Special)]
internal readonly partial struct Expm1 : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public static bool RunsInPairs => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Expm1<V, T>(x);
    public Tensor Backward(Tensor grad, Tensor output) => grad * (output + 1);
}
