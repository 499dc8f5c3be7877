using System.Runtime.CompilerServices;
using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu;

/// <summary>
/// A multi-dimensional array of one element type on one device, which can record how it was computed. Nothing has to be disposed.
/// Its operators lie in <c>Operators/</c> and are written into this class by the source generator.
/// </summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/tensors.html"/>
public partial class Tensor : IDisposable
{
    private Storage _storage;
    private Layout _layout;
    private long _offset;
    private AutogradMeta? _autograd;
    private Tensor? _base; // the tensor that this one is a view of; never a view itself
    private ScalarType _type;
    private TensorFlags _flags;

    internal Tensor(Storage storage, long offset, Layout layout, ScalarType type)
    {
        _storage = storage;
        _offset = offset;
        _layout = layout;
        _type = type;
        if (GradMode.IsInference) _flags = TensorFlags.Inference;
    }

    /// <summary>For subclasses that are another face of the same memory, as a parameter is: shares all but the history, and gives the memory back in the source's place.</summary>
    private protected Tensor(Tensor source) : this(source._storage, source._offset, source._layout, source._type) => TakeOver(source);

    [Flags]
    private enum TensorFlags : byte
    {
        None = 0,
        Inference = 1,
        WrappedNumber = 2,
        SharedGradient = 4,
        NoGradView = 8,
        MultiOutputView = 16,
        Borrows = 32, // looks into memory that another tensor gives back
    }

    /// <summary>A new tensor on a device, not initialised.</summary>
    internal static Tensor Empty(Layout layout, ScalarType type, Device device)
        => new(BackendRegistry.Of(device).Allocate(layout.Count * type.ElementSize()), 0, layout, type);

    /// <summary>What kernels see of this tensor.</summary>
    internal Operand Operand
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_storage, _offset, _layout, _type);
    }

    internal Storage Storage => _storage;
    internal Layout Layout => _layout;
    internal Backend Backend => BackendRegistry.Of(_storage.Device);

    /// <summary>The element type.</summary>
    public ScalarType dtype => _type;

    /// <summary>The device that the memory lies on.</summary>
    public Device device => _storage.Device;

    /// <summary>The kind of device that the memory lies on.</summary>
    public DeviceType device_type => _storage.Device.type;

    /// <summary>The lengths of all dimensions.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.shape.html"/>
    public Size shape => new(_layout.Sizes);

    /// <summary>The lengths of all dimensions.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.size.html"/>
    public Size size() => new(_layout.Sizes);

    /// <summary>The length of one dimension; negative numbers count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    public long size(int dim) => _layout.Sizes[WrapDimension(dim)];

    /// <summary>The distances between neighbouring elements of each dimension, in elements.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.stride.html"/>
    public long[] stride() => [.. _layout.Strides];

    /// <summary>The distance between neighbouring elements of one dimension, in elements.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    public long stride(int dim) => _layout.Strides[WrapDimension(dim)];

    /// <summary>Where the first element lies in the storage, in elements.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.storage_offset.html"/>
    public long storage_offset() => _offset;

    /// <summary>The number of dimensions.</summary>
    public long ndim => _layout.Rank;

    /// <summary>The number of dimensions.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.dim.html"/>
    public long dim() => _layout.Rank;

    /// <summary>The number of elements.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.numel.html"/>
    public long numel() => _layout.Count;

    /// <summary>The number of elements.</summary>
    public long NumberOfElements => _layout.Count;

    /// <summary>Bytes of one element.</summary>
    public long element_size() => _type.ElementSize();

    /// <summary>Bytes of all elements.</summary>
    public long nbytes => _layout.Count * _type.ElementSize();

    /// <summary>True if the elements lie row-major without gaps.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_contiguous.html"/>
    public bool is_contiguous() => _layout.IsContiguous;

    /// <summary>True for the float types.</summary>
    public bool is_floating_point() => _type.IsFloatingPoint();

    /// <summary>True for float types: only those have gradients.</summary>
    public bool is_integral() => _type.IsIntegral(includeBool: true);

    /// <summary>How often the memory was changed in place.</summary>
    public int _version => _storage.Version;

    /// <summary>Marks the memory as changed in place.</summary>
    internal void BumpVersion() => _storage.MarkChanged();

    /// <summary>True if it was made inside inference_mode.</summary>
    internal bool IsInference => (_flags & TensorFlags.Inference) != 0;

    /// <summary>True if it was made from a plain number, which has the least say in type promotion.</summary>
    internal bool IsWrappedNumber => (_flags & TensorFlags.WrappedNumber) != 0;

    /// <summary>A dimension's number from 0 to rank - 1, also of a negative one.</summary>
    internal int WrapDimension(long dim) => WrapDimension(dim, _layout.Rank);

    internal static int WrapDimension(long dim, int rank)
    {
        int range = Math.Max(rank, 1);
        if (dim < -range || dim >= range) ThrowDimension(dim, range);
        return (int)(dim < 0 ? dim + range : dim);
    }

    private static void ThrowDimension(long dim, int range)
        => throw new IndexOutOfRangeException($"Dimension out of range (expected to be in range of [{-range}, {range - 1}], but got {dim})");
}
