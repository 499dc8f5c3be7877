using System.Numerics;
using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Layer normalisation of [rows, columns]: a row is read from memory once in either direction.</summary>
internal static unsafe class LayerNormRows<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    // The sums of the weight's and bias's gradients are made block by block of rows: the blocks depend on the rows alone, so the sums do not depend on threads.
    private const long MostBlocks = 32, LeastRows = 16;

    // Columns whose blocks one unit of work adds up.
    private const int ColumnBlock = 64;

    public static void Forward(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps)
    {
        if (source.Count == 0) return;
        fixed (T* y = &target.First<T>(), x = &source.First<T>(), m = &mean.First<T>(), r = &rstd.First<T>())
        fixed (T* w = &weight.FirstOrNull<T>(), b = &bias.FirstOrNull<T>())
        {
            var body = new Rows { Target = y, Source = x, Mean = m, Rstd = r, Weight = w, Bias = b, Columns = source.Size(1), Eps = T.CreateTruncating(eps) };
            WorkerPool.For(source.Size(0), Math.Max(1, ElementLoop.Grain / 4 / source.Size(1)), ref body);
        }
        target.KeepAlive();
        mean.KeepAlive();
        rstd.KeepAlive();
        source.KeepAlive();
        weight.KeepAlive();
        bias.KeepAlive();
    }

    public static void Backward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean, in Operand rstd, in Operand weight)
    {
        long rows = source.Size(0), columns = source.Size(1), block = Math.Max(LeastRows, (rows + MostBlocks - 1) / MostBlocks), blocks = (rows + block - 1) / block;
        bool sums = gradWeight.Storage is not null || gradBias.Storage is not null;
        T* partial = sums ? GemmScratch.Get<T>(2 * blocks * columns) : null;
        if (sums) NativeMemory.Clear(partial, (nuint)(2 * blocks * columns * sizeof(T)));
        fixed (T* to = &gradSource.FirstOrNull<T>(), toWeight = &gradWeight.FirstOrNull<T>(), toBias = &gradBias.FirstOrNull<T>(), w = &weight.FirstOrNull<T>())
        fixed (T* g = &grad.First<T>(), x = &source.First<T>(), m = &mean.First<T>(), r = &rstd.First<T>())
        {
            var body = new RowBlocks { Target = to, Grad = g, Source = x, Mean = m, Rstd = r, Weight = w, Sums = partial, Rows = rows, Columns = columns, Block = block };
            if (columns > 0) WorkerPool.For(blocks, Math.Max(1, ElementLoop.Grain / 4 / (block * columns)), ref body);
            if (sums)
            {
                var columnBody = new ColumnSums { Sums = partial, Blocks = blocks, Columns = columns, GradWeight = toWeight, GradBias = toBias };
                WorkerPool.For((columns + ColumnBlock - 1) / ColumnBlock, Math.Max(1, ElementLoop.Grain / 4 / (2 * Math.Max(1, blocks) * ColumnBlock)), ref columnBody);
            }
        }
        gradSource.KeepAlive();
        gradWeight.KeepAlive();
        gradBias.KeepAlive();
        grad.KeepAlive();
        source.KeepAlive();
        mean.KeepAlive();
        rstd.KeepAlive();
        weight.KeepAlive();
    }

    private struct Rows : IRangeBody
    {
        public T* Target, Source, Mean, Rstd, Weight, Bias;
        public long Columns;
        public T Eps;

        public readonly void Run(long begin, long end)
        {
            if (VectorWidth.Bits >= 512) Run<V512<T>>(begin, end);
            else if (VectorWidth.Bits >= 256) Run<V256<T>>(begin, end);
            else Run<V128<T>>(begin, end);
        }

        private readonly void Run<V>(long begin, long end) where V : struct, ISimd<V, T>
        {
            T count = T.CreateTruncating(Columns);
            for (long row = begin; row < end; row++)
            {
                T* x = Source + row * Columns;
                T mean = NormalizationVector<V, T>.Sum(x, 1, 0, Columns) / count;
                T rstd = T.One / T.Sqrt(NormalizationVector<V, T>.Squares(x, mean, 1, 0, Columns) / count + Eps);
                Mean[row] = mean;
                Rstd[row] = rstd;
                NormalizationVector<V, T>.Affine(Target + row * Columns, x, mean, rstd, Weight, Bias, Columns);
            }
        }
    }

    private struct RowBlocks : IRangeBody
    {
        public T* Target, Grad, Source, Mean, Rstd, Weight, Sums;
        public long Rows, Columns, Block;

        public readonly void Run(long begin, long end)
        {
            if (VectorWidth.Bits >= 512) Run<V512<T>>(begin, end);
            else if (VectorWidth.Bits >= 256) Run<V256<T>>(begin, end);
            else Run<V128<T>>(begin, end);
        }

        private readonly void Run<V>(long begin, long end) where V : struct, ISimd<V, T>
        {
            for (long block = begin; block < end; block++)
                for (long row = block * Block; row < Math.Min(Rows, (block + 1) * Block); row++) Row<V>(row, Sums == null ? null : Sums + 2 * block * Columns);
        }

        // The source's gradient is rstd · (g·w − mean(g·w) − x̂ · mean(g·w·x̂)), here as a · g·w + b · x + c.
        private readonly void Row<V>(long row, T* sums) where V : struct, ISimd<V, T>
        {
            T* x = Source + row * Columns, g = Grad + row * Columns;
            T mean = Mean[row], rstd = Rstd[row], count = T.CreateTruncating(Columns);
            if (Target == null)
            {
                NormalizationVector<V, T>.AddProducts(g, x, mean, rstd, sums, sums + Columns, Columns);
                return;
            }
            NormalizationVector<V, T>.GradientSums(g, x, Weight, mean, 1, 0, Columns, out T sum, out T dot);
            T b = -rstd * rstd * rstd * dot / count, c = -b * mean - rstd * sum / count;
            T* z = Target + row * Columns;
            if (sums == null) NormalizationVector<V, T>.Combine(z, g, Weight, x, rstd, b, c, 1, 0, Columns);
            else NormalizationVector<V, T>.CombineAndSum(z, g, Weight, x, rstd, b, c, mean, rstd, sums, sums + Columns, Columns);
        }
    }

    private struct ColumnSums : IRangeBody
    {
        public T* Sums, GradWeight, GradBias;
        public long Blocks, Columns;

        public readonly void Run(long begin, long end)
        {
            long first = begin * ColumnBlock, last = Math.Min(Columns, end * ColumnBlock);
            if (GradWeight != null) Add(GradWeight, Sums, first, last);
            if (GradBias != null) Add(GradBias, Sums + Columns, first, last);
        }

        private readonly void Add(T* target, T* sums, long first, long last)
        {
            long i = first;
            for (; i + V256<T>.Count <= last; i += V256<T>.Count)
            {
                var sum = V256<T>.Zero;
                for (long block = 0; block < Blocks; block++) sum += V256<T>.Load(sums + 2 * block * Columns + i);
                V256<T>.Store(sum, target + i);
            }
            for (; i < last; i++)
            {
                T sum = T.Zero;
                for (long block = 0; block < Blocks; block++) sum += sums[2 * block * Columns + i];
                target[i] = sum;
            }
        }
    }
}
