namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TryOneHot(in Operand target, in Operand index)
    {
        fixed (long* t = &target.First<long>(), i = &index.First<long>())
        {
            var body = new OneHotRows { Target = t, Index = i, Classes = target.Count / index.Count };
            WorkerPool.For(index.Count, Math.Max(1, ElementLoop.Grain / body.Classes), ref body);
        }
        target.KeepAlive();
        index.KeepAlive();
        return true;
    }
}

/// <summary>Rows of zeros, each with its one: set while the row is in the cache.</summary>
internal unsafe struct OneHotRows : IRangeBody
{
    public long* Target, Index;
    public long Classes;

    /// <summary>One row after the other.</summary>
    public readonly void Run(long begin, long end)
    {
        // A block of rows in the first cache level: a call to fill each would take as long as a short row.
        long block = Math.Max(1, 1024 / Classes);
        for (long first = begin; first < end; first += block)
        {
            long last = Math.Min(first + block, end);
            BlockFill.Run(Target + first * Classes, 0L, (last - first) * Classes);
            for (long row = first; row < last; row++) Target[row * Classes + Index[row]] = 1;
        }
    }
}
