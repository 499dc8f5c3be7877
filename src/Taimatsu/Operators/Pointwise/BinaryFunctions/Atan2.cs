using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The angle of the point (y, x), the first operand being the ordinate.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.atan2.html"/>
[Operator("atan2", Alias = "arctan2")]
internal readonly partial struct Atan2 : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => Trigonometry.Atan2<V, T>(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * (right / SquaredRadius(left, right));
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * (-left / SquaredRadius(left, right));

    // At the origin, where there is no angle, the gradient is zero.
    private static Tensor SquaredRadius(Tensor left, Tensor right)
    {
        var square = left * left + right * right;
        return square.masked_fill(square == 0, 1);
    }
}
