using ILGPU;
using ILGPU.Runtime;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>One device by ILGPU: its memory, its stream and every kind of kernel. The parts lie in the folders of their themes; see README.md.</summary>
internal sealed partial class GpuBackend : Backend
{
    private readonly Accelerator _accelerator;
    private readonly AcceleratorStream _stream;
    private readonly DeviceMemoryCache _memory;
    private readonly Device _device;

    // An accelerator and its stream take one caller at a time.
    private readonly Lock _gate = new();

    public GpuBackend(Accelerator accelerator, int index)
    {
        FunctionMap.Ensure();
        _accelerator = accelerator;
        _stream = accelerator.DefaultStream;
        _memory = new DeviceMemoryCache(accelerator);
        _pinned = new PinnedMemoryCache(accelerator, _stream);
        _addresses = new AddressSpace(accelerator);
        _device = new Device(DeviceType.CUDA, index);
    }

    public override MemoryFigures Memory => new(_memory.Allocated, _memory.Cached, _memory.Peak, _memory.DeviceAllocations, _memory.ForcedCollections);

    public override void ResetPeakMemory() => _memory.ResetPeak();

    // What nobody refers to comes back first.
    public override void EmptyCache()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        lock (_gate) _memory.Empty();
    }

    public override void Synchronize()
    {
        lock (_gate) _stream.Synchronize();
        RaiseFailedCheck();
    }

    public override Storage Allocate(long bytes) => new(new DeviceBlock(_memory, bytes), bytes, _device);

    /// <summary>An operand's memory from its first element on.</summary>
    internal static ArrayView<byte> Bytes(in Operand operand)
    {
        if (operand.Storage.Block is null && operand.Storage.Device.type == DeviceType.CUDA)
            throw new ObjectDisposedException("Tensor", "The tensor's memory was given back by Dispose.");
        if (operand.Storage.Block is not DeviceBlock block)
            throw new InvalidOperationException($"Expected all tensors to be on the same device, but found at least two devices, cuda and {operand.Storage.Device}!");
        var view = block.View;
        long offset = operand.Offset * operand.Type.ElementSize();
        return view.SubView(offset, view.Length - offset);
    }

    /// <summary>The same, as elements.</summary>
    private static ArrayView<T> View<T>(in Operand operand) where T : unmanaged => Bytes(operand).Cast<T>();

    /// <summary>A contiguous operand of this device for intermediate results.</summary>
    private Operand Scratch(ScalarType type, params long[] sizes)
    {
        var layout = Layout.Contiguous(sizes);
        return new Operand(Allocate(layout.Count * type.ElementSize()), 0, layout, type);
    }
}
