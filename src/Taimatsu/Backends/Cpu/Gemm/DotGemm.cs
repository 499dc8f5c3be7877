using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The product of few rows with many columns, or the other way about, both contiguous along the depth: dot products, nothing packed.</summary>
internal static unsafe class DotGemm
{
    /// <summary>The depth summed in registers before it is added to the rest; short, for precision and so that a tile's operands stay in the first-level cache.</summary>
    private const long DepthBlock = 1024;

    /// <summary>Columns computed before they are written together; their operands stay in the second-level cache for all rows.</summary>
    private const int BlockColumns = 16;

    /// <summary>Multiply-adds that make a task worth handing to another thread.</summary>
    private const long TaskWork = 64 << 10;

    /// <summary>With fewer blocks of columns the depth is cut too.</summary>
    private const long DeepBlocks = 8;

    /// <summary>Element (i, j) of the product is the sum over p of left[i * leftStride + p] * right[j * rightStride + p].</summary>
    public static void Run<T>(GemmKernels<T> kernels, long m, long n, long k, T* left, long leftStride, T* right, long rightStride, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        var body = new Body<T>
        {
            Kernels = kernels, Target = target, Rows = m, Columns = n, Depth = k, Left = left, LeftStride = leftStride, Right = right, RightStride = rightStride,
        };
        long blocks = (n + BlockColumns - 1) / BlockColumns;
        if (blocks < DeepBlocks && DepthGroups.Suit(m, n, k))
        {
            var deep = new Deep<T> { Body = body, Blocks = blocks, Groups = DepthGroups.Of(k) };
            deep.Body.Target = deep.Groups.Begin<T>(m, n);
            WorkerPool.For(blocks * deep.Groups.Count, Math.Max(1, TaskWork * deep.Groups.Count / (BlockColumns * m * k)), ref deep);
            deep.Groups.End(m, n, deep.Body.Target.Pointer, target);
            return;
        }
        WorkerPool.For(blocks, Math.Max(1, TaskWork / (BlockColumns * m * k)), ref body);
    }

    private struct Deep<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public Body<T> Body;
        public long Blocks;
        public DepthGroups Groups;

        public readonly void Run(long begin, long end)
        {
            for (long task = begin; task < end; task++)
            {
                long group = task / Blocks, depth = Groups.First(group), block = task % Blocks;
                Body<T> part = Body;
                part.Left += depth;
                part.Right += depth;
                part.Depth = Groups.First(group + 1) - depth;
                part.Target.Pointer += group * Body.Rows * Body.Columns;
                part.Run(block, block + 1);
            }
        }
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
            T* sums = stackalloc T[4 * BlockColumns], part = stackalloc T[4 * BlockColumns];
            for (long block = begin; block < end; block++)
            {
                long column = BlockColumns * block;
                int columns = (int)Math.Min(BlockColumns, Columns - column);
                for (long row = 0; row < Rows; row += Kernels.DotRows)
                {
                    int rows = (int)Math.Min(Kernels.DotRows, Rows - row);
                    Products(row, rows, column, columns, 0, sums);
                    for (long depth = DepthBlock; depth < Depth; depth += DepthBlock)
                    {
                        Products(row, rows, column, columns, depth, part);
                        for (int i = 0; i < BlockColumns * rows; i++) sums[i] += part[i];
                    }
                    Target.Write(sums, BlockColumns, row, column, rows, columns, first: true, last: true);
                }
            }
        }

        private readonly void Products(long row, int rows, long column, int columns, long depth, T* sums)
        {
            long count = Math.Min(DepthBlock, Depth - depth);
            T* left = Left + row * LeftStride + depth, right = Right + column * RightStride + depth;
            for (int j = 0; j < columns; j += 4)
                Kernels.Dot(rows, Math.Min(4, columns - j))(count, left, LeftStride, right + j * RightStride, RightStride, sums + j, BlockColumns);
        }
    }
}
