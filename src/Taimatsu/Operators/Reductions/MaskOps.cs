using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>1 where both are equal, else 0, in the operands' own type.</summary>
internal readonly struct EqualMask : IBinaryOp
{
    public static string Name => "equal_mask";
    public static string NodeName => "EqualMaskBackward0";
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Equal(x, y), V.One, V.Zero);
}

/// <summary>x / y, and 0 where y is 0: derivatives of roots at zero are taken as 0, as PyTorch does.</summary>
internal readonly struct DivOrZero : IBinaryOp, IBinaryGradient
{
    public static string Name => "div_or_zero";
    public static string NodeName => "DivBackward0";
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Equal(y, V.Zero), V.Zero, x / y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output)
        => -grad * Pointwise.Binary(this, Pointwise.Binary(this, left, right), right);
}

/// <summary>Where along a dimension given positions lie, as ones among zeros.</summary>
internal static class PositionMask
{
    /// <summary>1 at the positions (length 1 in the dimension), 0 elsewhere.</summary>
    public static Tensor Of(Tensor positions, int dimension, long length, ScalarType type)
    {
        var numbers = new long[length];
        for (long i = 0; i < length; i++) numbers[i] = i;
        var shape = new long[Math.Max(positions.ndim, 1)];
        Array.Fill(shape, 1);
        shape[dimension] = length;
        var range = torch.from_array(numbers).reshape(shape).to(positions.device);
        var mask = Pointwise.Binary(default(EqualMask), range, positions).to(type);
        return positions.ndim == 0 ? mask.reshape() : mask;
    }
}
