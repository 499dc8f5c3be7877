using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The hyperbolic cosine.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cosh.html"/>
[Operator("cosh")]
internal readonly partial struct Cosh : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Map<Function>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * input.sinh();

    private readonly struct Function : IScalarFunction
    {
        public static float Invoke(float x) => MathF.Cosh(x);
        public static double Invoke(double x) => Math.Cosh(x);
    }
}
