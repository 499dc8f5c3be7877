using System.Runtime.InteropServices;

namespace Taimatsu.Golden;

/// <summary>The tensors that go into operators.</summary>
internal static class Values
{
    /// <summary>True for the four floating point types.</summary>
    public static bool IsFloat(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    /// <summary>A tensor of doubles rounded to a type.</summary>
    public static Tensor Of(ScalarType type, long[] shape, params double[] values) => torch.tensor(values, float64).to(type).reshape(shape);

    /// <summary>A one-dimensional float32 tensor.</summary>
    public static Tensor F(params double[] values) => Of(float32, [values.Length], values);

    /// <summary>A one-dimensional int64 tensor.</summary>
    public static Tensor I(params long[] values) => torch.tensor(values);

    /// <summary>Ordinary numbers, evenly spread and unrelated, the same on every run.</summary>
    public static Tensor Numbers(long[] shape, ScalarType type = ScalarType.Float32, double low = -2, double high = 2, uint seed = 1)
    {
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        ulong state = seed * 0x9E3779B97F4A7C15UL + 0xD1B54A32D192ED03UL;
        for (int i = 0; i < values.Length; i++)
        {
            state = state * 6364136223846793005UL + 1442695040888963407UL;
            double value = low + (high - low) * ((state >> 11) * (1.0 / (1UL << 53)));
            values[i] = IsFloat(type) ? value : Math.Floor(value);
        }
        return Of(type, shape, values);
    }

    private static readonly double[] Edges =
    [
        0, 1e-45, 1e-40, 1.1754942e-38, 1.17549435e-38, 1e-30, 1e-20, 1e-10, 6e-8, 6.1e-5, 1e-5, 1e-3, 0.01, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4375, 0.5, 0.6, 0.65, 0.6875, 0.7, 0.75, 0.8,
        0.9, 0.99, 0.999, 0.99999994, 1, 1.0000001, 1.001, 1.1, 1.25, 1.3, 1.5, 1.7, 1.999, 2, 2.3, 2.4375, 2.5, 2.7182817, 2.9, 3, 3.1415927, 3.3, 3.5, 3.9, 4, 4.4, 4.5, 5, 5.5, 5.99, 6, 6.5, 7.5, 7.7,
        8.3, 9.1, 10, 12.5, 15.9, 17, 20, 20.5, 30, 36, 50, 70, 85, 88.5, 88.7, 88.73, 89, 90, 103, 104.5, 128, 200.5, 709.7, 709.8, 745.5, 1000, 4096.5, 12345.678,
        65504, 65520, 1e5, 1048576.5, 8388607.5, 8388609, 16777216, 1e8, 2147483648, 1e10, 1e15, 9.2e18, 1e20, 1e30, 1.7e38, 3.4028235e38,
    ];

    private static readonly double[] DoubleEdges = [5e-324, 1e-310, 2.2250738585072014e-308, 1e-200, 1e-100, 1e100, 1.7976931348623157e308, 0.9999999999999999, 1.0000000000000002, 4503599627370497.5, 9007199254740993];

    /// <summary>Zeros, subnormal, small, ordinary and large numbers of both signs, infinities and NaN; a little of everything of an integer type.</summary>
    public static Tensor Specials(ScalarType type)
    {
        switch (type)
        {
            case ScalarType.Bool: return torch.tensor(new[] { false, true });
            case ScalarType.Byte: return torch.tensor(new byte[] { 0, 1, 2, 3, 7, 10, 100, 127, 128, 200, 254, 255 });
            case ScalarType.Int8: return torch.tensor(new sbyte[] { 0, 1, -1, 2, -2, 3, -3, 7, 10, -10, 100, 127, -127, -128 });
            case ScalarType.Int16: return torch.tensor(new short[] { 0, 1, -1, 2, -2, 3, -3, 7, 10, -10, 100, 1000, 32767, -32768 });
            case ScalarType.Int32: return torch.tensor(new[] { 0, 1, -1, 2, -2, 3, -3, 7, 10, -10, 100, 12345, 16777217, 2147483647, -2147483647, -2147483648 });
            case ScalarType.Int64: return torch.tensor(new[] { 0L, 1, -1, 2, -2, 3, -3, 7, 10, -10, 100, 12345, 16777217, 9007199254740993, long.MaxValue, -long.MaxValue, long.MinValue });
        }
        // Every second edge is enough for the types that are not the main one.
        var positive = type == ScalarType.Float32 ? Edges : Edges.Where((_, i) => i % 2 == 0 || i > Edges.Length - 4);
        if (type == ScalarType.Float64) positive = positive.Concat(DoubleEdges);
        var all = positive.SelectMany(v => new[] { v, -v }).Concat([double.PositiveInfinity, double.NegativeInfinity, double.NaN]).ToArray();
        return type is ScalarType.Float16 or ScalarType.BFloat16 ? Distinct(Of(type, [all.Length], all)) : Of(type, [all.Length], all);
    }

    /// <summary>Few enough to be combined with each other.</summary>
    public static Tensor FewSpecials(ScalarType type) => type switch
    {
        ScalarType.Float64 => Of(type, [12], 0, -0.0, 1, -1, 0.5, 3, 2.5, -7.5, 1e-310, double.PositiveInfinity, double.NegativeInfinity, double.NaN),
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 => Of(type, [20],
            0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 2.5, -7.5, 0.1, 1e-3, type == ScalarType.Float16 ? 6e-8 : 1e-40, type == ScalarType.Float16 ? 60000 : 1e38, type == ScalarType.Float16 ? -60000 : -1e38,
            double.PositiveInfinity, double.NegativeInfinity, double.NaN),
        ScalarType.Bool => torch.tensor(new[] { false, true }),
        ScalarType.Byte => torch.tensor(new byte[] { 0, 1, 2, 3, 7, 12, 100, 255 }),
        // The least number is left out: it over minus one traps the processor.
        ScalarType.Int8 => torch.tensor(new sbyte[] { 0, 1, -1, 2, -2, 3, -7, 12, 100, 127 }),
        ScalarType.Int16 => torch.tensor(new short[] { 0, 1, -1, 2, -2, 3, -7, 12, 100, 32767 }),
        ScalarType.Int32 => torch.tensor(new[] { 0, 1, -1, 2, -2, 3, -7, 12, 100, 2147483647 }),
        _ => torch.tensor(new[] { 0L, 1, -1, 2, -2, 3, -7, 12, 100, long.MaxValue }),
    };

    private static Tensor Distinct(Tensor sixteenBits)
    {
        var seen = new HashSet<ushort>();
        var kept = MemoryMarshal.Cast<byte, ushort>(sixteenBits.bytes.ToArray()).ToArray().Where(seen.Add).ToArray();
        var result = torch.empty(kept.Length, dtype: sixteenBits.dtype);
        result.bytes = MemoryMarshal.AsBytes(kept.AsSpan());
        return result;
    }
}
