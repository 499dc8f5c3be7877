using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2.</summary>
[Operator("gelu_tanh", Face = 0, Node = "GeluBackward0")]
internal readonly partial struct GeluTanh : IUnaryOp, IGradientFromInput
{
    /// <summary>√(2/π)</summary>
    public const double Scale = 0.7978845608028654;

    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var inner = V.Create(Scale) * V.MultiplyAdd(x * x * x, V.Create(0.044715), x);
        return x * V.Create(0.5) * (V.One + Tanh<V, T>(inner));
    }
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new GeluTanhBackward(), grad, input);
}

/// <summary>The gradient of gelu in its tanh form.</summary>
[Operator("gelu_tanh_backward", Face = 0, Node = "GeluBackwardBackward0")]
internal readonly partial struct GeluTanhBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var square = x * x;
        var t = Tanh<V, T>(V.Create(GeluTanh.Scale) * x * V.MultiplyAdd(square, V.Create(0.044715), V.One));
        var slope = V.Create(GeluTanh.Scale) * V.MultiplyAdd(square, V.Create(3 * 0.044715), V.One);
        return g * V.Create(0.5) * (V.One + t + x * (V.One - t * t) * slope);
    }
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output)
    {
        var t = ((right + right.pow(3) * 0.044715) * GeluTanh.Scale).tanh();
        var slope = (right * right * (3 * 0.044715) + 1) * GeluTanh.Scale;
        var bend = right * (6 * 0.044715 * GeluTanh.Scale);
        return grad * left * (1 - t * t) * (slope + right * 0.5 * (bend - t * slope * slope * 2));
    }
}
