using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x / y rounded down, element by element.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.floor_divide.html"/>
[Operator("floor_divide", Face = Face.Tensor | Face.InPlace | Face.Torch, Node = "DivBackward2")]
internal readonly partial struct FloorDivide : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Number;
    public bool SavesInputs => false;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
        => V.IsFloat ? Remainders.FlooredQuotient<V, T, Function>(x, y) : Remainders.FlooredWhole<V, T>(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);

    private readonly struct Function : IScalarFunction2
    {
        public static float Invoke(float x, float y) => Division.Floor(x, y);
        public static double Invoke(double x, double y) => Division.Floor(x, y);
    }
}
