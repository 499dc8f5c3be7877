using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>xʸ of two tensors.</summary>
[Operator("pow", Face = 0, Node = "PowBackward1")]
internal readonly partial struct Pow : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Number;
    public bool SavesOutput => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.IsFloat ? PowerFunction.Pow<V, T>(x, y) : V.Map<PowFunction>(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => PowFunction.BackwardBase(grad, left, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => PowFunction.BackwardExponent(grad, left, right, output);
}

/// <summary>xʸ of a number and a tensor.</summary>
[Operator("pow", Face = 0, Node = "PowBackward2")]
internal readonly partial struct PowOfScalar : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Number;
    public bool SavesOutput => true;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.IsFloat ? PowerFunction.Pow<V, T>(x, y) : V.Map<PowFunction>(x, y);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => PowFunction.BackwardBase(grad, left, right);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => PowFunction.BackwardExponent(grad, left, right, output);
}

/// <summary>xʸ of a tensor and a number.</summary>
[Operator("pow", Face = 0, Node = "PowBackward0")]
internal readonly partial struct PowScalar(double exponent) : IUnaryOp, IGradientFromInput
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.IsFloat ? PowerFunction.Pow<V, T>(x, V.Create(exponent)) : V.Map<PowFunction>(x, V.Create(exponent));

    public Tensor Backward(Tensor grad, Tensor input) => PowFunction.BackwardNumber(grad, input, exponent);
}

/// <summary>xʸ of a tensor and one of the exponents that occur most and need no power function.</summary>
[Operator("pow", Face = 0, Node = "PowBackward0")]
internal readonly partial struct PowShort(double exponent) : IUnaryOp, IGradientFromInput
{
    /// <summary>Whether an exponent is one of them.</summary>
    public static bool Knows(double exponent, bool isFloat) => exponent is 0 or 1 or 2 or 3 || (isFloat && exponent is 0.5 or -0.5 or -1 or -2);

    // The square is written into the loop; there is no room for all the rest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => exponent == 2 ? x * x : Other<V, T>(x);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private V Other<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => exponent switch
    {
        0 => V.One,
        1 => x,
        3 => x * x * x,
        0.5 => V.Sqrt(x),
        -0.5 => V.One / V.Sqrt(x),
        -1 => V.One / x,
        _ => V.One / (x * x),
    };

    public Tensor Backward(Tensor grad, Tensor input) => PowFunction.BackwardNumber(grad, input, exponent);
}

/// <summary>Powers of single numbers, and the derivatives that all forms share.</summary>
internal readonly struct PowFunction : IScalarFunction2
{
    public static float Invoke(float x, float y) => MathF.Pow(x, y);

    public static double Invoke(double x, double y) => Math.Pow(x, y);

    public static long Invoke(long x, long y)
    {
        if (y < 0) return x == 1 ? 1 : x == -1 ? (y % 2 == 0 ? 1 : -1) : 0;
        long result = 1;
        for (; y > 0; y >>= 1, x = unchecked(x * x))
            if ((y & 1) != 0)
                result = unchecked(result * x);
        return result;
    }

    public static Tensor BackwardNumber(Tensor grad, Tensor x, double exponent)
    {
        if (exponent == 0) return torch.zeros_like(grad);
        return exponent == 2 ? grad * (x * 2) : grad * (x.pow(exponent - 1) * exponent);
    }

    public static Tensor BackwardBase(Tensor grad, Tensor x, Tensor y) => torch.where(y == 0, 0.0, grad * (y * torch.pow(x, y - 1)));

    public static Tensor BackwardExponent(Tensor grad, Tensor x, Tensor y, Tensor output)
        => grad * torch.where((x == 0) & (y >= 0), 0.0, output * x.log());
}
