using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Running sums of float32 down the columns: row by row, a block of columns at once, in double like all running sums.</summary>
internal unsafe struct ColumnSums : IRangeBody
{
    private const int Block = 128;
    private float* _target, _source;
    private long _rows, _columns, _blocks;
    private bool _reverse;

    /// <summary>False if the operands are not what this is for.</summary>
    public static bool Try(ScanKind kind, in Operand target, in Operand source, int dimension, bool reverse)
    {
        if (kind != ScanKind.Sum || target.Type != ScalarType.Float32 || source.Type != ScalarType.Float32 || !source.Layout.IsContiguous || dimension >= target.Rank - 1) return false;
        long columns = 1, rows = target.Size(dimension);
        for (int d = dimension + 1; d < target.Rank; d++) columns *= target.Size(d);
        if (columns < 8) return false;
        fixed (float* to = &target.First<float>(), from = &source.First<float>())
        {
            long blocks = (columns + Block - 1) / Block;
            var body = new ColumnSums { _target = to, _source = from, _rows = rows, _columns = columns, _blocks = blocks, _reverse = reverse };
            WorkerPool.For(target.Count / (rows * columns) * blocks, Math.Max(1, ElementLoop.Grain / (rows * Math.Min(columns, Block))), ref body);
        }
        target.KeepAlive();
        source.KeepAlive();
        return true;
    }

    public readonly void Run(long begin, long end)
    {
        double* sums = stackalloc double[Block];
        for (long unit = begin; unit < end; unit++)
        {
            long column = unit % _blocks * Block, at = unit / _blocks * _rows * _columns + column, step = _columns;
            if (_reverse) (at, step) = (at + (_rows - 1) * _columns, -_columns);
            new Span<double>(sums, Block).Clear();
            Rows(_target + at, _source + at, sums, _rows, step, Math.Min(Block, _columns - column));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows(float* target, float* source, double* sums, long rows, long step, long count)
    {
        for (long row = 0; row < rows; row++, target += step, source += step)
        {
            long i = 0;
            for (; i + 8 <= count; i += 8)
            {
                var (low, high) = Vector256.Widen(Vector256.Load(source + i));
                low += Vector256.Load(sums + i);
                high += Vector256.Load(sums + i + 4);
                low.Store(sums + i);
                high.Store(sums + i + 4);
                Vector256.Narrow(low, high).Store(target + i);
            }
            for (; i < count; i++) target[i] = (float)(sums[i] += source[i]);
        }
    }
}
