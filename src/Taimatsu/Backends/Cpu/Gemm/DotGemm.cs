using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The product of few rows with many columns, or the other way about, both contiguous along the depth: dot products, nothing packed.</summary>
internal static unsafe class DotGemm
{
    /// <summary>The depth summed in registers before it is added to the rest; short, for precision and so that a tile's operands stay in the first-level cache.</summary>
    private const long DepthBlock = 1024;

    /// <summary>Multiply-adds that make a task worth handing to another thread.</summary>
    private const long TaskWork = 64 << 10;

    /// <summary>Element (i, j) of the product is the sum over p of left[i * leftStride + p] * right[j * rightStride + p].</summary>
    public static void Run<T>(GemmKernels<T> kernels, long m, long n, long k, T* left, long leftStride, T* right, long rightStride, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        var body = new Body<T>
        {
            Kernels = kernels, Target = target, Rows = m, Columns = n, Depth = k, Left = left, LeftStride = leftStride, Right = right, RightStride = rightStride,
        };
        WorkerPool.For((n + 3) / 4, Math.Max(1, TaskWork / (4 * m * k)), ref body);
    }

    private struct Body<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public GemmKernels<T> Kernels;
        public GemmTarget<T> Target;
        public long Rows, Columns, Depth, LeftStride, RightStride;
        public T* Left, Right;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            T* sums = stackalloc T[16];
            T* part = stackalloc T[16];
            for (long group = begin; group < end; group++)
            {
                long column = 4 * group;
                int columns = (int)Math.Min(4, Columns - column);
                for (long row = 0; row < Rows; row += 4)
                {
                    int rows = (int)Math.Min(4, Rows - row);
                    delegate*<long, T*, long, T*, long, T*, void> dot = Kernels.Dot(rows, columns);
                    T* left = Left + row * LeftStride, right = Right + column * RightStride;
                    dot(Math.Min(DepthBlock, Depth), left, LeftStride, right, RightStride, sums);
                    for (long depth = DepthBlock; depth < Depth; depth += DepthBlock)
                    {
                        dot(Math.Min(DepthBlock, Depth - depth), left + depth, LeftStride, right + depth, RightStride, part);
                        for (int i = 0; i < rows; i++)
                            for (int j = 0; j < columns; j++) sums[4 * i + j] += part[4 * i + j];
                    }
                    Target.Write(sums, 4, row, column, rows, columns, first: true, last: true);
                }
            }
        }
    }
}
