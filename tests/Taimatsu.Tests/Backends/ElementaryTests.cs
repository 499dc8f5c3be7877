using Taimatsu.Backends;
using Taimatsu.Backends.Cpu;
using Taimatsu.Operators;
using M = Taimatsu.Tests.Operators.ReferenceFunctions;

namespace Taimatsu.Tests.Backends;

/// <summary>Our own elementary functions over all magnitudes of float, at every vector width.</summary>
public sealed unsafe class ElementaryTests
{
    [Fact]
    public void Exp_is_right_to_the_last_places() => Check(new Exp(), Math.Exp, 1.5);

    [Fact]
    public void Exp2_is_right_to_the_last_places() => Check(new Exp2(), x => Math.Pow(2, x), 1.5);

    [Fact]
    public void Expm1_is_right_to_the_last_places() => Check(new Expm1(), M.Expm1, 2);

    [Fact]
    public void Log_is_right_to_the_last_places() => Check(new Log(), Math.Log, 1.5);

    [Fact]
    public void Log2_is_right_to_the_last_places() => Check(new Log2(), Math.Log2, 2.5);

    [Fact]
    public void Log1p_is_right_to_the_last_places() => Check(new Log1p(), M.Log1p, 2.5);

    [Fact]
    public void Tanh_is_right_to_the_last_places() => Check(new Tanh(), Math.Tanh, 3);

    [Fact]
    public void Sigmoid_is_right_to_the_last_places() => Check(new Sigmoid(), x => 1 / (1 + Math.Exp(-x)), 3, smallest: 1e-38); // below, e⁻ˣ is infinite, in PyTorch too

    [Fact]
    public void Sine_is_right_to_the_last_places() => Check(new Sin(), Math.Sin, 2);

    [Fact]
    public void Cosine_is_right_to_the_last_places() => Check(new Cos(), Math.Cos, 2);

    [Fact]
    public void Tangent_is_right_to_the_last_places() => Check(new Tan(), Math.Tan, 4);

    [Fact]
    public void Erf_is_right_to_the_last_places() => Check(new Erf(), M.Erf, 2.5, step: 4_000_037);

    [Fact]
    public void Erfc_is_right_to_the_last_places() => Check(new Erfc(), M.Erfc, 4, step: 4_000_037, smallest: 1e-6);

    [Fact]
    public void Maxima_pass_NaN_on_at_every_width()
    {
        float[] x = [float.NaN, 1, float.NaN, 2, -0f, 5, float.PositiveInfinity, float.NaN, 3, float.NaN, 0, 0, 1, 1, float.NaN, 4];
        float[] y = [1, float.NaN, float.NaN, 3, 0, 4, float.NaN, 0, float.NaN, 1, 0, 1, 0, 2, float.NaN, 4];
        foreach (var (largest, smallest) in (ReadOnlySpan<(float[], float[])>)[Extremes<V128<float>>(x, y), Extremes<V256<float>>(x, y), Extremes<V512<float>>(x, y)])
            for (int i = 0; i < x.Length; i++)
            {
                Assert.Equal(MathF.Max(x[i], y[i]), largest[i]);
                Assert.Equal(MathF.Min(x[i], y[i]), smallest[i]);
            }
    }

    private static (float[], float[]) Extremes<V>(float[] x, float[] y) where V : struct, ISimd<V, float>
    {
        var (largest, smallest) = (new float[16], new float[16]);
        fixed (float* a = x, b = y, l = largest, s = smallest)
            for (int i = 0; i < 16; i += V.Count)
            {
                V.Store(V.Max(V.Load(a + i), V.Load(b + i)), l + i);
                V.Store(V.Min(V.Load(a + i), V.Load(b + i)), s + i);
            }
        return (largest, smallest);
    }

    // Every step-th bit pattern of a float, so all exponents and both signs, zeros, infinities and NaN.
    private static void Check<TOp>(TOp op, Func<double, double> reference, double ulps, uint step = 100_003, double smallest = 0) where TOp : struct, IUnaryOp
    {
        var inputs = new List<float> { 0, -0f, 1, -1, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon, -float.Epsilon, float.MaxValue, -float.MaxValue, 88.72f, 88.73f, -87.4f, -103.9f, -104.1f };
        for (ulong bits = 0; bits <= uint.MaxValue; bits += step) inputs.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        for (double x = -20; x <= 20; x += 0.00731) inputs.Add((float)x);
        while (inputs.Count % 16 != 0) inputs.Add(1);
        float[] x0 = [.. inputs], narrow = new float[x0.Length], middle = new float[x0.Length], wide = new float[x0.Length];
        Run<V128<float>, TOp>(op, x0, narrow);
        Run<V256<float>, TOp>(op, x0, middle);
        Run<V512<float>, TOp>(op, x0, wide);
        double worst = 0;
        string at = "";
        for (int i = 0; i < x0.Length; i++)
        {
            double want = reference(x0[i]);
            Assert.True(narrow[i].Equals(middle[i]) && narrow[i].Equals(wide[i]), $"{TOp.Name}({x0[i]:R}): {narrow[i]:R}, {middle[i]:R} and {wide[i]:R} at 128, 256 and 512 bits");
            float rounded = (float)want;
            if (narrow[i].Equals(rounded) || Math.Abs(want) < smallest) continue;
            double unit = MathF.BitIncrement(MathF.Abs(rounded)) - (double)MathF.Abs(rounded);
            double error = float.IsFinite(rounded) && float.IsFinite(narrow[i]) ? Math.Abs(narrow[i] - want) / unit : double.PositiveInfinity;
            if (float.IsInfinity(rounded) && Math.Abs(want) < 3.4028236e38) error = 1; // between the largest float and infinity
            if (!(error > worst)) continue;
            worst = error;
            at = $"{TOp.Name}({x0[i]:R}) = {narrow[i]:R}, expected {rounded:R}";
        }
        Assert.True(worst <= ulps, $"{at}: {worst:F2} units in the last place, {ulps} allowed");
    }

    private static void Run<V, TOp>(TOp op, float[] x, float[] y) where V : struct, ISimd<V, float> where TOp : struct, IUnaryOp
    {
        fixed (float* from = x, to = y)
            for (int i = 0; i < x.Length; i += V.Count) V.Store(op.Invoke<V, float>(V.Load(from + i)), to + i);
    }
}
