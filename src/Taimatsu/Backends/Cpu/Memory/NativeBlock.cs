namespace Taimatsu.Backends.Cpu;

/// <summary>Owns one block of native memory, and gives it back to the cache when freed or, failing that, when collected.</summary>
internal sealed class NativeBlock : MemoryBlock, IDisposable
{
    private readonly long capacity;
    private nint pointer;

    /// <summary>Rents a block of at least <paramref name="byteLength"/> bytes, aligned to 64; its content is arbitrary.</summary>
    public NativeBlock(long byteLength)
    {
        pointer = NativeMemoryCache.Rent(byteLength, out capacity);
        ByteLength = byteLength;
    }

    ~NativeBlock() => Release();

    /// <summary>The first byte, or zero once freed. The owner must stay reachable (GC.KeepAlive) while the memory is used.</summary>
    public override nint Pointer => pointer;

    /// <summary>The number of bytes asked for.</summary>
    public override long ByteLength { get; }

    /// <summary>Whether the block has gone back to the cache.</summary>
    public bool IsFreed => pointer == 0;

    /// <summary>Gives the memory back now. Calling it again does nothing.</summary>
    public override void Free()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public void Dispose() => Free();

    private void Release()
    {
        nint taken = Interlocked.Exchange(ref pointer, 0);
        if (taken != 0) NativeMemoryCache.Return(taken, capacity);
    }
}
