using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>One row times a matrix with contiguous rows: bound by memory, so the matrix is read once, in place.</summary>
internal static unsafe class RowGemm
{
    // What the kernels are written for.
    private const int WideVectors = 8, RowsAtATime = 8;

    private const long DepthBlock = 512;
    private const long TaskWork = 32 << 10;

    /// <summary>From this size on a matrix is streamed row by row, eight at a time, with the sums in the first-level cache instead of in registers.</summary>
    private const long StreamBytes = 512 << 10;

    /// <summary>The columns of a stream.</summary>
    private const int StreamColumns = 512;

    /// <summary>Element j of the product is the sum over p of left[p * leftStride] * right[p * rightStride + j].</summary>
    public static void Run<T>(GemmKernels<T> kernels, long n, long k, T* left, long leftStride, T* right, long rightStride, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        var body = new Body<T>
        {
            Kernels = kernels, Target = target, Columns = n, Depth = k, Left = left, LeftStride = leftStride, Right = right, RightStride = rightStride,
        };
        if (n * k * sizeof(T) >= StreamBytes && n >= StreamColumns)
        {
            var stream = new Stream<T> { Rows = body };
            WorkerPool.For(n, StreamColumns, ref stream);
            return;
        }
        long width = body.Width;
        WorkerPool.For((n + width - 1) / width, Math.Max(1, TaskWork / (width * k)), ref body);
    }

    private struct Stream<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public Body<T> Rows;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            T* sums = stackalloc T[StreamColumns], part = stackalloc T[StreamColumns];
            for (long column = begin; column < end; column += StreamColumns)
            {
                int columns = (int)Math.Min(StreamColumns, end - column);
                int whole = columns / Rows.Kernels.Lanes * Rows.Kernels.Lanes;
                SumRows(column, whole, 0, sums);
                for (long depth = DepthBlock; depth < Rows.Depth; depth += DepthBlock)
                {
                    SumRows(column, whole, depth, part);
                    for (int j = 0; j < whole; j++) sums[j] += part[j];
                }
                Rows.Target.Write(sums, whole, 0, column, 1, whole, first: true, last: true);
                if (whole < columns) Rows.Multiply(column + whole, columns - whole, sums, part);
            }
        }

        private readonly void SumRows(long column, int columns, long depth, T* sums)
        {
            new Span<T>(sums, columns).Clear();
            long rest = Math.Min(DepthBlock, Rows.Depth - depth);
            T* left = Rows.Left + depth * Rows.LeftStride, right = Rows.Right + depth * Rows.RightStride + column;
            for (; rest >= RowsAtATime; rest -= RowsAtATime)
            {
                Rows.Kernels.AddRows(columns, left, Rows.LeftStride, right, Rows.RightStride, sums);
                left += RowsAtATime * Rows.LeftStride;
                right += RowsAtATime * Rows.RightStride;
            }
            for (; rest > 0; rest--)
            {
                for (int j = 0; j < columns; j++) sums[j] += *left * right[j];
                left += Rows.LeftStride;
                right += Rows.RightStride;
            }
        }
    }

    private struct Body<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public GemmKernels<T> Kernels;
        public GemmTarget<T> Target;
        public long Columns, Depth, LeftStride, RightStride;
        public T* Left, Right;

        public readonly int Width => WideVectors * Kernels.Lanes;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            int width = Width;
            T* sums = stackalloc T[width];
            T* part = stackalloc T[width];
            for (long group = begin; group < end; group++)
            {
                long column = group * width;
                Multiply(column, (int)Math.Min(width, Columns - column), sums, part);
            }
        }

        public readonly void Multiply(long column, int columns, T* sums, T* part)
        {
            Sum(column, columns, 0, sums);
            for (long depth = DepthBlock; depth < Depth; depth += DepthBlock)
            {
                Sum(column, columns, depth, part);
                for (int j = 0; j < columns; j++) sums[j] += part[j];
            }
            Target.Write(sums, columns, 0, column, 1, columns, first: true, last: true);
        }

        private readonly void Sum(long column, int columns, long depth, T* sums)
        {
            int lanes = Kernels.Lanes;
            long count = Math.Min(DepthBlock, Depth - depth);
            T* left = Left + depth * LeftStride, right = Right + depth * RightStride + column;
            if (columns == Width)
            {
                Kernels.WideRow(count, left, LeftStride, right, RightStride, sums);
                return;
            }
            int j = 0;
            for (; j <= columns - lanes; j += lanes) Kernels.NarrowRow(count, left, LeftStride, right + j, RightStride, sums + j);
            if (j < columns) Kernels.PartialRow(count, left, LeftStride, right + j, RightStride, sums + j, columns - j);
        }
    }
}
