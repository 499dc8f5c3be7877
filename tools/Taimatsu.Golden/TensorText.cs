using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Taimatsu.Golden;

/// <summary>Tensors as text: <c>float32[2,3] 3f800000 40000000 …</c>. Floats are their bits in hexadecimal, integers and booleans are decimal.</summary>
internal static class TensorText
{
    private static readonly (string Name, ScalarType Type, int Number)[] Types =
    [
        ("uint8", ScalarType.Byte, 0), ("int8", ScalarType.Int8, 1), ("int16", ScalarType.Int16, 2), ("int32", ScalarType.Int32, 3), ("int64", ScalarType.Int64, 4),
        ("float16", ScalarType.Float16, 5), ("float32", ScalarType.Float32, 6), ("float64", ScalarType.Float64, 7), ("bool", ScalarType.Bool, 11), ("bfloat16", ScalarType.BFloat16, 15),
    ];

    /// <summary>PyTorch's name of a type, without <c>torch.</c></summary>
    public static string NameOf(ScalarType type) => Types.First(t => t.Type == type).Name;

    /// <summary>The type of a name.</summary>
    public static ScalarType TypeOf(string name) => Types.First(t => t.Name == name).Type;

    /// <summary>The number that stands for a type in TorchScript; null if the text names none.</summary>
    public static int? NumberOf(string name) => Array.FindIndex(Types, t => t.Name == name) is >= 0 and var i ? Types[i].Number : null;

    /// <summary>Writes a tensor, in the order of the indices whatever its strides.</summary>
    public static string Write(Tensor tensor)
    {
        // A copy, not contiguous(): a gradient known to be zero has no memory.
        using var flat = torch.empty(tensor.shape, dtype: tensor.dtype).copy_(tensor.detach());
        var text = new StringBuilder($"{NameOf(tensor.dtype)}[{string.Join(',', tensor.shape)}]");
        byte[] bytes = flat.numel() == 0 ? [] : flat.bytes.ToArray();
        switch (tensor.dtype)
        {
            case ScalarType.Float64: Append(text, Cast<ulong>(bytes), "x16"); break;
            case ScalarType.Float32: Append(text, Cast<uint>(bytes), "x8"); break;
            case ScalarType.Float16 or ScalarType.BFloat16: Append(text, Cast<ushort>(bytes), "x4"); break;
            case ScalarType.Int64: Append(text, Cast<long>(bytes), ""); break;
            case ScalarType.Int32: Append(text, Cast<int>(bytes), ""); break;
            case ScalarType.Int16: Append(text, Cast<short>(bytes), ""); break;
            case ScalarType.Int8: Append(text, Cast<sbyte>(bytes), ""); break;
            default: Append(text, bytes, ""); break;
        }
        return text.ToString();
    }

    private static T[] Cast<T>(byte[] bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes).ToArray();

    private static void Append<T>(StringBuilder text, T[] values, string format) where T : IFormattable
    {
        foreach (var value in values) text.Append(' ').Append(value.ToString(format, CultureInfo.InvariantCulture));
    }
}
