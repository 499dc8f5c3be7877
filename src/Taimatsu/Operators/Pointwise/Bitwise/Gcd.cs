using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The greatest common divisor, not negative.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.gcd.html"/>
[Operator("gcd")]
internal readonly partial struct Gcd : IBinaryOp, IOperandCheck
{
    public static Domain Domain => Domain.Integral;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Map<Function>(x, y);
    public void Check(Tensor x, Tensor? y)
    {
        if (x.dtype == ScalarType.Bool && y!.dtype == ScalarType.Bool) throw new InvalidOperationException("\"gcd\" not implemented for 'Bool'");
    }

    private readonly struct Function : IScalarFunction2
    {
        public static long Invoke(long x, long y) => GcdOf(x, y);
    }

    /// <summary>Euclid's algorithm.</summary>
    internal static long GcdOf(long x, long y)
    {
        while (y != 0) (x, y) = (y, y == -1 ? 0 : x % y);
        return x < 0 ? unchecked(-x) : x;
    }
}
