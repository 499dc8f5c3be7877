using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x − y · ⌊x / y⌋: the remainder with the sign of y, as Python's %.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.remainder.html"/>
[Operator("remainder")]
internal readonly partial struct Remainder : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
        => V.IsFloat ? Remainders.Floored<V, T, Function>(x, y) : Remainders.FlooredWholeRest<V, T>(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad;
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => -grad * left.div(right, "floor");

    private readonly struct Function : IScalarFunction2
    {
        public static float Invoke(float x, float y) => Division.Remainder(x, y);
        public static double Invoke(double x, double y) => Division.Remainder(x, y);
    }
}
