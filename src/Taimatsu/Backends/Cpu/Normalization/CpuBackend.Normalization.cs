using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TryLayerNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps)
    {
        if (source.Type == ScalarType.Float32) Normalization<float>.LayerNorm(target, mean, rstd, source, weight, bias, eps);
        else if (source.Type == ScalarType.Float64) Normalization<double>.LayerNorm(target, mean, rstd, source, weight, bias, eps);
        else return false;
        return true;
    }

    public override bool TryLayerNormBackward(in Operand target, in Operand grad, in Operand source, in Operand mean, in Operand rstd, in Operand weight)
    {
        if (source.Type == ScalarType.Float32) Normalization<float>.LayerNormBackward(target, grad, source, mean, rstd, weight);
        else if (source.Type == ScalarType.Float64) Normalization<double>.LayerNormBackward(target, grad, source, mean, rstd, weight);
        else return false;
        return true;
    }

    public override bool TryLayerNormSums(in Operand weightSums, in Operand biasSums, in Operand grad, in Operand source, in Operand mean, in Operand rstd)
    {
        if (source.Type == ScalarType.Float32) Normalization<float>.LayerNormSums(weightSums, biasSums, grad, source, mean, rstd);
        else if (source.Type == ScalarType.Float64) Normalization<double>.LayerNormSums(weightSums, biasSums, grad, source, mean, rstd);
        else return false;
        return true;
    }

    public override bool TryBatchNormSums(in Operand gradSums, in Operand dotSums, in Operand grad, in Operand source, in Operand mean)
    {
        if (source.Type == ScalarType.Float32) Normalization<float>.BatchNormSums(gradSums, dotSums, grad, source, mean);
        else if (source.Type == ScalarType.Float64) Normalization<double>.BatchNormSums(gradSums, dotSums, grad, source, mean);
        else return false;
        return true;
    }

    public override bool TryChannelCombination(in Operand target, in Operand x, in Operand y, in Operand a, in Operand b, in Operand c)
    {
        if (x.Type == ScalarType.Float32) Normalization<float>.ChannelCombination(target, x, y, a, b, c);
        else if (x.Type == ScalarType.Float64) Normalization<double>.ChannelCombination(target, x, y, a, b, c);
        else return false;
        return true;
    }
}

