using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x rounded to a number of decimals (before the point if negative), halves to even.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.round.html"/>
[Operator("round", Face = Face.Default | Face.Special)]
internal readonly partial struct Round(long decimals = 0) : IUnaryOp, IGradientPlain, IOperandCheck
{
    public static Domain Domain => Domain.Number;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (decimals == 0 || !V.IsFloat) return V.Round(x);
        return ToDecimals<V, T>(x);
    }
    // A call of its own: within the loop its power would cost those who only round to whole numbers two thirds of their speed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private V ToDecimals<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var ten = V.Create(Math.Pow(10, Math.Abs(decimals)));
        return decimals > 0 ? V.Round(x * ten) / ten : V.Round(x / ten) * ten;
    }
    public Tensor Backward(Tensor grad) => torch.zeros_like(grad);
    public void Check(Tensor x, Tensor? y)
    {
        if (decimals != 0 && !x.is_floating_point()) throw new InvalidOperationException($"\"round_cpu\" not implemented for '{x.dtype.LegacyName()}'");
    }
}
