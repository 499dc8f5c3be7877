namespace Taimatsu.Backends.Cpu;

/// <summary>Working memory for one call: a block of the caching allocator, given back at the end of the scope.</summary>
internal readonly unsafe ref struct Buffer<T> where T : unmanaged
{
    private readonly NativeBlock _block;

    public Buffer(long count)
    {
        _block = NativeBlock.Rent(Math.Max(count, 1) * sizeof(T));
        Pointer = (T*)_block.Pointer;
    }

    public T* Pointer { get; }

    public void Dispose() => _block.Free();
}
