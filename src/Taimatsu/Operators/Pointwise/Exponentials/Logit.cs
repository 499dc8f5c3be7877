using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>log(x / (1 − x)); with eps, x is first brought into [eps, 1 − eps].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logit.html"/>
[Operator("logit", Face = Face.Default | Face.Special)]
internal readonly partial struct Logit(double? eps = null) : IUnaryOp, IGradientFromInput
{
    // NaN for none: kernels on other devices take plain numbers only.
    private readonly double _eps = eps ?? double.NaN;

    public static Domain Domain => Domain.Floating;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (!double.IsNaN(_eps)) x = V.LimitBelow(V.LimitAbove(x, V.Create(1 - _eps)), V.Create(_eps));
        return Log<V, T>(x / (V.One - x));
    }
    public Tensor Backward(Tensor grad, Tensor input)
    {
        bool free = double.IsNaN(_eps);
        double low = free ? 0 : _eps, high = 1 - low;
        return torch.where((input >= low) & (input <= high), grad / (input * (1 - input)), free ? double.NaN : 0.0);
    }
}
