using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Taimatsu.Backends.Cpu;

namespace Taimatsu.Gpu;

/// <summary>
/// A device's blocks, kept for reuse. All kernels of a device run in one stream, in order, so a block that was given back can be handed out at once: who gets
/// it writes after whoever read it last. Blocks that nobody freed come back through finalizers; so when more is out than the budget allows, a garbage
/// collection is tried before the device is asked for more.
/// </summary>
internal sealed class DeviceMemoryCache(Accelerator accelerator)
{
    private const long SmallestBlock = 512;
    private const long SmallestBudget = 256L << 20;

    // A large device's memory is worth less than the wait for a collection.
    private readonly long _minimumBudget = accelerator is CudaAccelerator ? Math.Max(SmallestBudget, accelerator.MemorySize / 16) : SmallestBudget;
    private readonly Lock _gate = new();
    private readonly Stack<MemoryBuffer1D<byte, Stride1D.Dense>>?[] _free = new Stack<MemoryBuffer1D<byte, Stride1D.Dense>>?[SizeClass.Count];

    // Every block, out or not: the buffers have finalizers too, which must not run when a tensor's does.
    private readonly HashSet<MemoryBuffer> _all = [];
    private long _allocated, _cached, _peak, _deviceAllocations, _forcedCollections, _budget = SmallestBudget;

    /// <summary>Bytes in blocks that are out.</summary>
    public long Allocated => Interlocked.Read(ref _allocated);

    /// <summary>Bytes in free blocks held for reuse.</summary>
    public long Cached => Interlocked.Read(ref _cached);

    /// <summary>The most that was out since the start or <see cref="ResetPeak"/>.</summary>
    public long Peak => Interlocked.Read(ref _peak);

    /// <summary>How often a block was asked of the device.</summary>
    public long DeviceAllocations => Interlocked.Read(ref _deviceAllocations);

    /// <summary>How often a full budget led to a garbage collection.</summary>
    public long ForcedCollections => Interlocked.Read(ref _forcedCollections);

    /// <summary>Starts a new measurement of <see cref="Peak"/>.</summary>
    public void ResetPeak()
    {
        lock (_gate) _peak = _allocated;
    }

    /// <summary>A block of at least so many bytes, with arbitrary content.</summary>
    /// <exception cref="OutOfMemoryException">The device has no more, even after everything unused was given back.</exception>
    public MemoryBuffer1D<byte, Stride1D.Dense> Rent(long bytes)
    {
        if (bytes < 0 || bytes > 1L << 60) throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"allocate: invalid size of {bytes} bytes");
        int sizeClass = SizeClass.Of(Math.Max(bytes, SmallestBlock));
        long capacity = SizeClass.Size(sizeClass);
        if (TryTake(sizeClass, capacity, out bool overBudget) is { } block) return block;
        if (overBudget && Reclaim(sizeClass, capacity) is { } reclaimed) return reclaimed;
        return Allocate(capacity);
    }

    /// <summary>Takes a block back.</summary>
    public void Return(MemoryBuffer1D<byte, Stride1D.Dense> buffer)
    {
        lock (_gate)
        {
            (_free[SizeClass.Of(buffer.LengthInBytes)] ??= new()).Push(buffer);
            _allocated -= buffer.LengthInBytes;
            _cached += buffer.LengthInBytes;
        }
    }

    /// <summary>Gives every free block back to the device.</summary>
    public void Empty()
    {
        lock (_gate)
        {
            accelerator.Synchronize();
            foreach (var list in _free)
                while (list is not null && list.TryPop(out var buffer))
                {
                    _all.Remove(buffer);
                    buffer.Dispose();
                }
            _cached = 0;
        }
    }

    private MemoryBuffer1D<byte, Stride1D.Dense>? TryTake(int sizeClass, long capacity, out bool overBudget)
    {
        lock (_gate)
        {
            overBudget = _allocated + capacity > Math.Max(_budget, _minimumBudget);
            if (_free[sizeClass] is not { Count: > 0 } list) return null;
            _cached -= capacity;
            CountOut(capacity);
            return list.Pop();
        }
    }

    private MemoryBuffer1D<byte, Stride1D.Dense>? Reclaim(int sizeClass, long capacity)
    {
        Interlocked.Increment(ref _forcedCollections);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        lock (_gate) _budget = Math.Max(_minimumBudget, 2 * (_allocated + capacity));
        return TryTake(sizeClass, capacity, out _);
    }

    private MemoryBuffer1D<byte, Stride1D.Dense> Allocate(long capacity)
    {
        MemoryBuffer1D<byte, Stride1D.Dense> buffer;
        try
        {
            lock (_gate) buffer = accelerator.Allocate1D<byte>(capacity);
        }
        catch (Exception first) when (first is AcceleratorException or OutOfMemoryException)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Empty();
            try
            {
                lock (_gate) buffer = accelerator.Allocate1D<byte>(capacity);
            }
            catch (Exception error) when (error is AcceleratorException or OutOfMemoryException)
            {
                throw new OutOfMemoryException($"CUDA out of memory. Tried to allocate {capacity / 1048576.0:F2} MiB. The device has {accelerator.MemorySize / 1048576.0:F2} MiB in all, of which tensors hold {Allocated / 1048576.0:F2} MiB.", error);
            }
        }
        lock (_gate)
        {
            _all.Add(buffer);
            _deviceAllocations++;
            CountOut(capacity);
        }
        return buffer;
    }

    private void CountOut(long capacity)
    {
        _allocated += capacity;
        _peak = Math.Max(_peak, _allocated);
    }
}
