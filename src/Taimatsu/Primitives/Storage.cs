using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Taimatsu;

/// <summary>A block of a device's memory that goes back to its backend when it is freed or collected.</summary>
public abstract class MemoryBlock
{
    /// <summary>The address; 0 once freed.</summary>
    public abstract nint Pointer { get; }

    /// <summary>The usable length in bytes.</summary>
    public abstract long ByteLength { get; }

    /// <summary>True for memory of the processor that a device copies from while the processor goes on.</summary>
    public virtual bool IsPinned => false;

    /// <summary>Gives the block back at once. Calling it again does nothing.</summary>
    public abstract void Free();
}

/// <summary>
/// The memory behind one or more tensors, and its version (how often it was changed in place). Small blocks are plain managed arrays,
/// which cost no bookkeeping; larger ones are owned by a <see cref="MemoryBlock"/>. Nothing has to be disposed.
/// </summary>
public sealed class Storage
{
    private readonly Storage? _root;
    private byte[]? _array; // an array of any element type, looked at as bytes
    private MemoryBlock? _block;
    private nint _pointer;
    private long _byteLength, _changes;
    private bool _isExposed;
    private object? _derived;
    private readonly nint _shift; // of a rectangular array: where its elements begin, behind its lengths

    internal Storage(Array array, long byteLength)
    {
        _array = Unsafe.As<byte[]>(array);
        _isExposed = true;
        _shift = Unsafe.ByteOffset(ref MemoryMarshal.GetArrayDataReference(_array), ref MemoryMarshal.GetArrayDataReference(array));
        ByteLength = byteLength;
        Device = Device.CPU;
    }

    /// <summary>For the backend's own small blocks: plain arrays of bytes.</summary>
    internal Storage(byte[] array, long byteLength)
    {
        _array = array;
        ByteLength = byteLength;
        Device = Device.CPU;
    }

    internal Storage(MemoryBlock block, long byteLength, Device device)
    {
        _block = block;
        // What another device holds has no address here.
        if (device.type == DeviceType.CPU) _pointer = block.Pointer;
        ByteLength = byteLength;
        Device = device;
    }

    private Storage(Storage root)
    {
        // The memory stays with the root alone, which may give it back.
        _root = root;
        Device = root.Device;
    }

    /// <summary>The length in bytes.</summary>
    public long ByteLength
    {
        get => _root?.ByteLength ?? _byteLength;
        private set => _byteLength = value;
    }

    /// <summary>Where the memory lies.</summary>
    public Device Device { get; }

    /// <summary>True if tensors share it of which none is the other's view, as those of a file do: then none gives it back when it is disposed.</summary>
    internal bool IsCommon { get; set; }

    /// <summary>How often the contents were changed in place; autograd compares it. An alias with a version of its own counts only its own changes.</summary>
    internal int Version { get; private set; }

    /// <summary>How often the contents were changed in place through any alias; -1 where that cannot be known, because somebody may write to the memory directly.</summary>
    internal long Changes
    {
        get
        {
            var root = _root ?? this;
            return root._isExposed ? -1 : Volatile.Read(ref root._changes);
        }
    }

    /// <summary>What a backend derived from the contents and keeps as long as they stand; it knows itself for which <see cref="Changes"/> it holds.</summary>
    internal object? Derived
    {
        get => Volatile.Read(ref (_root ?? this)._derived);
        set => Volatile.Write(ref (_root ?? this)._derived, value);
    }

    /// <summary>Notes a change of the contents.</summary>
    internal void MarkChanged()
    {
        Version++;
        NoteWrite();
    }

    /// <summary>Notes a change that autograd does not look at.</summary>
    internal void NoteWrite() => Interlocked.Increment(ref (_root ?? this)._changes);

    /// <summary>Notes that somebody got hold of the memory itself, and may change it unseen from now on.</summary>
    internal void MarkExposed() => (_root ?? this)._isExposed = true;

    /// <summary>The first byte. Pin it (<c>fixed</c>) before taking its address: small storages are managed arrays.</summary>
    internal ref byte Data
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_array is not null) return ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_array), _shift);
            if (_root is not null) return ref _root.Data;
            if (_pointer == 0) ThrowNoMemory();
            unsafe { return ref *(byte*)_pointer; }
        }
    }

    /// <summary>The managed array that holds the data, if one does.</summary>
    internal Array? ManagedArray => (_root ?? this)._array;

    /// <summary>The block on the device, if one holds the data.</summary>
    internal MemoryBlock? Block => (_root ?? this)._block;

    /// <summary>The same memory with a version counter of its own: what <c>tensor.data</c> has.</summary>
    internal Storage WithOwnVersion() => new(_root ?? this);

    /// <summary>True if both name the same memory.</summary>
    internal bool SharesMemoryWith(Storage other) => ReferenceEquals(_root ?? this, other._root ?? other);

    /// <summary>An object that stands for the memory, the same for every alias of it.</summary>
    internal object Identity => _root ?? this;

    /// <summary>Gives the memory back at once; any later access throws.</summary>
    internal void Free()
    {
        if (_root is not null)
        {
            _root.Free();
            return;
        }
        _array = null;
        _derived = null;
        _pointer = 0;
        ByteLength = 0;
        Interlocked.Exchange(ref _block, null)?.Free();
    }

    private void ThrowNoMemory()
    {
        if (_block is not null) throw new InvalidOperationException($"the processor cannot reach a tensor's memory on {Device}; use Tensor.cpu() to copy it first");
        throw new ObjectDisposedException("Tensor", "The tensor's memory was given back by Dispose.");
    }
}
