namespace Taimatsu;

public partial class Tensor
{
    /// <summary>This tensor as float32.</summary>
    public Tensor @float() => GivenOut(to(ScalarType.Float32));
    /// <summary>This tensor as float64.</summary>
    public Tensor @double() => GivenOut(to(ScalarType.Float64));
    /// <summary>This tensor as float16.</summary>
    public Tensor half() => GivenOut(to(ScalarType.Float16));
    /// <summary>This tensor as bfloat16.</summary>
    public Tensor bfloat16() => GivenOut(to(ScalarType.BFloat16));
    /// <summary>This tensor as int64.</summary>
    public Tensor @long() => GivenOut(to(ScalarType.Int64));
    /// <summary>This tensor as int32.</summary>
    public Tensor @int() => GivenOut(to(ScalarType.Int32));
    /// <summary>This tensor as int16.</summary>
    public Tensor @short() => GivenOut(to(ScalarType.Int16));
    /// <summary>This tensor as int8.</summary>
    public Tensor @char() => GivenOut(to(ScalarType.Int8));
    /// <summary>This tensor as uint8.</summary>
    public Tensor @byte() => GivenOut(to(ScalarType.Byte));
    /// <summary>This tensor as bool: true where it is not zero.</summary>
    public Tensor @bool() => GivenOut(to(ScalarType.Bool));

    /// <summary>This tensor in another element type.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.type.html"/>
    public Tensor type(ScalarType dtype) => GivenOut(to(dtype));

    /// <summary>This tensor in another one's element type.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.type_as.html"/>
    public Tensor type_as(Tensor other) => GivenOut(to(other.dtype));

    /// <summary>This tensor on the processor.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.cpu.html"/>
    public Tensor cpu() => GivenOut(to(Device.CPU));

    /// <summary>This tensor on a GPU.</summary>
    /// <exception cref="InvalidOperationException">There is no GPU backend.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.cuda.html"/>
    public Tensor cuda(Device? device = null, bool non_blocking = false) => GivenOut(to(device ?? new Device(DeviceType.CUDA), non_blocking: non_blocking));

    /// <summary>This tensor on a device named by a text, such as <c>cpu</c> or <c>cuda:0</c>, and in an element type if one is given.</summary>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html"/>
    public Tensor to(string device, ScalarType? dtype = null, bool copy = false) => GivenOut(to((Device)device, dtype, copy));

    /// <summary>A matrix with rows and columns exchanged.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/tensors.html#torch.Tensor.T"/>
    public Tensor T => permute([.. Enumerable.Range(0, (int)ndim).Reverse().Select(d => (long)d)]);

    /// <summary>Matrices with rows and columns exchanged: the last two dimensions.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/tensors.html#torch.Tensor.mT"/>
    public Tensor mT => ndim >= 2 ? transpose(-2, -1) : throw new InvalidOperationException($"tensor.mT is only supported on matrices or batches of matrices. Got {ndim}-D tensor.");

    /// <summary>This tensor with gradients recorded or not.</summary>
    public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);
}
