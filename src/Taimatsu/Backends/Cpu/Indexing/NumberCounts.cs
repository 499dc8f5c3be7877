using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TryCount(in Operand target, in Operand index)
    {
        fixed (long* t = &target.First<long>(), i = &index.First<long>()) NumberCounts.Run(t, target.Count, i, index.Count);
        target.KeepAlive();
        index.KeepAlive();
        return true;
    }
}

/// <summary>Counts how often numbers occur.</summary>
internal static unsafe class NumberCounts
{
    // Neighbours are counted in tables of their own: the count of one number twice in a row would wait for the store before it. So many counts fit the first cache level.
    private const int Tables = 4;
    private const long MostCounts = 1024;

    /// <summary>counts[n] = how many of the index are n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(long* counts, long length, long* index, long count)
    {
        BlockFill.Run(counts, 0L, length);
        long i = 0;
        if (length <= MostCounts && count >= 4 * length)
        {
            uint* tables = stackalloc uint[Tables * (int)MostCounts];
            while (i + Tables <= count)
            {
                BlockFill.Run(tables, 0u, Tables * length);
                uint* second = tables + length, third = second + length, fourth = third + length;
                for (long end = Math.Min(count, i + int.MaxValue); i + Tables <= end; i += Tables)
                {
                    tables[index[i]]++;
                    second[index[i + 1]]++;
                    third[index[i + 2]]++;
                    fourth[index[i + 3]]++;
                }
                for (long n = 0; n < length; n++) counts[n] += (long)tables[n] + second[n] + third[n] + fourth[n];
            }
        }
        for (; i < count; i++) counts[index[i]]++;
    }
}
