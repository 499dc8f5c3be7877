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
    private enum Task
    {
        LayerNorm,
        LayerNormBackward,
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
        if (source.Count == 0 && body.Task != Task.BatchNormSums) return;
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
            long units = body.Task == Task.ChannelCombination ? body.Batch * body.Rows : body.Rows;
            long each = body.Task == Task.BatchNormSums ? body.Columns * body.Batch : body.Columns;
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
