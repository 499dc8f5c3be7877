using System.Runtime.CompilerServices;

namespace Taimatsu;

/// <summary>What a kernel sees of a tensor: memory, offset, layout and element type. Backends know operands, never tensors.</summary>
internal readonly struct Operand(Storage storage, long offset, Layout layout, ScalarType type)
{
    public readonly Storage Storage = storage;
    public readonly long Offset = offset;
    public readonly Layout Layout = layout;
    public readonly ScalarType Type = type;

    public bool IsContiguous => Layout.IsContiguous;
    public long Count => Layout.Count;
    public int Rank => Layout.Rank;
    public long Size(int dimension) => Layout.Sizes[dimension];
    public long Stride(int dimension) => Layout.Strides[dimension];

    /// <summary>The first byte of the first element, to be pinned: <c>fixed (byte* p = &amp;operand.Data)</c>.</summary>
    public ref byte Data
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AddByteOffset(ref Storage.Data, (nint)(Offset * Type.ElementSize()));
    }

    /// <summary>The first element, to be pinned: <c>fixed (float* p = &amp;operand.First&lt;float&gt;())</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T First<T>() where T : unmanaged => ref Unsafe.Add(ref Unsafe.As<byte, T>(ref Storage.Data), (nint)Offset);

    /// <summary>The first element, or a null reference for an operand that is not there (<c>default</c>); pinned, it gives a null pointer.</summary>
    public ref T FirstOrNull<T>() where T : unmanaged => ref Storage is null ? ref Unsafe.NullRef<T>() : ref First<T>();

    /// <summary>The same memory with another layout.</summary>
    public Operand With(Layout layout) => new(Storage, Offset, layout, Type);

    /// <summary>
    /// Call it after the last use of a pointer taken from <see cref="Data"/>: a pointer alone does not keep the storage from being collected.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void KeepAlive() => GC.KeepAlive(Storage);
}
