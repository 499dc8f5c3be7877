using System.Numerics;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TryCrossEntropy(in Operand losses, in Operand totalWeight, in Operand tops, in Operand logs, in Operand input, in Operand classes, in Operand weight, long ignored,
        bool reduce)
    {
        if (input.Type == ScalarType.Float32) CrossEntropyRows<float>.Forward(losses, totalWeight, tops, logs, input, classes, weight, ignored, reduce);
        else if (input.Type == ScalarType.Float64) CrossEntropyRows<double>.Forward(losses, totalWeight, tops, logs, input, classes, weight, ignored, reduce);
        else return false;
        return true;
    }

    public override bool TryCrossEntropyBackward(in Operand target, in Operand grad, in Operand input, in Operand tops, in Operand logs, in Operand classes, in Operand weight,
        in Operand divisor, long ignored)
    {
        if (input.Type == ScalarType.Float32) CrossEntropyRows<float>.Backward(target, grad, input, tops, logs, classes, weight, divisor, ignored);
        else if (input.Type == ScalarType.Float64) CrossEntropyRows<double>.Backward(target, grad, input, tops, logs, classes, weight, divisor, ignored);
        else return false;
        return true;
    }
}

/// <summary>Cross entropy of rows: the scores are read once in either direction, and no log-probabilities are written.</summary>
internal static unsafe class CrossEntropyRows<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Forward(in Operand losses, in Operand totalWeight, in Operand tops, in Operand logs, in Operand input, in Operand classes, in Operand weight, long ignored, bool reduce)
    {
        long rows = input.Size(0), length = input.Size(1);
        fixed (T* result = &losses.First<T>(), x = &input.First<T>(), top = &tops.First<T>(), log = &logs.First<T>())
        fixed (T* total = &totalWeight.FirstOrNull<T>(), w = &weight.FirstOrNull<T>())
        fixed (long* index = &classes.First<long>())
        {
            for (long r = 0; r < rows; r++)
                if (index[r] != ignored && (ulong)index[r] >= (ulong)length) throw new IndexOutOfRangeException($"Target {index[r]} is out of bounds.");
            var body = new Body { Source = x, Tops = top, Logs = log, Length = length };
            WorkerPool.For(rows, Math.Max(1, ElementLoop.Grain / 4 / length), ref body);
            // Sums in double: exact enough in one pass, and independent of threads.
            double sum = 0, weights = 0;
            for (long r = 0; r < rows; r++)
            {
                long c = index[r];
                T factor = c == ignored ? T.Zero : w == null ? T.One : w[c], loss = c == ignored ? T.Zero : -factor * (x[r * length + c] - top[r] - log[r]);
                if (!reduce) result[r] = loss;
                sum += double.CreateTruncating(loss);
                weights += double.CreateTruncating(factor);
            }
            if (reduce)
            {
                *result = T.CreateTruncating(sum);
                *total = T.CreateTruncating(weights);
            }
        }
        losses.KeepAlive();
        totalWeight.KeepAlive();
        tops.KeepAlive();
        logs.KeepAlive();
        input.KeepAlive();
        classes.KeepAlive();
        weight.KeepAlive();
    }

    public static void Backward(in Operand target, in Operand grad, in Operand input, in Operand tops, in Operand logs, in Operand classes, in Operand weight, in Operand divisor, long ignored)
    {
        long rows = input.Size(0), length = input.Size(1);
        fixed (T* y = &target.First<T>(), g = &grad.First<T>(), x = &input.First<T>(), top = &tops.First<T>(), log = &logs.First<T>())
        fixed (T* by = &divisor.FirstOrNull<T>(), w = &weight.FirstOrNull<T>())
        fixed (long* index = &classes.First<long>())
        {
            var body = new Body
            {
                Target = y, Source = x, Tops = top, Logs = log, Length = length, Grad = g, GradStep = grad.Count == 1 ? 0 : 1, Classes = index, Weight = w, Ignored = ignored,
                Factor = by == null ? T.One : T.One / *by,
            };
            WorkerPool.For(rows, Math.Max(1, ElementLoop.Grain / 4 / length), ref body);
        }
        target.KeepAlive();
        grad.KeepAlive();
        input.KeepAlive();
        tops.KeepAlive();
        logs.KeepAlive();
        classes.KeepAlive();
        weight.KeepAlive();
        divisor.KeepAlive();
    }

    private struct Body : IRangeBody
    {
        public T* Target, Source, Tops, Logs, Grad, Weight;
        public long* Classes;
        public long Length, GradStep, Ignored;
        public T Factor;

        public readonly void Run(long begin, long end)
        {
            if (VectorWidth.Bits >= 512) Run<V512<T>>(begin, end);
            else if (VectorWidth.Bits >= 256) Run<V256<T>>(begin, end);
            else Run<V128<T>>(begin, end);
        }

        private readonly void Run<V>(long begin, long end) where V : struct, ISimd<V, T>
        {
            if (Target == null)
            {
                SoftmaxVector<V, T>.Normalizers(Tops + begin, Logs + begin, Source + begin * Length, end - begin, Length);
                return;
            }
            for (long r = begin; r < end; r++)
            {
                T* row = Target + r * Length;
                long c = Classes[r];
                if (c == Ignored)
                {
                    for (long i = 0; i < Length; i++) row[i] = T.Zero;
                    continue;
                }
                T scale = Grad[r * GradStep] * Factor;
                if (Weight != null) scale *= Weight[c];
                SoftmaxVector<V, T>.ScaledRow(row, Source + r * Length, Tops[r], Logs[r], scale, Length);
                row[c] -= scale;
            }
        }
    }
}
