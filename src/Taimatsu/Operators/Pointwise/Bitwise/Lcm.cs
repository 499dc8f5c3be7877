using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The least common multiple, not negative.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.lcm.html"/>
[Operator("lcm")]
internal readonly partial struct Lcm : IBinaryOp, IOperandCheck
{
    public static Domain Domain => Domain.Integral;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Map<Function>(x, y);
    public void Check(Tensor x, Tensor? y)
    {
        if (x.dtype == ScalarType.Bool && y!.dtype == ScalarType.Bool) throw new InvalidOperationException("\"lcm\" not implemented for 'Bool'");
    }

    private readonly struct Function : IScalarFunction2
    {
        public static long Invoke(long x, long y)
        {
            if (x == 0 || y == 0) return 0;
            return Math.Abs(unchecked(x / Gcd.GcdOf(x, y) * y));
        }
    }
}
