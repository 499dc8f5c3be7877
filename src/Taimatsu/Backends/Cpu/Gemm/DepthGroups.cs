using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The depth of a product with few results cut into groups, so that threads share it: each group's sums go to a matrix of their own, and the matrices are added in
/// order. The groups depend on the sizes alone, and so do the results.
/// </summary>
internal readonly unsafe struct DepthGroups
{
    private const long MaxCount = 32;

    /// <summary>A product of more elements has tiles enough for the threads, and its sums would cost too much memory.</summary>
    private const long MaxElements = 32 << 10;

    /// <summary>Blocks that make cutting the depth pay.</summary>
    private const long MinBlocks = 4;

    /// <summary>The depth of a block, which is packed and multiplied at once.</summary>
    private const long BlockDepth = 512;

    /// <summary>Elements of the result that make a task of adding up.</summary>
    private const long SumGrain = 8 << 10;

    private readonly long depth, blocks;

    private DepthGroups(long depth)
    {
        this.depth = depth;
        blocks = (depth + BlockDepth - 1) / BlockDepth;
        Count = Math.Min(blocks, MaxCount);
    }

    /// <summary>The groups.</summary>
    public long Count { get; }

    /// <summary>Whether a product of these sizes is to be cut along its depth.</summary>
    public static bool Suit(long m, long n, long k) => k >= MinBlocks * BlockDepth && m * n <= MaxElements && k >= 8 * Math.Max(m, n);

    /// <summary>The groups of a depth.</summary>
    public static DepthGroups Of(long depth) => new(depth);

    /// <summary>The first block of a group.</summary>
    public long FirstBlock(long group) => blocks * group / Count;

    /// <summary>Where a block begins.</summary>
    public long Start(long block) => depth * block / blocks;

    /// <summary>Where a group begins.</summary>
    public long First(long group) => Start(FirstBlock(group));

    /// <summary>The first group's matrix of sums; the next ones follow.</summary>
    public GemmTarget<T> Begin<T>(long m, long n)
        where T : unmanaged, INumber<T> =>
        new() { Pointer = GemmScratch.GetSums<T>(Count * m * n), RowStride = n, ColumnStride = 1, Alpha = T.One, Beta = T.Zero };

    /// <summary>Adds up the sums of all groups, and writes the product.</summary>
    public void End<T>(long m, long n, T* sums, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        var body = new Sum<T> { Groups = Count, Rows = m, Columns = n, Sums = sums, Target = target };
        WorkerPool.For(m, Math.Max(1, SumGrain / n), ref body);
    }

    private struct Sum<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public long Groups, Rows, Columns;
        public T* Sums;
        public GemmTarget<T> Target;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            long size = Rows * Columns;
            for (long row = begin; row < end; row++)
            {
                T* first = Sums + row * Columns;
                long j = 0;
                for (; j <= Columns - Vector<T>.Count; j += Vector<T>.Count)
                {
                    var sum = Vector.Load(first + j);
                    for (long g = 1; g < Groups; g++) sum += Vector.Load(first + g * size + j);
                    Vector.Store(sum, first + j);
                }
                for (; j < Columns; j++)
                    for (long g = 1; g < Groups; g++) first[j] += first[g * size + j];
                Target.Write(first, Columns, row, 0, 1, (int)Columns, first: true, last: true);
            }
        }
    }
}
