using System.Runtime.CompilerServices;

namespace Taimatsu;

/// <summary>The type of a tensor's elements. The numbers are those that PyTorch's files use; 8 to 10 are kept for complex types.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/tensor_attributes.html"/>
public enum ScalarType : sbyte
{
    /// <summary>Unsigned 8-bit integer, <c>torch.uint8</c>.</summary>
    Byte = 0,
    /// <summary>Signed 8-bit integer, <c>torch.int8</c>.</summary>
    Int8 = 1,
    /// <summary>Signed 16-bit integer, <c>torch.int16</c>.</summary>
    Int16 = 2,
    /// <summary>Signed 32-bit integer, <c>torch.int32</c>.</summary>
    Int32 = 3,
    /// <summary>Signed 64-bit integer, <c>torch.int64</c>.</summary>
    Int64 = 4,
    /// <summary>IEEE half precision, <c>torch.float16</c>.</summary>
    Float16 = 5,
    /// <summary>IEEE single precision, <c>torch.float32</c>.</summary>
    Float32 = 6,
    /// <summary>IEEE double precision, <c>torch.float64</c>.</summary>
    Float64 = 7,
    /// <summary>Truth value of one byte, <c>torch.bool</c>.</summary>
    Bool = 11,
    /// <summary>The upper half of a single precision number, <c>torch.bfloat16</c>.</summary>
    BFloat16 = 15,
}

/// <summary>Facts about element types.</summary>
public static class ScalarTypes
{
    /// <summary>Bytes of one element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ElementSize(this ScalarType type)
    {
        // By ScalarType's numbers; zero where there is no type.
        ReadOnlySpan<byte> sizes = [1, 1, 2, 4, 8, 2, 4, 8, 0, 0, 0, 1, 0, 0, 0, 2];
        int size = (uint)type < (uint)sizes.Length ? sizes[(int)type] : 0;
        if (size == 0) ThrowUnknown(type);
        return size;
    }


    /// <summary>True for float16, bfloat16, float32 and float64.</summary>
    public static bool IsFloatingPoint(this ScalarType type) => type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>True for float16 and bfloat16, which are computed in float32.</summary>
    public static bool IsReducedFloatingPoint(this ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>True for the integer types; bool counts only if asked for.</summary>
    public static bool IsIntegral(this ScalarType type, bool includeBool = false) => type <= ScalarType.Int64 || (includeBool && type == ScalarType.Bool);

    /// <summary>The name as PyTorch prints it, such as <c>torch.float32</c>.</summary>
    public static string PyTorchName(this ScalarType type) => type switch
    {
        ScalarType.Byte => "torch.uint8",
        ScalarType.Int8 => "torch.int8",
        ScalarType.Int16 => "torch.int16",
        ScalarType.Int32 => "torch.int32",
        ScalarType.Int64 => "torch.int64",
        ScalarType.Float16 => "torch.float16",
        ScalarType.Float32 => "torch.float32",
        ScalarType.Float64 => "torch.float64",
        ScalarType.Bool => "torch.bool",
        ScalarType.BFloat16 => "torch.bfloat16",
        _ => throw new ArgumentException($"unknown scalar type {(int)type}"),
    };

    /// <summary>The name as PyTorch's error texts have it, such as <c>Float</c> or <c>Long</c>.</summary>
    public static string LegacyName(this ScalarType type) => type switch
    {
        ScalarType.Byte => "Byte",
        ScalarType.Int8 => "Char",
        ScalarType.Int16 => "Short",
        ScalarType.Int32 => "Int",
        ScalarType.Int64 => "Long",
        ScalarType.Float16 => "Half",
        ScalarType.Float32 => "Float",
        ScalarType.Float64 => "Double",
        ScalarType.Bool => "Bool",
        ScalarType.BFloat16 => "BFloat16",
        _ => throw new ArgumentException($"unknown scalar type {(int)type}"),
    };

    /// <summary>The scalar type that stores .NET values of type <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">A tensor cannot hold <typeparamref name="T"/>.</exception>
    public static ScalarType Of<T>()
    {
        if (typeof(T) == typeof(float)) return ScalarType.Float32;
        if (typeof(T) == typeof(double)) return ScalarType.Float64;
        if (typeof(T) == typeof(long)) return ScalarType.Int64;
        if (typeof(T) == typeof(int)) return ScalarType.Int32;
        if (typeof(T) == typeof(short)) return ScalarType.Int16;
        if (typeof(T) == typeof(sbyte)) return ScalarType.Int8;
        if (typeof(T) == typeof(byte)) return ScalarType.Byte;
        if (typeof(T) == typeof(bool)) return ScalarType.Bool;
        if (typeof(T) == typeof(Half)) return ScalarType.Float16;
        if (typeof(T) == typeof(BFloat16)) return ScalarType.BFloat16;
        throw new ArgumentException($"can't convert {typeof(T)} to a tensor; the supported types are: double, float, Half, BFloat16, long, int, short, sbyte, byte, and bool");
    }

    /// <summary>The type that an operation of two types of the same priority computes in: PyTorch's promotion table.</summary>
    public static ScalarType Promote(ScalarType a, ScalarType b)
    {
        if (a == b) return a;
        if (a == ScalarType.Bool) return b;
        if (b == ScalarType.Bool) return a;
        bool floatA = a.IsFloatingPoint(), floatB = b.IsFloatingPoint();
        if (floatA && floatB)
        {
            if (a == ScalarType.Float64 || b == ScalarType.Float64) return ScalarType.Float64;
            return ScalarType.Float32; // float32 with any smaller one, and float16 with bfloat16
        }
        if (floatA) return a;
        if (floatB) return b;
        if (a == ScalarType.Byte || b == ScalarType.Byte)
        {
            var other = a == ScalarType.Byte ? b : a;
            return other == ScalarType.Int8 ? ScalarType.Int16 : other;
        }
        return a > b ? a : b;
    }

    private static void ThrowUnknown(ScalarType type) => throw new ArgumentException($"unknown scalar type {(int)type}");
}
