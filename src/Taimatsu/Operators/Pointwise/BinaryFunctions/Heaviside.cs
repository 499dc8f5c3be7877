using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>0 where x &lt; 0, 1 where x &gt; 0, y where x = 0.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.heaviside.html"/>
[Operator("heaviside")]
internal readonly partial struct Heaviside : IBinaryOp, IOperandCheck
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Equal(x, V.Zero), y, V.Less(V.Zero, x) & V.One);
    public void Check(Tensor x, Tensor? y)
    {
        if (x.dtype != y!.dtype) throw new InvalidOperationException("heaviside is not yet implemented for tensors with different dtypes.");
    }
}
