using Taimatsu.Backends;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>What the processor's allocator holds. Small tensors are ordinary .NET objects and do not count.</summary>
    public static class memory
    {
        /// <summary>Bytes of tensors that are alive or not yet found to be dead.</summary>
        public static long allocated() => BackendRegistry.Cpu.Memory.Allocated;

        /// <summary>Bytes kept for the next tensors.</summary>
        public static long cached() => BackendRegistry.Cpu.Memory.Cached;

        /// <summary>The most bytes that were allocated at once.</summary>
        public static long max_allocated() => BackendRegistry.Cpu.Memory.Peak;

        /// <summary>Starts <see cref="max_allocated"/> anew.</summary>
        public static void reset_peak_stats() => BackendRegistry.Cpu.ResetPeakMemory();

        /// <summary>Collects dead tensors and gives all unused memory back to the system.</summary>
        public static void empty_cache() => BackendRegistry.Cpu.EmptyCache();
    }
}
