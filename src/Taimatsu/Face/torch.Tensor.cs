using System.Collections;
using Taimatsu.Operators;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>A 0-d tensor of one number, in its own .NET type.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html"/>
    public static Tensor tensor(Scalar scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Factories.Full(new Size([]), scalar, dtype ?? scalar.Type, device, requires_grad);

    /// <summary>A tensor that copies a one-dimensional array, in its own .NET type.</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold <typeparamref name="T"/>.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html"/>
    public static Tensor tensor<T>(T[] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => FromData.Copy<T>(data, [data.Length], dtype, device, requires_grad);

    /// <summary>A tensor that copies a two-dimensional array.</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold <typeparamref name="T"/>.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html"/>
    public static Tensor tensor<T>(T[,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => NestedData.Copy<T>(data, dtype, device, requires_grad);

    /// <summary>A tensor that copies a three-dimensional array.</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold <typeparamref name="T"/>.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html"/>
    public static Tensor tensor<T>(T[,,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => NestedData.Copy<T>(data, dtype, device, requires_grad);

    /// <summary>A tensor that copies a four-dimensional array.</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold <typeparamref name="T"/>.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html"/>
    public static Tensor tensor<T>(T[,,,] data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => NestedData.Copy<T>(data, dtype, device, requires_grad);

    /// <summary>A tensor that copies memory, in a given shape (one dimension if none is given).</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold <typeparamref name="T"/>, or the shape does not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html"/>
    public static Tensor tensor<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => FromData.Copy(data, dimensions, dtype, device, requires_grad);

    /// <summary>A tensor that copies a list of numbers, in a given shape.</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold <typeparamref name="T"/>, or the shape does not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html"/>
    public static Tensor tensor<T>(IEnumerable<T> data, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => FromData.Copy<T>(data as T[] ?? [.. data], dimensions, dtype, device, requires_grad);

    /// <summary>A tensor that copies lists within lists of numbers.</summary>
    /// <exception cref="ArgumentException">The lists are ragged, or hold something that is no number.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tensor.html"/>
    public static Tensor tensor(IList data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => NestedData.Copy(data, dtype, device, requires_grad);

    /// <summary>A tensor that copies .NET's tensor span, in its shape.</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold <typeparamref name="T"/>.</exception>
    public static Tensor tensor<T>(System.Numerics.Tensors.ReadOnlyTensorSpan<T> data, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
    {
        var values = new T[checked((int)data.FlattenedLength)];
        data.FlattenTo(values);
        var sizes = new long[data.Rank];
        for (int d = 0; d < sizes.Length; d++) sizes[d] = data.Lengths[d];
        return FromData.Copy<T>(values, sizes, dtype, device, requires_grad);
    }

    /// <summary>A 0-d tensor of one number.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.as_tensor.html"/>
    public static Tensor as_tensor(Scalar data, ScalarType? dtype = null, Device? device = null) => tensor(data, dtype, device);

    /// <summary>The tensor itself if type and device fit, else a converted one.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.as_tensor.html"/>
    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) => data.to(dtype ?? data.dtype, device ?? data.device);

    /// <summary>A tensor over the array's memory if type and device fit, else a copy.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.as_tensor.html"/>
    public static Tensor as_tensor<T>(T[] data, ScalarType? dtype = null, Device? device = null) where T : unmanaged => as_tensor(from_array(data), dtype, device);

    /// <summary>A tensor of lists within lists of numbers.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.as_tensor.html"/>
    public static Tensor as_tensor(IList data, ScalarType? dtype = null, Device? device = null) => NestedData.Copy(data, dtype, device, false);

    /// <summary>A tensor over the array's own memory: a change on one side is seen on the other.</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold <typeparamref name="T"/>.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.from_numpy.html"/>
    public static Tensor from_array<T>(T[] array) where T : unmanaged => FromData.Share<T>(array, [array.Length]);

    /// <summary>A tensor over the memory of an array of any rank: a change on one side is seen on the other.</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold the array's element type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.from_numpy.html"/>
    public static Tensor from_array(Array array) => array switch
    {
        float[] or float[,] or float[,,] or float[,,,] => FromData.Share<float>(array, NestedData.Lengths(array)),
        double[] or double[,] or double[,,] or double[,,,] => FromData.Share<double>(array, NestedData.Lengths(array)),
        long[] or long[,] or long[,,] or long[,,,] => FromData.Share<long>(array, NestedData.Lengths(array)),
        int[] or int[,] or int[,,] or int[,,,] => FromData.Share<int>(array, NestedData.Lengths(array)),
        short[] or short[,] or short[,,] or short[,,,] => FromData.Share<short>(array, NestedData.Lengths(array)),
        byte[] or byte[,] or byte[,,] or byte[,,,] => FromData.Share<byte>(array, NestedData.Lengths(array)),
        sbyte[] or sbyte[,] or sbyte[,,] or sbyte[,,,] => FromData.Share<sbyte>(array, NestedData.Lengths(array)),
        bool[] or bool[,] or bool[,,] or bool[,,,] => FromData.Share<bool>(array, NestedData.Lengths(array)),
        Half[] or Half[,] or Half[,,] or Half[,,,] => FromData.Share<Half>(array, NestedData.Lengths(array)),
        _ => throw new ArgumentException($"from_array: can't share an array of type {array.GetType()}"),
    };

    /// <summary>A tensor over a part of an array's memory, seen as another element type.</summary>
    /// <exception cref="ArgumentException">The part lies outside the array, or is no whole number of elements.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.frombuffer.html"/>
    public static Tensor frombuffer(byte[] buffer, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        int size = dtype.ElementSize();
        if (offset < 0 || offset > buffer.Length) throw new ArgumentException($"offset ({offset} bytes) must be non-negative and no greater than buffer length ({buffer.Length} bytes) - 1");
        if (count < 0 && (buffer.Length - offset) % size != 0) throw new ArgumentException($"buffer length ({buffer.Length - offset} bytes) after offset ({offset} bytes) must be a multiple of element size ({size})");
        if (offset % size != 0) throw new ArgumentException($"offset ({offset} bytes) must be a multiple of element size ({size})");
        long length = count < 0 ? (buffer.Length - offset) / size : count;
        if (length > (buffer.Length - offset) / size) throw new ArgumentException($"requested buffer length ({length} * {size} bytes) after offset ({offset} bytes) must not be greater than actual buffer length ({buffer.Length} bytes)");
        var tensor = new Tensor(new Storage(buffer, buffer.Length), offset / size, Layout.Contiguous([length]), dtype);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }
}
