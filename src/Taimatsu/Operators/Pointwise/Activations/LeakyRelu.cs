using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x where it is positive, else negative_slope · x.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.leaky_relu.html"/>
[Operator("leaky_relu", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct LeakyRelu(double negative_slope = 0.01) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Less(V.Zero, x), x, x * V.Create(negative_slope));
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new LeakyReluBackward(negative_slope), grad, input);
}

/// <summary>grad where x is positive, else grad · negative_slope.</summary>
[Operator("leaky_relu_backward", Face = 0)]
internal readonly partial struct LeakyReluBackward(double negative_slope) : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Less(V.Zero, x), g, g * V.Create(negative_slope));
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
