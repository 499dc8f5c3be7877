using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x brought into [min_val, max_val].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardtanh.html"/>
[Operator("hardtanh", Face = Face.Tensor | Face.InPlace | Face.Functional)]
internal readonly partial struct Hardtanh(double min_val = -1.0, double max_val = 1.0) : IUnaryOp, IGradientFromInput, IOperandCheck
{
    public static Domain Domain => Domain.Number;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.LimitBelow(V.LimitAbove(x, V.Create(max_val)), V.Create(min_val));
    public Tensor Backward(Tensor grad, Tensor input) => Pointwise.Binary(new HardtanhBackward(min_val, max_val), grad, input);
    public void Check(Tensor x, Tensor? y)
    {
        if (x.dtype == ScalarType.Bool) throw new InvalidOperationException("Bool inputs not supported for hardtanh");
        if (x.dtype == ScalarType.Byte && min_val < 0) throw new InvalidOperationException("cannot do hardtanh on an unsigned type with negative limits");
        if (min_val > max_val) throw new ArgumentException("hardtanh: min_val cannot be greater than max_val");
    }
}

/// <summary>grad where x lies strictly between the limits, else 0.</summary>
[Operator("hardtanh_backward", Face = 0)]
internal readonly partial struct HardtanhBackward(double min_val, double max_val) : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V g, V x) where V : struct, ISimd<V, T> where T : unmanaged
        => V.Select(V.Less(V.Create(min_val), x) & V.Less(x, V.Create(max_val)), g, V.Zero);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => Pointwise.Binary(this, grad, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);
}
