using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Products with little to sum and few columns, or whose rows fall on one set of the cache: packing the operands would take as long as the rest, and a tile of twelve rows push its own lines out.
/// Blocks of eight rows are written from left to right, from the operands as they lie.
/// </summary>
internal static unsafe class ShallowGemm
{
    /// <summary>The deepest product for which packing does not pay.</summary>
    private const long MostDepth = 16;

    private const long FewestRows = 4, FewColumns = 64, BlockRows = 8, BlockColumns = 1024;

    /// <summary>Lines so many bytes apart share a set of the first-level cache.</summary>
    private const long SetBytes = 4096;

    /// <summary>Multiply-adds that make a task worth handing to another thread.</summary>
    private const long TaskWork = 64 << 10;

    /// <summary>Whether a product whose target's columns are contiguous is for this way.</summary>
    public static bool Suits<T>(long m, long n, long k, long targetRow) where T : unmanaged =>
        k <= MostDepth && m >= FewestRows && (n <= FewColumns || targetRow * sizeof(T) % SetBytes == 0);

    /// <summary>Element (i, j) of the product is the sum over p of left[i * leftRow + p * leftDepth] * right[p * rightDepth + j * rightColumn]; a right operand without contiguous rows is turned about first.</summary>
    public static void Run<T>(GemmKernels<T> kernels, long m, long n, long k, T* left, long leftRow, long leftDepth, T* right, long rightDepth, long rightColumn, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        if (rightColumn != 1)
        {
            right = GemmScratch.Copy(k, n, right, rightDepth, rightColumn);
            rightDepth = n;
        }
        var body = new Body<T>
        {
            Kernels = kernels, Target = target, Rows = m, Columns = n, Depth = k, Left = left, LeftRow = leftRow, LeftDepth = leftDepth, Right = right, RightDepth = rightDepth,
            Across = (n + BlockColumns - 1) / BlockColumns,
        };
        WorkerPool.For((m + BlockRows - 1) / BlockRows * body.Across, Math.Max(1, TaskWork / (BlockRows * Math.Min(n, BlockColumns) * k)), ref body);
    }

    private struct Body<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public GemmKernels<T> Kernels;
        public GemmTarget<T> Target;
        public long Rows, Columns, Depth, LeftRow, LeftDepth, RightDepth, Across;
        public T* Left, Right;

        public readonly void Run(long begin, long end)
        {
            for (long block = begin; block < end; block++)
            {
                long row = block / Across * BlockRows, column = block % Across * BlockColumns;
                SmallGemm.Run(Kernels, Math.Min(BlockRows, Rows - row), Math.Min(BlockColumns, Columns - column), Depth, Left + row * LeftRow, LeftRow, LeftDepth, Right + column, RightDepth,
                    Target.From(row, column));
            }
        }
    }
}
