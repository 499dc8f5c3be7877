using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using Taimatsu.Backends.Cpu;

namespace Taimatsu.Gpu;

/// <summary>
/// Page-locked memory of the processor, which the device copies from while the processor goes on. A block that was given back is lent again only when the device
/// has finished the last copy from it.
/// </summary>
internal sealed unsafe class PinnedMemoryCache(Accelerator accelerator, AcceleratorStream stream)
{
    private const long SmallestBlock = 4096;

    private readonly Lock _gate = new();
    private readonly Queue<Page>?[] _free = new Queue<Page>?[SizeClass.Count];

    /// <summary>One piece of page-locked memory.</summary>
    internal sealed class Page(PageLockedArray1D<byte> array)
    {
        // Keeps the memory; freed with the accelerator.
        public readonly PageLockedArray1D<byte> Array = array;
        public readonly nint Address = (nint)Unsafe.AsPointer(ref array[0L]);
        public nint Event;
        public bool IsInFlight;
    }

    /// <summary>A page of at least so many bytes.</summary>
    public Page Rent(long bytes)
    {
        int sizeClass = SizeClass.Of(Math.Max(bytes, SmallestBlock));
        lock (_gate)
        {
            var queue = _free[sizeClass];
            // They were used in turn: if the oldest is still copied from, so are the others.
            if (queue is { Count: > 0 } && HasFinished(queue.Peek())) return queue.Dequeue();
            accelerator.Bind();
            return new Page(accelerator.AllocatePageLocked1D<byte>(SizeClass.Size(sizeClass), true));
        }
    }

    /// <summary>Takes a page back.</summary>
    public void Return(Page page)
    {
        lock (_gate) (_free[SizeClass.Of(page.Array.Length)] ??= new()).Enqueue(page);
    }

    /// <summary>To be called after a copy from a page was put into the stream.</summary>
    public void MarkUse(Page page)
    {
        if (stream is not CudaStream cuda) return;
        lock (_gate)
        {
            accelerator.Bind();
            if (page.Event == 0) Check(CudaAPI.CurrentAPI.CreateEvent(out page.Event, CudaEventFlags.CU_EVENT_DISABLE_TIMING));
            Check(CudaAPI.CurrentAPI.RecordEvent(page.Event, cuda.StreamPtr));
            page.IsInFlight = true;
        }
    }

    private bool HasFinished(Page page)
    {
        if (!page.IsInFlight) return true;
        accelerator.Bind();
        if (CudaAPI.CurrentAPI.QueryEvent(page.Event) != CudaError.CUDA_SUCCESS) return false;
        page.IsInFlight = false;
        return true;
    }

    private static void Check(CudaError error)
    {
        if (error != CudaError.CUDA_SUCCESS) throw new InvalidOperationException($"CUDA error: {error}");
    }
}

/// <summary>A tensor's page-locked memory; goes back when freed or, failing that, when collected.</summary>
internal sealed class PinnedBlock(PinnedMemoryCache cache, long bytes) : MemoryBlock
{
    private PinnedMemoryCache.Page? _page = cache.Rent(bytes);

    ~PinnedBlock() => Release();

    public override nint Pointer => _page?.Address ?? 0;

    public override long ByteLength { get; } = bytes;

    public override bool IsPinned => true;

    /// <summary>The memory, to be marked as used; null once freed.</summary>
    internal PinnedMemoryCache.Page? Page => _page;

    /// <summary>Whose memory it is.</summary>
    internal PinnedMemoryCache Cache => cache;

    public override void Free()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _page, null) is { } page) cache.Return(page);
    }
}
