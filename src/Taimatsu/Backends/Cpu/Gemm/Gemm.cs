using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Matrix products C = activation(alpha A B + beta C + bias) over any strides. C is not read when beta is zero. C must not overlap A or B, and its elements
/// must not overlap each other. Results do not depend on the number of threads.
/// </summary>
internal static unsafe class Gemm
{
    /// <summary>
    /// One product of an m x k with a k x n matrix. Element (i, j) of a matrix lies at i times its row stride plus j times its column stride.
    /// Floating-point types and integers, which wrap around. Throws ArgumentOutOfRangeException for a negative size.
    /// </summary>
    public static void Multiply<T>(long m, long n, long k, T alpha, T* a, long aRow, long aColumn, T* b, long bRow, long bColumn,
        T beta, T* c, long cRow, long cColumn, GemmEpilogue<T> epilogue = default)
        where T : unmanaged, INumber<T> =>
        Multiply(GemmKernels<T>.Best, m, n, k, alpha, a, aRow, aColumn, b, bRow, bColumn, beta, c, cRow, cColumn, epilogue);

    /// <summary>The same with the kernels of a chosen instruction level.</summary>
    public static void Multiply<T>(GemmKernels<T> kernels, long m, long n, long k, T alpha, T* a, long aRow, long aColumn, T* b, long bRow, long bColumn,
        T beta, T* c, long cRow, long cColumn, GemmEpilogue<T> epilogue)
        where T : unmanaged, INumber<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        var target = new GemmTarget<T> { Pointer = c, RowStride = cRow, ColumnStride = cColumn, Alpha = alpha, Beta = beta, Epilogue = epilogue };
        if (m == 0 || n == 0) return;
        if (k == 0 || alpha == T.Zero)
        {
            WriteZeros(m, n, target);
            return;
        }

        // Each way to compute is for a shape of operands, seen from A or, transposed, from B.
        if (k == 1 && cColumn == 1 && n >= kernels.Lanes)
            OuterProduct.Run(m, n, a, aRow, b, bColumn, target);
        else if (k == 1 && cRow == 1 && m >= kernels.Lanes)
            OuterProduct.Run(n, m, b, bColumn, a, aRow, target.Transposed());
        else if (bColumn == 1 && SmallGemm.Suits(m, n, k))
            SmallGemm.Run(kernels, m, n, k, a, aRow, aColumn, b, bRow, target);
        else if (aRow == 1 && SmallGemm.Suits(n, m, k))
            SmallGemm.Run(kernels, n, m, k, b, bColumn, bRow, a, aColumn, target.Transposed());
        else if (IsForDots(kernels, n, k, m, aColumn, bRow))
            Dots(kernels, n, m, k, b, bColumn, bRow, a, aRow, target.Transposed());
        else if (IsForDots(kernels, m, k, n, bRow, aColumn))
            Dots(kernels, m, n, k, a, aRow, aColumn, b, bColumn, target);
        else if (SmallGemm.Suits(m, n, k) && SmallGemm.IsWorthCopying(n, k))
            SmallGemm.RunCopied(kernels, m, n, k, a, aRow, aColumn, b, bRow, bColumn, target);
        else if (cColumn == 1 && ShallowGemm.Suits<T>(m, n, k, cRow) && (bColumn == 1 || SmallGemm.IsWorthCopying(n, k)))
            ShallowGemm.Run(kernels, m, n, k, a, aRow, aColumn, b, bRow, bColumn, target);
        else if (cRow == 1 && ShallowGemm.Suits<T>(n, m, k, cColumn) && (aRow == 1 || SmallGemm.IsWorthCopying(m, k)))
            ShallowGemm.Run(kernels, n, m, k, b, bColumn, bRow, a, aColumn, aRow, target.Transposed());
        else if (m == 1 && bColumn == 1)
            RowGemm.Run(kernels, n, k, a, aColumn, b, bRow, target);
        else if (n == 1 && aRow == 1)
            RowGemm.Run(kernels, m, k, b, bRow, a, aColumn, target.Transposed());
        else if ((cRow == 1 && cColumn != 1) || (cColumn != 1 && n < kernels.Lanes && aRow == 1))
            BlockedGemm.Run(kernels, n, m, k, new StridedPanels<T>(b, bColumn, bRow), new StridedPanels<T>(a, aRow, aColumn), target.Transposed());
        else
            BlockedGemm.Run(kernels, m, n, k, new StridedPanels<T>(a, aRow, aColumn), new StridedPanels<T>(b, bColumn, bRow), target);
    }

    /// <summary>
    /// A product of operands given by their packers, for those that are not matrices in memory: the left one's index is the row of C, the right one's its column.
    /// </summary>
    public static void MultiplyPacked<T, TLeft, TRight>(long m, long n, long k, T alpha, TLeft left, TRight right,
        T beta, T* c, long cRow, long cColumn, GemmEpilogue<T> epilogue = default)
        where T : unmanaged, INumber<T>
        where TLeft : struct, IPanelPacker<T>
        where TRight : struct, IPanelPacker<T>
    {
        var target = new GemmTarget<T> { Pointer = c, RowStride = cRow, ColumnStride = cColumn, Alpha = alpha, Beta = beta, Epilogue = epilogue };
        if (m == 0 || n == 0) return;
        if (k == 0) WriteZeros(m, n, target);
        else if (cRow == 1 && cColumn != 1) BlockedGemm.Run(GemmKernels<T>.Best, n, m, k, right, left, target.Transposed());
        else BlockedGemm.Run(GemmKernels<T>.Best, m, n, k, left, right, target);
    }

    /// <summary>
    /// Whether dot products beat packing the operand that is contiguous along the depth. Packing takes 0.15 ns an element, a dot product 0.9 ns and then
    /// 0.0015 ns an element more than a packed one (measured with AVX-512, and about the same in proportion on the other levels). Where the few have to be
    /// turned about first, at 0.55 ns an element, they have to be much fewer.
    /// </summary>
    private static bool IsForDots<T>(GemmKernels<T> kernels, long few, long k, long many, long manyDepthStride, long fewDepthStride)
        where T : unmanaged =>
        manyDepthStride == 1 && few <= many && k >= kernels.Lanes && few * (k + 600) < 100 * k && (fewDepthStride == 1 || 4 * few <= many);

    private static void Dots<T>(GemmKernels<T> kernels, long m, long n, long k, T* left, long leftRow, long leftDepth, T* right, long rightRow, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        if (leftDepth != 1)
        {
            left = GemmScratch.Copy(m, k, left, leftRow, leftDepth);
            leftRow = k;
        }
        DotGemm.Run(kernels, m, n, k, left, leftRow, right, rightRow, target);
    }

    /// <summary>The product when there is nothing to sum: beta C and the epilogue remain.</summary>
    private static void WriteZeros<T>(long m, long n, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        const int Width = 64;
        T* zeros = stackalloc T[Width];
        new Span<T>(zeros, Width).Clear();
        for (long i = 0; i < m; i++)
            for (long j = 0; j < n; j += Width)
                target.Write(zeros, 0, i, j, 1, (int)Math.Min(Width, n - j), first: true, last: true);
    }
}
