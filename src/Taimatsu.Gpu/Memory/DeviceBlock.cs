using ILGPU;
using ILGPU.Runtime;

namespace Taimatsu.Gpu;

/// <summary>One block of the device's memory, lent by the cache; goes back when freed or, failing that, when collected.</summary>
internal sealed class DeviceBlock : MemoryBlock
{
    private readonly DeviceMemoryCache _cache;
    private MemoryBuffer1D<byte, Stride1D.Dense>? _buffer;

    public DeviceBlock(DeviceMemoryCache cache, long byteLength)
    {
        _cache = cache;
        _buffer = cache.Rent(byteLength);
        ByteLength = byteLength;
    }

    ~DeviceBlock() => Release();

    public override nint Pointer => _buffer?.NativePtr ?? 0;

    public override long ByteLength { get; }

    /// <summary>The memory as kernels take it.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    public ArrayView<byte> View => (_buffer ?? throw new ObjectDisposedException("Tensor", "The tensor's memory was given back by Dispose.")).AsContiguous();

    public override void Free()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) _cache.Return(buffer);
    }
}
