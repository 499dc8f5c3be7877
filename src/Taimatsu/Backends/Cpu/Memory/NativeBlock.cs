namespace Taimatsu.Backends.Cpu;

/// <summary>Owns one block of native memory, and gives it back to the cache when freed; <see cref="BlockTable"/> does so for those that were collected.</summary>
internal sealed class NativeBlock : MemoryBlock, IDisposable
{
    private readonly int slot;
    private nint pointer;

    private NativeBlock(long byteLength, nint pointer, long capacity)
    {
        this.pointer = pointer;
        ByteLength = byteLength;
        slot = BlockTable.Add(this, pointer, capacity);
    }

    /// <summary>Rents a block of at least <paramref name="byteLength"/> bytes, aligned to 64; its content is arbitrary.</summary>
    /// <remarks>The memory comes before its owner: an owner that waits for a collection would grow old in it, and its memory be missed by the next one.</remarks>
    public static NativeBlock Rent(long byteLength)
    {
        nint pointer = NativeMemoryCache.Rent(byteLength, out long capacity);
        return new NativeBlock(byteLength, pointer, capacity);
    }

    /// <summary>The first byte, or zero once freed. The owner must stay reachable (GC.KeepAlive) while the memory is used.</summary>
    public override nint Pointer => pointer;

    /// <summary>The number of bytes asked for.</summary>
    public override long ByteLength { get; }

    /// <summary>Whether the block has gone back to the cache.</summary>
    public bool IsFreed => pointer == 0;

    /// <summary>Gives the memory back now. Calling it again does nothing.</summary>
    public override void Free()
    {
        if (Interlocked.Exchange(ref pointer, 0) == 0) return;
        BlockTable.Release(slot);
        // A sweep on another thread must not find the owner dead before its entry is free.
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Dispose() => Free();
}
