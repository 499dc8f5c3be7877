namespace Taimatsu.Backends;

/// <summary>What a backend's allocator holds, in bytes, and how often it asked the system for a block and the collector for dead tensors.</summary>
internal readonly record struct MemoryFigures(long Allocated, long Cached, long Peak, long SystemAllocations, long Collections);

internal abstract partial class Backend
{
    /// <summary>The number of threads that kernels are shared out to; backends that have none ignore the setting.</summary>
    public virtual int ThreadCount
    {
        get => 1;
        set { }
    }

    /// <summary>What the allocator holds.</summary>
    public abstract MemoryFigures Memory { get; }

    /// <summary>Forgets the highest figure so far.</summary>
    public abstract void ResetPeakMemory();

    /// <summary>Gives memory that nobody uses back to the system.</summary>
    public abstract void EmptyCache();

    /// <summary>Waits until all kernels have run.</summary>
    public virtual void Synchronize() { }
}
