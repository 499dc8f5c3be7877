using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The tangent of radians.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tan.html"/>
[Operator("tan")]
internal readonly partial struct Tan : IUnaryOp, IGradientFromOutput
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => Trigonometry.Tan<V, T, Function>(x);
    public Tensor Backward(Tensor grad, Tensor output) => grad * (output * output + 1);

    private readonly struct Function : IScalarFunction
    {
        public static float Invoke(float x) => MathF.Tan(x);
        public static double Invoke(double x) => Math.Tan(x);
    }
}
