using System.Collections;
using System.Runtime.CompilerServices;

namespace Taimatsu;

/// <summary>The elements of a tensor, read and written in place, by index or in row-major order. It keeps the tensor alive.</summary>
/// <typeparam name="T">The .NET type of the elements.</typeparam>
public sealed class TensorAccessor<T> : IEnumerable<T> where T : unmanaged
{
    private readonly Tensor _tensor;

    internal TensorAccessor(Tensor tensor) => _tensor = tensor;

    /// <summary>The number of elements.</summary>
    public long Count => _tensor.numel();

    /// <summary>The tensor's shape.</summary>
    public Size shape => _tensor.shape;

    /// <summary>One element by its indices, or by its row-major number if only one is given.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    public T this[params ReadOnlySpan<long> indices]
    {
        get => Element(indices);
        set
        {
            Element(indices) = value;
            _tensor.Operand.Storage.NoteWrite();
        }
    }

    /// <summary>The elements in row-major order, copied.</summary>
    public T[] ToArray() => _tensor.ToFlatArray<T>();

    /// <summary>The elements as an array of the tensor's shape, copied.</summary>
    public Array ToNDArray()
    {
        var values = ToArray();
        if (_tensor.ndim <= 1) return values;
        long[] sizes = _tensor.shape.ToArray();
        Array result = sizes.Length switch
        {
            2 => new T[sizes[0], sizes[1]],
            3 => new T[sizes[0], sizes[1], sizes[2]],
            4 => new T[sizes[0], sizes[1], sizes[2], sizes[3]],
            5 => new T[sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]],
            _ => throw new InvalidOperationException($"ToNDArray: a tensor of {sizes.Length} dimensions; at most 5 are supported, use ToArray()"),
        };
        values.AsSpan().CopyTo(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(result)), values.Length));
        return result;
    }

    /// <summary>Copies the elements in row-major order.</summary>
    /// <exception cref="ArgumentException">The array is too short.</exception>
    public void CopyTo(T[] array, int arrayIndex = 0) => ToArray().CopyTo(array, arrayIndex);

    /// <summary>Overwrites the elements in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values differs.</exception>
    public void CopyFrom(T[] array)
    {
        if (array.Length != Count) throw new ArgumentException($"CopyFrom: {array.Length} values for {Count} elements");
        using (torch.no_grad()) _tensor.copy_(torch.tensor(array).view(_tensor.shape));
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ref T Element(ReadOnlySpan<long> indices)
    {
        var layout = _tensor.Layout;
        Span<long> place = stackalloc long[layout.Rank];
        if (indices.Length == 1 && layout.Rank != 1)
        {
            long rest = indices[0];
            if (rest < 0 || rest >= layout.Count) throw new IndexOutOfRangeException($"index {indices[0]} is out of bounds for a tensor of {layout.Count} elements");
            for (int d = layout.Rank - 1; d >= 0; d--) (rest, place[d]) = Math.DivRem(rest, layout.Sizes[d]);
        }
        else if (indices.Length != layout.Rank) throw new IndexOutOfRangeException($"{indices.Length} indices for a tensor of dimension {layout.Rank}");
        else indices.CopyTo(place);
        nint offset = 0;
        for (int d = 0; d < place.Length; d++)
        {
            long at = place[d] < 0 ? place[d] + layout.Sizes[d] : place[d];
            if ((ulong)at >= (ulong)layout.Sizes[d]) throw new IndexOutOfRangeException($"index {place[d]} is out of bounds for dimension {d} with size {layout.Sizes[d]}");
            offset += (nint)(at * layout.Strides[d]);
        }
        return ref Unsafe.Add(ref _tensor.Operand.First<T>(), offset);
    }
}
