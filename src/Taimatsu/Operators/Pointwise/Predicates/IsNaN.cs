using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>True where an element is NaN.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.isnan.html"/>
[Operator("isnan", Face = Face.Tensor | Face.Torch)]
internal readonly partial struct IsNaN : IUnaryOp
{
    public static bool IsPredicate => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.IsFloat ? ~V.Equal(x, x) : V.Zero;
}