/// <summary>Normalisations of one element type: each row or channel is one unit of work for a thread.</summary>
internal static unsafe class Normalization<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    // Columns whose sums one unit of work makes, and rows that are added before they join the total: longer sums lose more bits.
    private const int ColumnBlock = 64, RowBlock = 64;

    private enum Task
    {
        LayerNorm,
        LayerNormBackward,
        LayerNormSums,
        BatchNormSums,
        ChannelCombination,
    }

    public static void LayerNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps)
    {
        var body = new Body { Task = Task.LayerNorm, Rows = source.Size(0), Columns = source.Size(1), Eps = T.CreateTruncating(eps) };
        Run(ref body, target, source, mean, rstd, weight, bias);
    }

    public static void LayerNormBackward(in Operand target, in Operand grad, in Operand source, in Operand mean, in Operand rstd, in Operand weight)
    {
        var body = new Body { Task = Task.LayerNormBackward, Rows = source.Size(0), Columns = source.Size(1) };
        Run(ref body, target, source, mean, rstd, weight, grad);
    }

    public static void LayerNormSums(in Operand weightSums, in Operand biasSums, in Operand grad, in Operand source, in Operand mean, in Operand rstd)
    {
        var body = new Body { Task = Task.LayerNormSums, Rows = source.Size(0), Columns = source.Size(1) };
        Run(ref body, weightSums, source, mean, rstd, biasSums, grad);
    }

    public static void BatchNormSums(in Operand gradSums, in Operand dotSums, in Operand grad, in Operand source, in Operand mean)
    {
        var body = new Body { Task = Task.BatchNormSums, Batch = source.Size(0), Rows = source.Size(1), Columns = source.Size(2) };
        Run(ref body, gradSums, source, mean, dotSums, default, grad);
    }

    public static void ChannelCombination(in Operand target, in Operand x, in Operand y, in Operand a, in Operand b, in Operand c)
    {
        var body = new Body { Task = Task.ChannelCombination, Batch = x.Size(0), Rows = x.Size(1), Columns = x.Size(2) };
        Run(ref body, target, x, a, b, c, y);
    }

    private static void Run(ref Body body, in Operand target, in Operand source, in Operand first, in Operand second, in Operand third, in Operand fourth)
    {
        if (source.Count == 0 && body.Task is not (Task.BatchNormSums or Task.LayerNormSums)) return;
        fixed (T* t = &target.First<T>(), s = &source.First<T>(), a = &first.First<T>(), b = &second.First<T>())
        fixed (T* c = &(third.Storage is null ? ref Unsafe.NullRef<T>() : ref third.First<T>()))
        fixed (T* d = &(fourth.Storage is null ? ref Unsafe.NullRef<T>() : ref fourth.First<T>()))
        {
            body.Target = t;
            body.Source = s;
            body.First = a;
            body.Second = b;
            body.Third = c;
            body.Fourth = d;
            long units = body.Task == Task.ChannelCombination ? body.Batch * body.Rows : body.Task == Task.LayerNormSums ? (body.Columns + ColumnBlock - 1) / ColumnBlock : body.Rows;
            long each = body.Task == Task.BatchNormSums ? body.Columns * body.Batch : body.Task == Task.LayerNormSums ? body.Rows * ColumnBlock : body.Columns;
            long grain = Math.Max(1, ElementLoop.Grain / 4 / Math.Max(1, each));
            if (units <= grain) body.Run(0, units);
            else WorkerPool.For(units, grain, ref body);
        }
        target.KeepAlive();
        source.KeepAlive();
        first.KeepAlive();
        second.KeepAlive();
        third.KeepAlive();
        fourth.KeepAlive();
    }

    private struct Body : IRangeBody
    {
        public Task Task;
        public long Batch, Rows, Columns;
        public T Eps;
        public T* Target, Source, First, Second, Third, Fourth;

        public readonly void Run(long begin, long end)
        {
            if (VectorWidth.Bits >= 512) Run<V512<T>>(begin, end);
            else if (VectorWidth.Bits >= 256) Run<V256<T>>(begin, end);
            else Run<V128<T>>(begin, end);
        }

        private readonly void Run<V>(long begin, long end) where V : struct, ISimd<V, T>
        {
            for (long unit = begin; unit < end; unit++)
                switch (Task)
                {
                    case Task.LayerNorm: Row<V>(unit); break;
                    case Task.LayerNormBackward: RowBackward<V>(unit); break;
                    case Task.LayerNormSums: ColumnSums<V>(unit); break;
                    case Task.BatchNormSums: Channel<V>(unit); break;
                    default:
                        long channel = unit % Rows, at = unit * Columns;
                        NormalizationVector<V, T>.Combine(Target + at, Source + at, null, Fourth + at, First[channel], Second[channel], Third[channel], Columns);
                        break;
                }
        }

        private readonly void Row<V>(long row) where V : struct, ISimd<V, T>
        {
            T* x = Source + row * Columns;
            T count = T.CreateTruncating(Columns);
            T mean = ReduceVector<T, LineSum>.Run(default, x, Columns, default) / count;
            T variance = ReduceVector<T, LineSquares>.Run(default, x, Columns, mean) / count;
            T rstd = T.One / T.Sqrt(variance + Eps);
            First[row] = mean;
            Second[row] = rstd;
            NormalizationVector<V, T>.Affine(Target + row * Columns, x, mean, rstd, Third, Fourth, Columns);
        }

        // rstd · (g·w − mean(g·w) − x̂ · mean(g·w·x̂)), as a · g·w + b · x + c.
        private readonly void RowBackward<V>(long row) where V : struct, ISimd<V, T>
        {
            T* x = Source + row * Columns, g = Fourth + row * Columns;
            T mean = First[row], rstd = Second[row], count = T.CreateTruncating(Columns);
            NormalizationVector<V, T>.Sums(g, x, Third, mean, Columns, out T sum, out T dot);
            T b = -rstd * rstd * rstd * dot / count, c = -b * mean - rstd * sum / count;
            NormalizationVector<V, T>.Combine(Target + row * Columns, g, Third, x, rstd, b, c, Columns);
        }

        private readonly void ColumnSums<V>(long unit) where V : struct, ISimd<V, T>
        {
            long column = unit * ColumnBlock, end = Math.Min(Columns, column + ColumnBlock);
            for (; column + 4 * V.Count <= end; column += 4 * V.Count) FourVectors<V>(column);
            for (; column + V.Count <= end; column += V.Count) OneVector<V>(column);
            for (; column < end; column++)
            {
                double weight = 0, bias = 0;
                for (long row = 0; row < Rows; row++)
                {
                    T g = Fourth[row * Columns + column];
                    weight += double.CreateTruncating(g * (Source[row * Columns + column] - First[row]) * Second[row]);
                    bias += double.CreateTruncating(g);
                }
                Target[column] = T.CreateTruncating(weight);
                Third[column] = T.CreateTruncating(bias);
            }
        }

        private readonly void FourVectors<V>(long column) where V : struct, ISimd<V, T>
        {
            V w0 = V.Zero, w1 = w0, w2 = w0, w3 = w0, b0 = w0, b1 = w0, b2 = w0, b3 = w0;
            for (long first = 0; first < Rows; first += RowBlock)
            {
                V p0 = V.Zero, p1 = p0, p2 = p0, p3 = p0, q0 = p0, q1 = p0, q2 = p0, q3 = p0;
                for (long row = first; row < Math.Min(Rows, first + RowBlock); row++)
                {
                    T* x = Source + row * Columns + column, g = Fourth + row * Columns + column;
                    V mean = V.Create(First[row]), rstd = V.Create(Second[row]);
                    V g0 = V.Load(g), g1 = V.Load(g + V.Count), g2 = V.Load(g + 2 * V.Count), g3 = V.Load(g + 3 * V.Count);
                    p0 = V.MultiplyAdd(g0, (V.Load(x) - mean) * rstd, p0);
                    p1 = V.MultiplyAdd(g1, (V.Load(x + V.Count) - mean) * rstd, p1);
                    p2 = V.MultiplyAdd(g2, (V.Load(x + 2 * V.Count) - mean) * rstd, p2);
                    p3 = V.MultiplyAdd(g3, (V.Load(x + 3 * V.Count) - mean) * rstd, p3);
                    (q0, q1, q2, q3) = (q0 + g0, q1 + g1, q2 + g2, q3 + g3);
                }
                (w0, w1, w2, w3) = (w0 + p0, w1 + p1, w2 + p2, w3 + p3);
                (b0, b1, b2, b3) = (b0 + q0, b1 + q1, b2 + q2, b3 + q3);
            }
            T* weight = Target + column, bias = Third + column;
            V.Store(w0, weight);
            V.Store(w1, weight + V.Count);
            V.Store(w2, weight + 2 * V.Count);
            V.Store(w3, weight + 3 * V.Count);
            V.Store(b0, bias);
            V.Store(b1, bias + V.Count);
            V.Store(b2, bias + 2 * V.Count);
            V.Store(b3, bias + 3 * V.Count);
        }

        private readonly void OneVector<V>(long column) where V : struct, ISimd<V, T>
        {
            V weight = V.Zero, bias = weight;
            for (long first = 0; first < Rows; first += RowBlock)
            {
                V p = V.Zero, q = p;
                for (long row = first; row < Math.Min(Rows, first + RowBlock); row++)
                {
                    V g = V.Load(Fourth + row * Columns + column);
                    p = V.MultiplyAdd(g, (V.Load(Source + row * Columns + column) - V.Create(First[row])) * V.Create(Second[row]), p);
                    q += g;
                }
                weight += p;
                bias += q;
            }
            V.Store(weight, Target + column);
            V.Store(bias, Third + column);
        }

        private readonly void Channel<V>(long channel) where V : struct, ISimd<V, T>
        {
            // The images' sums are added in double.
            double sum = 0, dot = 0;
            for (long n = 0; n < Batch; n++)
            {
                long at = (n * Rows + channel) * Columns;
                NormalizationVector<V, T>.Sums(Fourth + at, Source + at, null, First[channel], Columns, out T s, out T d);
                sum += double.CreateTruncating(s);
                dot += double.CreateTruncating(d);
            }
            Target[channel] = T.CreateTruncating(sum);
            Second[channel] = T.CreateTruncating(dot);
        }
    }

    private readonly struct LineSquares : IReduceOp
    {
        public static string Name => "layer_norm";
        public V Identity<V, TElement>() where V : struct, ISimd<V, TElement> where TElement : unmanaged => V.Zero;
        public V Combine<V, TElement>(V x, V y) where V : struct, ISimd<V, TElement> where TElement : unmanaged => x + y;

        public V Map<V, TElement>(V x, V center) where V : struct, ISimd<V, TElement> where TElement : unmanaged
        {
            var d = x - center;
            return d * d;
        }
        public V Finish<V, TElement>(V total, V center) where V : struct, ISimd<V, TElement> where TElement : unmanaged => total;
    }
}
