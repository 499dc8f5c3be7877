using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x brought into [min, max], limits element by element; NaN if any is NaN.</summary>
[Operator("clamp", Face = 0, Node = "ClampBackward0")]
internal readonly partial struct ClampTensors : ITernaryOp, ITernaryGradient
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x, V min, V max) where V : struct, ISimd<V, T> where T : unmanaged => V.Min(V.Max(x, min), max);

    public Tensor? Backward(int index, Tensor grad, Tensor a, Tensor b, Tensor c) => index switch
    {
        0 => torch.where((a >= b) & (a <= c), grad, 0.0),
        1 => torch.where((b < c) & (a < b), grad, 0.0),
        _ => torch.where((a > c) | (c < b), grad, 0.0),
    };
}

/// <summary>x, at least min, element by element.</summary>
[Operator("clamp_min", Face = 0, Node = "ClampMinBackward1")]
internal readonly partial struct ClampBelowTensor : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x, V min) where V : struct, ISimd<V, T> where T : unmanaged => V.Max(x, min);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.where(left >= right, grad, 0.0);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.where(left < right, grad, 0.0);
}

/// <summary>x, at most max, element by element.</summary>
[Operator("clamp_max", Face = 0, Node = "ClampMaxBackward1")]
internal readonly partial struct ClampAboveTensor : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x, V max) where V : struct, ISimd<V, T> where T : unmanaged => V.Min(x, max);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.where(left <= right, grad, 0.0);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.where(left > right, grad, 0.0);
}
