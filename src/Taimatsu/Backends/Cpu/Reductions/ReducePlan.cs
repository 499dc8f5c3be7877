namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The dimensions of a reduction, parted into those that are kept and those that are reduced, each sorted by stride, the smallest first, and
/// joined where they step as one. Strides are in bytes for the source, in elements for the contiguous target.
/// </summary>
internal unsafe struct ReducePlan
{
    public int Kept, Reduced;
    public long* KeptSizes, KeptSource, KeptTarget, ReducedSizes, ReducedSource;

    /// <summary>The number of results, and of elements combined into each.</summary>
    public long Outputs, Length;

    /// <summary>The memory that a plan needs, in longs.</summary>
    public static int Space(int rank) => 5 * Math.Max(rank, 1);

    public ReducePlan(Layout target, in Operand source, long* space)
    {
        int rank = source.Rank, most = Math.Max(rank, 1);
        KeptSizes = space;
        KeptSource = space + most;
        KeptTarget = space + 2 * most;
        ReducedSizes = space + 3 * most;
        ReducedSource = space + 4 * most;
        long element = source.Type.ElementSize(), targetStride = 1;
        Outputs = Length = 1;
        for (int d = rank - 1; d >= 0; d--)
        {
            long size = source.Size(d), stride = source.Stride(d) * element;
            if (size == target.Sizes[d])
            {
                if (size != 1) Insert(KeptSizes, KeptSource, KeptTarget, ref Kept, size, stride, targetStride);
                Outputs *= size;
                targetStride *= size;
            }
            else
            {
                Insert(ReducedSizes, ReducedSource, null, ref Reduced, size, stride, 0);
                Length *= size;
            }
        }
        if (Reduced == 0) Insert(ReducedSizes, ReducedSource, null, ref Reduced, 1, element, 0);
        Join(KeptSizes, KeptSource, KeptTarget, ref Kept);
        Join(ReducedSizes, ReducedSource, null, ref Reduced);
    }

    // Shorter lines than these are not worth a vector loop of their own, if the other direction has longer ones: gathering elements across costs a
    // nanosecond each, a loop of a few elements some ten.
    private const long ShortRow = 16, ShortColumns = 8, Long = 64;

    /// <summary>Shorter runs of a dimension that is reduced together with others are gathered first.</summary>
    public const long ShortestRun = 16;

    /// <summary>True if each result is best taken from one run of elements; false if rows are best added up, column by column.</summary>
    /// <param name="element">The element's size if it needs no conversion, else 0. Neighbouring elements are then folded by vectors, however short the lines are.</param>
    public readonly bool ReducesInnermost(long element)
    {
        if (Kept == 0) return true;
        bool vectors = VectorWidth.Bits >= 256 && element >= 4; // see LaneFold
        if (ReducedSizes[0] > 1 && Order(ReducedSource[0]) <= Order(KeptSource[0]))
            return (vectors && ReducedSource[0] == element && (Reduced == 1 || ReducedSizes[0] >= ShortestRun)) || Length >= ShortRow || KeptSizes[0] < Long;
        return KeptSizes[0] < ShortColumns && ReducedSizes[0] >= Long && !(vectors && KeptSource[0] == element && RowsAreAdjacent);
    }

    /// <summary>True if each row of kept elements begins where the one before ends.</summary>
    public readonly bool RowsAreAdjacent => Kept > 0 && Reduced == 1 && ReducedSource[0] == KeptSizes[0] * KeptSource[0];

    // A repeated element (stride 0) is the worst inner run.
    private static long Order(long stride) => stride == 0 ? long.MaxValue : stride;

    private static void Insert(long* sizes, long* source, long* target, ref int count, long size, long stride, long targetStride)
    {
        int at = count++;
        for (; at > 0 && Order(source[at - 1]) > Order(stride); at--)
        {
            sizes[at] = sizes[at - 1];
            source[at] = source[at - 1];
            if (target != null) target[at] = target[at - 1];
        }
        sizes[at] = size;
        source[at] = stride;
        if (target != null) target[at] = targetStride;
    }

    private static void Join(long* sizes, long* source, long* target, ref int count)
    {
        if (count == 0) return;
        int kept = 0;
        for (int d = 1; d < count; d++)
        {
            if (source[kept] * sizes[kept] == source[d] && (target == null || target[kept] * sizes[kept] == target[d]))
            {
                sizes[kept] *= sizes[d];
                continue;
            }
            kept++;
            sizes[kept] = sizes[d];
            source[kept] = source[d];
            if (target != null) target[kept] = target[d];
        }
        count = kept + 1;
    }
}
