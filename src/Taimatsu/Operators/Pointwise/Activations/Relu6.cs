using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>min(max(x, 0), 6).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu6.html"/>
[Operator("relu6", Face = Face.Tensor | Face.InPlace | Face.Functional, Node = "HardtanhBackward0")]
internal readonly partial struct Relu6 : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Number;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.LimitBelow(V.LimitAbove(x, V.Create(6)), V.Zero);
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new HardtanhBackward(0, 6), grad, input);
}
