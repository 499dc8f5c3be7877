using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>|x|, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.abs.html"/>
[Operator("abs", Alias = "absolute")]
internal readonly partial struct Abs : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Number;
    public static bool ChangesSignsAlone => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Abs(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * input.sgn();
}
