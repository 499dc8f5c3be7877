using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    // What goes up at a time by way of page-locked memory.
    private const int StagedAtOnce = 64 << 20;

    private readonly PinnedMemoryCache _pinned;

    /// <summary>Copies by way of page-locked memory, so that nobody waits for the device: the source may change at once.</summary>
    public override unsafe void Upload(ReadOnlySpan<byte> source, in Operand target)
    {
        var view = Bytes(target);
        for (int at = 0; at < source.Length; at += StagedAtOnce)
        {
            var part = source.Slice(at, Math.Min(StagedAtOnce, source.Length - at));
            var page = _pinned.Rent(part.Length);
            part.CopyTo(new Span<byte>((void*)page.Address, part.Length));
            Send(page.Address, view.SubView(at, part.Length), page);
            _pinned.Return(page);
        }
        target.KeepAlive();
    }

    public override Storage AllocatePinned(long bytes) => new(new PinnedBlock(_pinned, bytes), bytes, Device.CPU);

    public override bool TryUploadPinned(in Operand source, in Operand target)
    {
        if (source.Storage.Block is not PinnedBlock block || block.Cache != _pinned || block.Page is not { } page) return false;
        long bytes = source.Count * source.Type.ElementSize();
        if (bytes > 0) Send(page.Address + (nint)(source.Offset * source.Type.ElementSize()), Bytes(target).SubView(0, bytes), page);
        source.KeepAlive();
        target.KeepAlive();
        return true;
    }

    public override unsafe void Download(in Operand source, Span<byte> target)
    {
        if (target.IsEmpty) return;
        fixed (byte* to = target)
            lock (_gate)
            {
                Bytes(source).SubView(0, target.Length).CopyToCPU(_stream, ref *to, target.Length);
                _stream.Synchronize();
            }
        source.KeepAlive();
        RaiseFailedCheck();
    }

    private unsafe void Send(nint from, ArrayView<byte> to, PinnedMemoryCache.Page page)
    {
        lock (_gate)
        {
            if (_stream is CudaStream)
            {
                _accelerator.Bind();
                var error = CudaAPI.CurrentAPI.MemcpyAsync(to.LoadEffectiveAddressAsPtr(), from, (nint)to.Length, _stream);
                if (error != CudaError.CUDA_SUCCESS) throw new InvalidOperationException($"CUDA error: {error} in a copy of {to.Length} bytes to the device");
            }
            else to.CopyFromCPUUnsafeAsync(_stream, ref Unsafe.AsRef<byte>((void*)from), to.Length);
            _pinned.MarkUse(page);
        }
    }
}
