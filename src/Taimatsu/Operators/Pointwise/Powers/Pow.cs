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

/// <summary>x², as a struct of its own like the other short exponents: one body for all would ask for the exponent at every vector (2.5 times slower than memory).</summary>
[Operator("pow", Face = 0, Node = "PowBackward0")]
internal readonly partial struct PowSquare : IUnaryOp, IGradientFromInput
{
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => x * x;
    public Tensor Backward(Tensor grad, Tensor input) => PowFunction.BackwardNumber(grad, input, 2);
}

/// <summary>x³.</summary>
[Operator("pow", Face = 0, Node = "PowBackward0")]
internal readonly partial struct PowCube : IUnaryOp, IGradientFromInput
{
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => x * x * x;
    public Tensor Backward(Tensor grad, Tensor input) => PowFunction.BackwardNumber(grad, input, 3);
}

/// <summary>√x as a power.</summary>
[Operator("pow", Face = 0, Node = "PowBackward0")]
internal readonly partial struct PowRoot : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.Sqrt(x);
    public Tensor Backward(Tensor grad, Tensor input) => PowFunction.BackwardNumber(grad, input, 0.5);
}

/// <summary>1/√x as a power.</summary>
[Operator("pow", Face = 0, Node = "PowBackward0")]
internal readonly partial struct PowInverseRoot : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.One / V.Sqrt(x);
    public Tensor Backward(Tensor grad, Tensor input) => PowFunction.BackwardNumber(grad, input, -0.5);
}

/// <summary>1/x as a power.</summary>
[Operator("pow", Face = 0, Node = "PowBackward0")]
internal readonly partial struct PowInverse : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.One / x;
    public Tensor Backward(Tensor grad, Tensor input) => PowFunction.BackwardNumber(grad, input, -1);
}

/// <summary>1/x².</summary>
[Operator("pow", Face = 0, Node = "PowBackward0")]
internal readonly partial struct PowInverseSquare : IUnaryOp, IGradientFromInput
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => V.One / (x * x);
    public Tensor Backward(Tensor grad, Tensor input) => PowFunction.BackwardNumber(grad, input, -2);
}

/// <summary>1 and x itself: the powers 0 and 1.</summary>
[Operator("pow", Face = 0, Node = "PowBackward0")]
internal readonly partial struct PowTrivial(double exponent) : IUnaryOp, IGradientFromInput
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => exponent == 0 ? V.One : x;
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
