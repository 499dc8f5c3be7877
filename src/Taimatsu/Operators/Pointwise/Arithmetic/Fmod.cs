using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The remainder with the sign of x, as C's fmod.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.fmod.html"/>
[Operator("fmod")]
internal readonly partial struct Fmod : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
        => V.IsFloat ? Remainders.Truncated<V, T, Function>(x, y) : Remainders.WholeRest<V, T>(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => -grad * left.div(right, "trunc");

    private readonly struct Function : IScalarFunction2
    {
        public static float Invoke(float x, float y) => x % y;
        public static double Invoke(double x, double y) => x % y;
    }
}
