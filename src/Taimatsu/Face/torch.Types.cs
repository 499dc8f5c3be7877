namespace Taimatsu;

/// <summary>PyTorch's functions, under PyTorch's names.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/torch.html"/>
public static partial class torch
{
    private static ScalarType s_defaultType = ScalarType.Float32;

    /// <summary>Unsigned 8-bit integer.</summary>
    public const ScalarType uint8 = ScalarType.Byte;
    /// <summary>Signed 8-bit integer.</summary>
    public const ScalarType int8 = ScalarType.Int8;
    /// <summary>Signed 16-bit integer.</summary>
    public const ScalarType int16 = ScalarType.Int16;
    /// <summary>Signed 16-bit integer.</summary>
    public const ScalarType @short = ScalarType.Int16;
    /// <summary>Signed 32-bit integer.</summary>
    public const ScalarType int32 = ScalarType.Int32;
    /// <summary>Signed 32-bit integer.</summary>
    public const ScalarType @int = ScalarType.Int32;
    /// <summary>Signed 64-bit integer.</summary>
    public const ScalarType int64 = ScalarType.Int64;
    /// <summary>Signed 64-bit integer.</summary>
    public const ScalarType @long = ScalarType.Int64;
    /// <summary>IEEE half precision.</summary>
    public const ScalarType float16 = ScalarType.Float16;
    /// <summary>IEEE half precision.</summary>
    public const ScalarType half = ScalarType.Float16;
    /// <summary>The upper half of a single precision number.</summary>
    public const ScalarType bfloat16 = ScalarType.BFloat16;
    /// <summary>IEEE single precision.</summary>
    public const ScalarType float32 = ScalarType.Float32;
    /// <summary>IEEE single precision.</summary>
    public const ScalarType @float = ScalarType.Float32;
    /// <summary>IEEE double precision.</summary>
    public const ScalarType float64 = ScalarType.Float64;
    /// <summary>IEEE double precision.</summary>
    public const ScalarType @double = ScalarType.Float64;
    /// <summary>Truth value.</summary>
    public const ScalarType @bool = ScalarType.Bool;

    /// <summary>The processor.</summary>
    public static Device CPU => Taimatsu.Device.CPU;

    /// <summary>Reads a device's name, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.device"/>
    public static Device device(string description) => description;

    /// <summary>The device of a kind.</summary>
    public static Device device(DeviceType type, int index = -1) => new(type, index);

    /// <summary>The float type of new tensors: float32 unless changed.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.get_default_dtype.html"/>
    public static ScalarType get_default_dtype() => s_defaultType;

    /// <summary>Changes the float type of new tensors.</summary>
    /// <exception cref="ArgumentException">It is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.set_default_dtype.html"/>
    public static void set_default_dtype(ScalarType dtype)
    {
        if (!dtype.IsFloatingPoint()) throw new ArgumentException($"only floating-point types are supported as the default type, got {dtype.PyTorchName()}");
        s_defaultType = dtype;
    }

    /// <summary>The smallest type that holds values of both.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.promote_types.html"/>
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => ScalarTypes.Promote(type1, type2);
}
