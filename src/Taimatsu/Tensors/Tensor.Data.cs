using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Taimatsu;

public partial class Tensor
{
    /// <summary>The only element, as <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.item.html"/>
    public T item<T>() where T : unmanaged
    {
        CheckSingle();
        if (ReferenceEquals(_storage.Device, Device.CPU))
        {
            if (typeof(T) == typeof(float) && _type == ScalarType.Float32) return Operand.First<T>();
            if (typeof(T) == typeof(double) && _type == ScalarType.Float64) return Operand.First<T>();
            if (typeof(T) == typeof(long) && _type == ScalarType.Int64) return Operand.First<T>();
            if (typeof(T) == typeof(double) && _type == ScalarType.Float32) return Unsafe.BitCast<double, T>(Operand.First<float>());
        }
        Span<T> one = stackalloc T[1];
        CopyTo(one);
        return one[0];
    }

    /// <summary>The only element: a double of float types, a whole number, or a truth value.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.item.html"/>
    public Scalar item()
    {
        CheckSingle();
        return _type.IsFloatingPoint() ? item<double>() : _type == ScalarType.Bool ? item<bool>() : item<long>();
    }

    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public Scalar ToScalar() => item();
    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public double ToDouble() => item<double>();
    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public float ToSingle() => item<float>();
    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public long ToInt64() => item<long>();
    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public int ToInt32() => item<int>();
    /// <summary>The only element.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public bool ToBoolean() => item<bool>();

    /// <summary>The only element.</summary>
    public static explicit operator double(Tensor tensor) => tensor.item<double>();
    /// <summary>The only element.</summary>
    public static explicit operator float(Tensor tensor) => tensor.item<float>();
    /// <summary>The only element.</summary>
    public static explicit operator long(Tensor tensor) => tensor.item<long>();
    /// <summary>The only element.</summary>
    public static explicit operator int(Tensor tensor) => tensor.item<int>();
    /// <summary>The only element.</summary>
    public static explicit operator bool(Tensor tensor) => tensor.item<bool>();

    /// <summary>The elements as lists within lists; of a 0-d tensor the element itself.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.tolist.html"/>
    public object tolist()
    {
        if (ndim == 0) return _type.IsFloatingPoint() ? item<double>() : _type == ScalarType.Bool ? item<bool>() : item<long>();
        var list = new List<object>();
        using (torch.no_grad())
            for (long i = 0; i < size(0); i++) list.Add(select(0, i).tolist());
        return list;
    }

    /// <summary>
    /// The elements as a span over the tensor's own memory: a change on one side is seen on the other. Keep the tensor as long as the span.
    /// </summary>
    /// <exception cref="InvalidOperationException">The type differs, gradients are recorded, the tensor is not contiguous, or it lies on another device.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        CheckShareable<T>("AsSpan");
        if (!is_contiguous()) throw new InvalidOperationException("AsSpan: the tensor is not contiguous; call contiguous() first, which copies");
        _storage.MarkExposed();
        return MemoryMarshal.CreateSpan(ref Operand.First<T>(), checked((int)numel()));
    }

    /// <summary>What NumPy's view is in Python: the elements over the tensor's own memory, with its shape. Changes on one side are seen on the other.</summary>
    /// <exception cref="InvalidOperationException">The type differs, gradients are recorded, or the tensor lies on another device.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.numpy.html"/>
    public TensorAccessor<T> numpy<T>() where T : unmanaged
    {
        CheckShareable<T>("numpy()");
        return new TensorAccessor<T>(this);
    }

    /// <summary>The elements over the tensor's own memory; also of a tensor that requires grad (TorchSharp's <c>data&lt;T&gt;()</c>: <c>data</c> is PyTorch's property here).</summary>
    /// <exception cref="InvalidOperationException">The type differs, or the tensor lies on another device.</exception>
    public TensorAccessor<T> accessor<T>() where T : unmanaged
    {
        CheckType<T>("accessor");
        return new TensorAccessor<T>(this);
    }

    /// <summary>The bytes of a contiguous tensor, over its own memory.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not contiguous, or lies on another device.</exception>
    public Span<byte> bytes
    {
        get
        {
            if (device_type != DeviceType.CPU || !is_contiguous()) throw new InvalidOperationException("bytes: the tensor must be contiguous and on the CPU");
            _storage.MarkExposed();
            return MemoryMarshal.CreateSpan(ref Operand.Data, checked((int)nbytes));
        }
    }

    /// <summary>This tensor as .NET's tensor span, over its own memory. Keep the tensor as long as the span.</summary>
    /// <exception cref="InvalidOperationException">The type differs, gradients are recorded, or the tensor lies on another device.</exception>
    public TensorSpan<T> AsTensorSpan<T>() where T : unmanaged
    {
        CheckShareable<T>("AsTensorSpan");
        _storage.MarkExposed();
        var all = MemoryMarshal.CreateSpan(ref Operand.First<T>(), checked((int)_layout.Extent()));
        return new TensorSpan<T>(all, Array.ConvertAll(_layout.Sizes, s => checked((nint)s)), SpanStrides());
    }

    /// <summary>This tensor as .NET's read-only tensor span, over its own memory. Keep the tensor as long as the span.</summary>
    /// <exception cref="InvalidOperationException">The type differs, gradients are recorded, or the tensor lies on another device.</exception>
    public ReadOnlyTensorSpan<T> AsReadOnlyTensorSpan<T>() where T : unmanaged => AsTensorSpan<T>();

    /// <summary>The elements in row-major order, copied and converted.</summary>
    internal T[] ToFlatArray<T>() where T : unmanaged
    {
        var values = new T[numel()];
        CopyTo<T>(values);
        return values;
    }

    private nint[] SpanStrides()
    {
        // .NET asks for stride 0 where a length is 1.
        var strides = new nint[_layout.Rank];
        for (int d = 0; d < strides.Length; d++) strides[d] = _layout.Sizes[d] == 1 ? 0 : checked((nint)_layout.Strides[d]);
        return strides;
    }

    private void CopyTo<T>(Span<T> target) where T : unmanaged
    {
        var plain = detach().to(ScalarTypes.Of<T>()).to(Device.CPU).contiguous();
        plain.Backend.Download(plain.Operand, MemoryMarshal.AsBytes(target));
    }

    private void CheckSingle()
    {
        if (numel() != 1) throw new InvalidOperationException($"a Tensor with {numel()} elements cannot be converted to Scalar");
    }

    private void CheckShareable<T>(string what) where T : unmanaged
    {
        if (requires_grad) throw new InvalidOperationException($"Can't call {what} on Tensor that requires grad. Use tensor.detach().{what} instead.");
        CheckType<T>(what);
    }

    private void CheckType<T>(string what) where T : unmanaged
    {
        if (ScalarTypes.Of<T>() != _type) throw new InvalidOperationException($"{what}: the tensor's type is {_type.PyTorchName()}, which is not {typeof(T).Name}; convert it first");
        if (device_type != DeviceType.CPU) throw new InvalidOperationException($"can't convert {device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.");
    }
}
