namespace Taimatsu.Backends.Cpu;

internal sealed partial class CpuBackend
{
    public override int ThreadCount
    {
        get => WorkerPool.ThreadCount;
        set => WorkerPool.ThreadCount = value;
    }

    public override MemoryFigures Memory
    {
        get
        {
            BlockTable.Sweep();
            return new(NativeMemoryCache.AllocatedBytes, NativeMemoryCache.CachedBytes, NativeMemoryCache.PeakAllocatedBytes, NativeMemoryCache.SystemAllocations, NativeMemoryCache.ForcedCollections);
        }
    }

    public override void ResetPeakMemory() => NativeMemoryCache.ResetPeak();

    // What nobody refers to comes back first.
    public override void EmptyCache()
    {
        GC.Collect();
        BlockTable.Sweep();
        NativeMemoryCache.EmptyCache();
    }
}
