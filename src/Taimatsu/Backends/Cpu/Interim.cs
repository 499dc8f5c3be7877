// Stands in until the worker pool and the caching allocator arrive; delete this file then.
using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

internal interface IRangeBody
{
    void Run(long begin, long end);
}

internal static class WorkerPool
{
    public static void For<TBody>(long count, long grain, ref TBody body) where TBody : struct, IRangeBody => body.Run(0, count);
}

internal sealed unsafe class NativeBlock(long bytes) : MemoryBlock
{
    private void* _pointer = NativeMemory.AlignedAlloc((nuint)bytes, 64);
    public override nint Pointer => (nint)_pointer;
    public override long ByteLength => bytes;
    public override void Free()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
        GC.SuppressFinalize(this);
    }
    ~NativeBlock() => Free();
}
