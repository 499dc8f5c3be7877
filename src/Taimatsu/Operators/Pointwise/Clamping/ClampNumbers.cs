using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x brought into [min, max]; min gives way to max.</summary>
[Operator("clamp", Face = 0, Node = "ClampBackward1")]
internal readonly partial struct ClampBoth(double min, double max) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Number;
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.LimitAbove(V.LimitBelow(x, V.Create(min)), V.Create(max));
    public Tensor Backward(Tensor grad, Tensor input) => torch.where((input >= min) & (input <= max), grad, 0.0);
}

/// <summary>x, at least min.</summary>
[Operator("clamp_min", Face = 0)]
internal readonly partial struct ClampBelow(double min) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.LimitBelow(x, V.Create(min));
    public Tensor Backward(Tensor grad, Tensor input) => torch.where(input >= min, grad, 0.0);
}

/// <summary>x, at most max.</summary>
[Operator("clamp_max", Face = 0)]
internal readonly partial struct ClampAbove(double max) : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.LimitAbove(x, V.Create(max));
    public Tensor Backward(Tensor grad, Tensor input) => torch.where(input <= max, grad, 0.0);
}
