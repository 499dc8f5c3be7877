using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The inverse sine.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.asin.html"/>
[Operator("asin", Alias = "arcsin")]
internal readonly partial struct Asin : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Map<Function>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * (1 - input * input).rsqrt();

    private readonly struct Function : IScalarFunction
    {
        public static float Invoke(float x) => MathF.Asin(x);
        public static double Invoke(double x) => Math.Asin(x);
    }
}
