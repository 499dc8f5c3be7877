using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The n-th derivative of digamma.</summary>
[Operator("polygamma", Face = 0)]
internal readonly partial struct PolygammaOf(long n) : IBinaryOp, IBinaryGradient
{
    public static Domain Domain => Domain.Floating;
    public V Invoke<V, T>(V x, V order) where V : struct, ISimd<V, T> where T : unmanaged => n == 0 ? DigammaFunction.Digamma<V, T>(x) : V.Map<Function>(x, order);
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * left.polygamma(n + 1);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => torch.zeros_like(grad);

    private readonly struct Function : IScalarFunction2
    {
        public static float Invoke(float x, float y) => (float)GammaFunctions.Polygamma((long)y, x);
        public static double Invoke(double x, double y) => GammaFunctions.Polygamma((long)y, x);
    }
}

/// <summary>Derivatives of digamma.</summary>
internal static class Polygammas
{
    /// <summary>The n-th derivative of digamma, element by element.</summary>
    /// <exception cref="ArgumentException">A negative n.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.polygamma.html"/>
    [Operator("polygamma", Face = Face.Tensor)]
    public static Tensor Of(Tensor input, long n)
    {
        if (n < 0) throw new ArgumentException($"polygamma(n, x) does not support negative n, but got {n}");
        return Pointwise.Binary(new PolygammaOf(n), input, Tensor.Wrap(n));
    }

    /// <summary>The n-th derivative of digamma, element by element.</summary>
    /// <exception cref="ArgumentException">A negative n.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.polygamma.html"/>
    [Operator("polygamma", Face = Face.Torch | Face.Special)]
    public static Tensor Polygamma(long n, Tensor input) => Of(input, n);
}
