using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The processor: every kind of kernel, in C#. Its parts lie in the folders of their themes.</summary>
internal sealed partial class CpuBackend : Backend
{
    /// <summary>Up to this many bytes a storage is a managed array, which costs no bookkeeping; above it a block of the caching allocator.</summary>
    private const long LargestManagedStorage = 8192;

    public override Storage Allocate(long bytes)
    {
        if (bytes <= LargestManagedStorage) return new Storage(GC.AllocateUninitializedArray<byte>((int)bytes), bytes);
        return new Storage(NativeBlock.Rent(bytes), bytes, Device.CPU);
    }

    public override unsafe void Upload(ReadOnlySpan<byte> source, in Operand target)
    {
        fixed (byte* from = source, to = &target.Data) Buffer.MemoryCopy(from, to, source.Length, source.Length);
        target.KeepAlive();
    }

    public override unsafe void Download(in Operand source, Span<byte> target)
    {
        fixed (byte* from = &source.Data, to = target) Buffer.MemoryCopy(from, to, target.Length, target.Length);
        source.KeepAlive();
    }
}
