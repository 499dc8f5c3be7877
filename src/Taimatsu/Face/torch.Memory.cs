using System.Globalization;
using Taimatsu.Backends;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>What the processor's allocator holds. Tensors of up to 8 KB are ordinary .NET objects and do not count.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/torch_cuda_memory.html"/>
    public static class memory
    {
        /// <summary>Bytes of tensors that are alive or not yet found to be dead.</summary>
        public static long allocated() => BackendRegistry.Cpu.Memory.Allocated;

        /// <summary>Bytes kept for the next tensors.</summary>
        public static long cached() => BackendRegistry.Cpu.Memory.Cached;

        /// <summary>Bytes that were asked of the system and not given back: <see cref="allocated"/> and <see cref="cached"/>.</summary>
        public static long reserved()
        {
            var figures = BackendRegistry.Cpu.Memory;
            return figures.Allocated + figures.Cached;
        }

        /// <summary>The most bytes that were allocated at once.</summary>
        public static long max_allocated() => BackendRegistry.Cpu.Memory.Peak;

        /// <summary>Starts <see cref="max_allocated"/> anew.</summary>
        public static void reset_peak_stats() => BackendRegistry.Cpu.ResetPeakMemory();

        /// <summary>Collects dead tensors and gives all unused memory back to the system.</summary>
        public static void empty_cache() => BackendRegistry.Cpu.EmptyCache();

        /// <summary>All figures by name: those of this class in bytes, how often the system was asked for a block, and how often a full budget led to a collection of dead tensors.</summary>
        public static IReadOnlyDictionary<string, long> stats()
        {
            var figures = BackendRegistry.Cpu.Memory;
            return new Dictionary<string, long>
            {
                ["allocated"] = figures.Allocated,
                ["max_allocated"] = figures.Peak,
                ["cached"] = figures.Cached,
                ["reserved"] = figures.Allocated + figures.Cached,
                ["system_allocations"] = figures.SystemAllocations,
                ["collections"] = figures.Collections,
            };
        }

        /// <summary>The figures of <see cref="stats"/> as lines to print.</summary>
        public static string summary()
        {
            var figures = BackendRegistry.Cpu.Memory;
            return string.Create(CultureInfo.InvariantCulture, $"""
                allocated           {Mebibytes(figures.Allocated),12} MiB
                most allocated      {Mebibytes(figures.Peak),12} MiB
                cached              {Mebibytes(figures.Cached),12} MiB
                reserved            {Mebibytes(figures.Allocated + figures.Cached),12} MiB
                blocks from system  {figures.SystemAllocations,12}
                forced collections  {figures.Collections,12}
                """);

            static string Mebibytes(long bytes) => (bytes / (1024.0 * 1024)).ToString("N1", CultureInfo.InvariantCulture);
        }
    }
}
