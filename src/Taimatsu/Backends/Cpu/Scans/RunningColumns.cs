using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Running sums or products down the columns of contiguous matrices: row by row, a block of columns at once.</summary>
internal unsafe struct RunningColumns<T, TSum, TOp> : IRangeBody where T : unmanaged where TSum : unmanaged where TOp : struct, IRunningOp<TSum>
{
    private const int Block = 128;

    public T* Target, Source;
    public long Rows, Columns;
    public bool Reverse;

    /// <summary>The blocks of a matrix, and the columns of the widest.</summary>
    public readonly long Blocks => (Columns + Block - 1) / Block;

    public readonly long Width => Math.Min(Columns, Block);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        TSum* sums = stackalloc TSum[Block];
        for (long unit = begin; unit < end; unit++)
        {
            long column = unit % Blocks * Block, at = unit / Blocks * Rows * Columns + column, step = Columns;
            if (Reverse) (at, step) = (at + (Rows - 1) * Columns, -Columns);
            new Span<TSum>(sums, Block).Fill(TOp.Start);
            Down(Target + at, Source + at, sums, Rows, step, Math.Min(Block, Columns - column));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Down(T* target, T* source, TSum* sums, long rows, long step, long count)
    {
        for (long row = 0; row < rows; row++, target += step, source += step)
        {
            long i = 0;
            if (typeof(T) == typeof(float))
                for (; i + 8 <= count; i += 8)
                {
                    var (low, high) = Vector256.Widen(Vector256.Load((float*)source + i));
                    var first = TOp.Combine(Vector256.Load(sums + i), low.As<double, TSum>());
                    var second = TOp.Combine(Vector256.Load(sums + i + 4), high.As<double, TSum>());
                    first.Store(sums + i);
                    second.Store(sums + i + 4);
                    Vector256.Narrow(first.As<TSum, double>(), second.As<TSum, double>()).Store((float*)target + i);
                }
            else
                for (; i + Vector256<TSum>.Count <= count; i += Vector256<TSum>.Count)
                {
                    var sum = TOp.Combine(Vector256.Load(sums + i), Vector256.Load((TSum*)source + i));
                    sum.Store(sums + i);
                    sum.Store((TSum*)target + i);
                }
            for (; i < count; i++)
            {
                sums[i] = TOp.Combine(sums[i], RunningElement<T, TSum>.Widen(source[i]));
                target[i] = RunningElement<T, TSum>.Narrow(sums[i]);
            }
        }
    }
}
