using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>sin(πx) / (πx), and 1 at 0.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sinc.html"/>
[Operator("sinc", Face = Face.Default | Face.Special)]
internal readonly partial struct Sinc : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var scaled = x * V.Create(Math.PI);
        return V.Select(V.Equal(x, V.Zero), V.One, Trigonometry.Sin<V, T>(scaled) / scaled);
    }
    public Tensor Backward(Tensor grad, Tensor input)
    {
        var scaled = input * Math.PI;
        return grad * torch.where(input == 0, 0.0, (scaled.cos() * scaled - scaled.sin()) / (scaled * input));
    }
}
