using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The hyperbolic sine.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.sinh.html"/>
[Operator("sinh")]
internal readonly partial struct Sinh : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Map<Function>(x);
    public Tensor Backward(Tensor grad, Tensor input) => grad * input.cosh();

    private readonly struct Function : IScalarFunction
    {
        public static float Invoke(float x) => MathF.Sinh(x);
        public static double Invoke(double x) => Math.Sinh(x);
    }
}
