using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>−x, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.neg.html"/>
[Operator("neg", Alias = "negative")]
internal readonly partial struct Neg : IUnaryOp, IGradientPlain, IOperandCheck
{
    public static Domain Domain => Domain.Number;
    public static bool ChangesSignsAlone => true;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => -x;
    public Tensor Backward(Tensor grad) => -grad;
    public void Check(Tensor x, Tensor? y)
    {
        if (x.dtype == ScalarType.Bool)
            throw new InvalidOperationException("Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
    }
}
