using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.Backends;

/// <summary>Conversions between element types, vector forms against the plain cast of one element.</summary>
public sealed unsafe class ConverterTests
{
    private static readonly double[] s_values =
        [0, -0.0, 1, -1, 0.5, 1.5, 2.5, -2.5, 3.999, 100, 127, 128, 200, 255, 256, -129, 1000, 32767, 65504, 65519.9, 65520, 70000, 1e-8, 6e-8, -3e-5, 1e-40, 1e10, 1e38, 1e39, 3.3895e38, 3.4e38,
         double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1.00390625, 1.01171875, 16777217, 0.1, 1 / 3.0];

    public static TheoryData<ScalarType, ScalarType> Pairs()
    {
        var data = new TheoryData<ScalarType, ScalarType>();
        foreach (var from in Enum.GetValues<ScalarType>())
            foreach (var to in Enum.GetValues<ScalarType>())
                data.Add(from, to);
        return data;
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Runs_convert_as_single_elements_do(ScalarType from, ScalarType to)
    {
        var random = new Random(3);
        int sizeFrom = from.ElementSize(), sizeTo = to.ElementSize();
        for (int n = 1; n <= 75; n++)
        {
            var origin = new double[n];
            for (int i = 0; i < n; i++) origin[i] = n % 2 == 0 ? s_values[(i + n) % s_values.Length] : random.NextDouble() * 300 - 100;
            byte[] source = new byte[n * sizeFrom], run = new byte[n * sizeTo + 8], single = new byte[n * sizeTo + 8];
            fixed (double* o = origin)
            fixed (byte* s = source, r = run, e = single)
            {
                Converter.Get(ScalarType.Float64, from)((byte*)o, 8, s, sizeFrom, n);
                var convert = Converter.Get(from, to);
                convert(s, sizeFrom, r, sizeTo, n);
                for (int i = 0; i < n; i++) convert(s + i * sizeFrom, 0, e + i * sizeTo, 0, 1); // strides of 0 take the plain path
            }
            for (int i = 0; i < n; i++)
                Assert.True(run.AsSpan(i * sizeTo, sizeTo).SequenceEqual(single.AsSpan(i * sizeTo, sizeTo)),
                    $"{from} to {to}, element {i} of {n}, {origin[i]:R}: {Convert.ToHexString(run, i * sizeTo, sizeTo)}, alone {Convert.ToHexString(single, i * sizeTo, sizeTo)}");
            Assert.True(run.AsSpan(n * sizeTo).IndexOfAnyExcept((byte)0) < 0, $"{from} to {to}: wrote beyond {n} elements");
        }
    }
}
