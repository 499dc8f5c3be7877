using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Products so small that packing and dealing out tiles would take longer than multiplying: on the caller's thread, from the operands as they lie.</summary>
internal static unsafe class SmallGemm
{
    /// <summary>Multiply-adds up to which this is the fastest way.</summary>
    private const long MostWork = 8 << 10;

    private const int RowsAtATime = 8, MostLanes = 64;

    /// <summary>Elements of a right operand that may be turned about first.</summary>
    private const long MostCopied = 1 << 10;

    /// <summary>Whether a product is for this way. Few rows leave the multipliers waiting for one another's sums, unless there is little to sum.</summary>
    public static bool Suits(long m, long n, long k) => m < MostWork && n < MostWork && k < MostWork && m * n * k <= MostWork && (m >= 4 || k <= 16);

    /// <summary>Whether <see cref="RunCopied"/> is the fastest way.</summary>
    public static bool IsWorthCopying(long n, long k) => n * k <= MostCopied;

    /// <summary>The same with any strides.</summary>
    public static void RunCopied<T>(GemmKernels<T> kernels, long m, long n, long k, T* left, long leftRow, long leftDepth, T* right, long rightDepth, long rightColumn, in GemmTarget<T> target)
        where T : unmanaged, INumber<T> =>
        Run(kernels, m, n, k, left, leftRow, leftDepth, GemmScratch.Copy(k, n, right, rightDepth, rightColumn), n, target);

    /// <summary>Element (i, j) of the product is the sum over p of left[i * leftRow + p * leftDepth] * right[p * rightDepth + j].</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(GemmKernels<T> kernels, long m, long n, long k, T* left, long leftRow, long leftDepth, T* right, long rightDepth, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        // What the kernel may store by itself: it begins with a bias of columns.
        var other = target;
        other.Epilogue.ColumnBias = null;
        bool plain = other.IsPlain(first: true, last: true) && target.Beta == T.Zero;
        T* bias = plain ? target.Epilogue.ColumnBias : null;
        int lanes = kernels.Lanes;
        T* tile = stackalloc T[plain ? 0 : RowsAtATime * MostLanes];
        for (long column = 0; column < n; column += lanes)
        {
            int columns = (int)Math.Min(lanes, n - column);
            T* start = bias == null ? null : bias + column;
            for (long row = 0; row < m; row += RowsAtATime)
            {
                int rows = (int)Math.Min(RowsAtATime, m - row);
                var kernel = kernels.Small(rows, columns < lanes);
                if (plain)
                {
                    kernel(k, left + row * leftRow, leftRow, leftDepth, right + column, rightDepth, start, target.At(row, column), target.RowStride, columns);
                    continue;
                }
                kernel(k, left + row * leftRow, leftRow, leftDepth, right + column, rightDepth, null, tile, lanes, columns);
                target.Write(tile, lanes, row, column, rows, columns, first: true, last: true);
            }
        }
    }
}
