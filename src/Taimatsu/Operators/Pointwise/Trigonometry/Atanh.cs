using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The inverse hyperbolic tangent.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atanh.html"/>
[Operator("atanh", Alias = "arctanh")]
internal readonly partial struct Atanh : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Map<Function>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad / (1 - input * input);

    private readonly struct Function : IScalarFunction
    {
        public static float Invoke(float x) => MathF.Atanh(x);
        public static double Invoke(double x) => Math.Atanh(x);
    }
}
