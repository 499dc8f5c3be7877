using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where the sign is set, also of −0.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.signbit.html"/>
[Operator("signbit", Face = Face.Tensor | Face.Torch)]
internal readonly partial struct SignBit : IUnaryOp
{
    public static bool IsPredicate => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.IsFloat ? x : V.Less(x, V.Zero); // a mask is its sign bits
}
