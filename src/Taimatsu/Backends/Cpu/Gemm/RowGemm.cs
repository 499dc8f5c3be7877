using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>One row times a matrix with contiguous rows: bound by memory, so the matrix is read once, in place.</summary>
internal static unsafe class RowGemm
{
    private const long DepthBlock = 512;
    private const long TaskWork = 32 << 10;

    /// <summary>Element j of the product is the sum over p of left[p * leftStride] * right[p * rightStride + j].</summary>
    public static void Run<T>(GemmKernels<T> kernels, long n, long k, T* left, long leftStride, T* right, long rightStride, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        var body = new Body<T>
        {
            Kernels = kernels, Target = target, Columns = n, Depth = k, Left = left, LeftStride = leftStride, Right = right, RightStride = rightStride,
        };
        long width = body.Width;
        WorkerPool.For((n + width - 1) / width, Math.Max(1, TaskWork / (width * k)), ref body);
    }

    private struct Body<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public GemmKernels<T> Kernels;
        public GemmTarget<T> Target;
        public long Columns, Depth, LeftStride, RightStride;
        public T* Left, Right;

        public readonly int Width => 8 * Kernels.Lanes;

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
                int columns = (int)Math.Min(width, Columns - column);
                Sum(column, columns, 0, sums);
                for (long depth = DepthBlock; depth < Depth; depth += DepthBlock)
                {
                    Sum(column, columns, depth, part);
                    for (int j = 0; j < columns; j++) sums[j] += part[j];
                }
                Target.Write(sums, width, 0, column, 1, columns, first: true, last: true);
            }
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
