using System.Globalization;

namespace Taimatsu.Tests.Golden;

/// <summary>A tensor of a golden file: the type, the shape, and the elements in the order of the indices.</summary>
/// <param name="DType">The type; it decides the type of the array: Half, BFloat16, float, double, byte, sbyte, short, int, long or bool.</param>
internal sealed record GoldenTensor(ScalarType DType, long[] Shape, Array Values)
{
    /// <summary>Reads <c>float32[2,3] 3f800000 40000000 …</c>; null if the text is not a tensor.</summary>
    public static GoldenTensor? Parse(string text)
    {
        int open = text.IndexOf('[', StringComparison.Ordinal), close = text.IndexOf(']', StringComparison.Ordinal);
        if (open < 0 || close < open || TypeOf(text[..open]) is not { } type) return null;
        long[] shape = open + 1 == close ? [] : [.. text[(open + 1)..close].Split(',').Select(s => long.Parse(s, CultureInfo.InvariantCulture))];
        string[] items = close + 1 == text.Length ? [] : text[(close + 2)..].Split(' ');
        return new(type, shape, type switch
        {
            ScalarType.Float64 => Array.ConvertAll(items, i => BitConverter.UInt64BitsToDouble(ulong.Parse(i, NumberStyles.HexNumber, CultureInfo.InvariantCulture))),
            ScalarType.Float32 => Array.ConvertAll(items, i => BitConverter.UInt32BitsToSingle(uint.Parse(i, NumberStyles.HexNumber, CultureInfo.InvariantCulture))),
            ScalarType.Float16 => Array.ConvertAll(items, i => BitConverter.UInt16BitsToHalf(ushort.Parse(i, NumberStyles.HexNumber, CultureInfo.InvariantCulture))),
            ScalarType.BFloat16 => Array.ConvertAll(items, i => new BFloat16(ushort.Parse(i, NumberStyles.HexNumber, CultureInfo.InvariantCulture))),
            ScalarType.Int64 => Array.ConvertAll(items, i => long.Parse(i, CultureInfo.InvariantCulture)),
            ScalarType.Int32 => Array.ConvertAll(items, i => int.Parse(i, CultureInfo.InvariantCulture)),
            ScalarType.Int16 => Array.ConvertAll(items, i => short.Parse(i, CultureInfo.InvariantCulture)),
            ScalarType.Int8 => Array.ConvertAll(items, i => sbyte.Parse(i, CultureInfo.InvariantCulture)),
            ScalarType.Byte => Array.ConvertAll(items, i => byte.Parse(i, CultureInfo.InvariantCulture)),
            _ => (Array)Array.ConvertAll(items, i => i == "1"),
        });
    }

    /// <summary>The type of a name such as <c>float32</c>; null if there is none.</summary>
    public static ScalarType? TypeOf(string name)
    {
        foreach (var type in Enum.GetValues<ScalarType>())
            if (type.PyTorchName().AsSpan(6).SequenceEqual(name)) return type;
        return null;
    }

    /// <summary>The same elements as a tensor of ours.</summary>
    public Tensor ToTensor()
    {
        // By the type: to the runtime a byte[] is an sbyte[] too.
        var flat = DType switch
        {
            ScalarType.Float64 => torch.tensor((double[])Values),
            ScalarType.Float32 => torch.tensor((float[])Values),
            ScalarType.Float16 => torch.tensor((Half[])Values),
            ScalarType.BFloat16 => torch.tensor((BFloat16[])Values),
            ScalarType.Int64 => torch.tensor((long[])Values),
            ScalarType.Int32 => torch.tensor((int[])Values),
            ScalarType.Int16 => torch.tensor((short[])Values),
            ScalarType.Int8 => torch.tensor((sbyte[])Values),
            ScalarType.Byte => torch.tensor((byte[])Values),
            _ => torch.tensor((bool[])Values),
        };
        return flat.reshape(Shape);
    }

    /// <summary>A tensor of ours in the form of the files.</summary>
    public static GoldenTensor From(Tensor tensor)
    {
        var plain = tensor.detach();
        return new(tensor.dtype, [.. tensor.shape.AsSpan()], tensor.dtype switch
        {
            ScalarType.Float64 => plain.ToFlatArray<double>(),
            ScalarType.Float32 => plain.ToFlatArray<float>(),
            ScalarType.Float16 => plain.ToFlatArray<Half>(),
            ScalarType.BFloat16 => plain.ToFlatArray<BFloat16>(),
            ScalarType.Int64 => plain.ToFlatArray<long>(),
            ScalarType.Int32 => plain.ToFlatArray<int>(),
            ScalarType.Int16 => plain.ToFlatArray<short>(),
            ScalarType.Int8 => plain.ToFlatArray<sbyte>(),
            ScalarType.Byte => plain.ToFlatArray<byte>(),
            _ => (Array)plain.ToFlatArray<bool>(),
        });
    }

    public override string ToString() => $"{DType.PyTorchName()[6..]}[{string.Join(',', Shape)}]";
}
