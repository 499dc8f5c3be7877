using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>log(x / (1 − x)); with eps, x is first brought into [eps, 1 − eps].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logit.html"/>
[Operator("logit", Face = Face.Default | Face.Special)]
internal readonly partial struct Logit(double? eps = null) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        if (eps is { } e) x = V.LimitBelow(V.LimitAbove(x, V.Create(1 - e)), V.Create(e));
        return Log<V, T>(x / (V.One - x));
    }
    public Tensor Backward(Tensor grad, Tensor input)
    {
        double low = eps ?? 0, high = 1 - low;
        return torch.where((input >= low) & (input <= high), grad / (input * (1 - input)), eps is null ? double.NaN : 0.0);
    }
}
