using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Combines partial results pairwise, as a binary counter carries: of n partial results none goes through more than log n additions, so that
/// the rounding error of a long float sum stays small.
/// </summary>
internal unsafe struct Cascade<T, TOp>(TOp op) where T : unmanaged where TOp : struct, IReduceOp
{
    private fixed double _levels[64]; // room for any T
    private long _count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(T value)
    {
        int level = 0;
        fixed (double* levels = _levels)
        {
            for (; ((_count >> level) & 1) != 0; level++) value = ReduceVector<T, TOp>.Combine(op, *(T*)(levels + level), value);
            *(T*)(levels + level) = value;
        }
        _count++;
    }

    /// <summary>Everything combined; needs at least one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Total()
    {
        fixed (double* levels = _levels)
        {
            T total = default;
            bool first = true;
            for (int level = 0; level < 64; level++)
            {
                if (((_count >> level) & 1) == 0) continue;
                total = first ? *(T*)(levels + level) : ReduceVector<T, TOp>.Combine(op, *(T*)(levels + level), total);
                first = false;
            }
            return total;
        }
    }
}
