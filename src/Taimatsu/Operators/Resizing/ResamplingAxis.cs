using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>How elements between the given ones are found.</summary>
internal enum ResamplingKind
{
    Nearest,
    NearestExact,
    Linear,
    Cubic,
}

/// <summary>
/// Where the elements of a resampled dimension come from; the factor is 0 if the lengths say it. Places are computed in the precision in which libtorch computes them, for ties to fall alike.
/// </summary>
internal readonly record struct ResamplingAxis(ResamplingKind Kind, long Input, long Output, double Factor, bool AlignCorners, bool IsDouble) : IAxisRule
{
    // The kernel of cubic convolution with the slope that image libraries use.
    private const double Slope = -0.75;

    public AxisTaps Make() => Kind switch
    {
        ResamplingKind.Linear => Linear(),
        ResamplingKind.Cubic => Cubic(),
        _ => Nearest(),
    };

    private AxisTaps Nearest()
    {
        bool exact = Kind == ResamplingKind.NearestExact;
        var places = new int[Output];
        float scale = Factor > 0 ? (float)(1 / Factor) : (float)Input / Output;
        for (int i = 0; i < places.Length; i++)
            places[i] = Output == Input && !exact ? i : (int)Math.Min(exact ? (long)MathF.Floor((i + 0.5f) * scale) : Output == 2 * Input ? i / 2 : (long)MathF.Floor(i * scale), Input - 1);
        return AxisTaps.Pick(Input, places);
    }

    private AxisTaps Linear()
    {
        var places = new int[2 * Output];
        var weights = new double[2 * Output];
        for (int i = 0; i < Output; i++)
        {
            double at = Math.Max(0, At(i));
            long low = Math.Min((long)at, Input - 1);
            places[2 * i] = (int)low;
            places[2 * i + 1] = (int)Math.Min(low + 1, Input - 1);
            weights[2 * i + 1] = Math.Clamp(Round(at - low), 0, 1);
            weights[2 * i] = Round(1 - weights[2 * i + 1]);
        }
        return AxisTaps.Even(Input, places, weights, 2);
    }

    private AxisTaps Cubic()
    {
        var places = new int[4 * Output];
        var weights = new double[4 * Output];
        for (int i = 0; i < Output; i++)
        {
            double at = At(i), below = Math.Floor(at), t = Round(at - below);
            for (int k = 0; k < 4; k++)
            {
                places[4 * i + k] = (int)Math.Clamp((long)below - 1 + k, 0, Input - 1);
                weights[4 * i + k] = CubicWeight(Math.Abs(t + 1 - k));
            }
        }
        return AxisTaps.Even(Input, places, weights, 4);
    }

    private static double CubicWeight(double x) => x <= 1 ? ((Slope + 2) * x - (Slope + 3)) * x * x + 1 : ((Slope * x - 5 * Slope) * x + 8 * Slope) * x - 4 * Slope;

    private double At(long i)
    {
        if (AlignCorners) return Output > 1 ? Round(Round((double)(Input - 1) / (Output - 1)) * i) : 0;
        double scale = Round(Factor > 0 ? 1 / Factor : (double)Input / Output);
        return Round(Round(scale * (i + 0.5)) - 0.5);
    }

    private double Round(double value) => IsDouble ? value : (float)value;
}
