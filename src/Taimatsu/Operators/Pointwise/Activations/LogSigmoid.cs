using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Operators;

/// <summary>log(sigmoid(x)), accurate for large |x|.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.logsigmoid.html"/>
[Operator("logsigmoid", Face = Face.Tensor | Face.InPlace | Face.Functional, Node = "LogSigmoidBackward0")]
internal readonly partial struct LogSigmoid : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public static bool RunsInPairs => true;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => -Log1pExp<V, T>(-x);
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new LogSigmoidBackward(), grad, input);
}

/// <summary>grad · sigmoid(−x).</summary>
[Operator("logsigmoid_backward", Face = 0)]
internal readonly partial struct LogSigmoidBackward : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged => g * Sigmoid<V, T>(-x);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output)
    {
        var s = right.sigmoid();
        return -grad * left * s * (1 - s);
    }
}
