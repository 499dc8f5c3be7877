using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Many matrix products of one shape.</summary>
internal static unsafe class GemmBatch
{
    /// <summary>Multiply-adds that make a task worth handing to another thread.</summary>
    private const long TaskWork = 64 << 10;

    /// <summary>What beginning a product takes, in multiply-adds.</summary>
    private const long CallWork = 256;

    /// <summary>
    /// <see cref="Gemm.Multiply{T}(long, long, long, T, T*, long, long, T*, long, long, T, T*, long, long, GemmEpilogue{T})"/> for each of
    /// <paramref name="count"/> products; the operands of the next begin a batch stride further on, zero to share one. The epilogue's biases are shared.
    /// </summary>
    public static void Multiply<T>(long count, long m, long n, long k, T alpha, T* a, long aBatch, long aRow, long aColumn, T* b, long bBatch, long bRow, long bColumn,
        T beta, T* c, long cBatch, long cRow, long cColumn, GemmEpilogue<T> epilogue = default)
        where T : unmanaged, INumber<T>
    {
        if (count <= 0 || m == 0 || n == 0) return;
        if (count == 1)
        {
            Gemm.Multiply(m, n, k, alpha, a, aRow, aColumn, b, bRow, bColumn, beta, c, cRow, cColumn, epilogue);
            return;
        }
        // One right operand for all, and rows that go on from one product to the next: a single tall product.
        if (bBatch == 0 && aBatch == m * aRow && cBatch == m * cRow && epilogue.RowBias == null)
        {
            Gemm.Multiply(count * m, n, k, alpha, a, aRow, aColumn, b, bRow, bColumn, beta, c, cRow, cColumn, epilogue);
            return;
        }
        var body = new Body<T>
        {
            M = m, N = n, K = k, Alpha = alpha, Beta = beta, A = a, B = b, C = c, ABatch = aBatch, ARow = aRow, AColumn = aColumn,
            BBatch = bBatch, BRow = bRow, BColumn = bColumn, CBatch = cBatch, CRow = cRow, CColumn = cColumn, Epilogue = epilogue,
        };
        long work = m * n * k + CallWork;
        // Large products of which there are too few to go round are shared among the threads one by one.
        if (count < 2L * WorkerPool.ThreadCount && work >= 64 * TaskWork) body.Run(0, count);
        else WorkerPool.For(count, Math.Max(1, TaskWork / work), ref body);
    }

    private struct Body<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public long M, N, K, ABatch, ARow, AColumn, BBatch, BRow, BColumn, CBatch, CRow, CColumn;
        public T Alpha, Beta;
        public T* A, B, C;
        public GemmEpilogue<T> Epilogue;

        public readonly void Run(long begin, long end)
        {
            for (long i = begin; i < end; i++)
                Gemm.Multiply(M, N, K, Alpha, A + i * ABatch, ARow, AColumn, B + i * BBatch, BRow, BColumn, Beta, C + i * CBatch, CRow, CColumn, Epilogue);
        }
    }
}
