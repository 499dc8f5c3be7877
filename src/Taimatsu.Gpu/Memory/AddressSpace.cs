using ILGPU;
using ILGPU.Runtime;

namespace Taimatsu.Gpu;

/// <summary>
/// All of a device's addresses as one buffer, which owns nothing: so a kernel can take any number of arrays by a table of where they lie, a number of elements from
/// address zero on.
/// </summary>
internal sealed class AddressSpace : MemoryBuffer
{
    // As far as devices count.
    private const long Bytes = 1L << 62;

    public AddressSpace(Accelerator accelerator) : base(accelerator, Bytes, 1) => NativePtr = 0;

    /// <summary>The view that kernels take.</summary>
    public ArrayView<T> View<T>() where T : unmanaged => new ArrayView<byte>(this, 0, Bytes).Cast<T>();

    protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView) => throw NoCopies();

    protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) => throw NoCopies();

    protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) => throw NoCopies();

    protected override void DisposeAcceleratorObject(bool disposing) { }

    private static InvalidOperationException NoCopies() => new("the address space of a device is for kernels alone; copy by an operand's view");
}
