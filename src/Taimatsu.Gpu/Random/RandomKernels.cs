using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>Random numbers: every element computes its own.</summary>
internal static class RandomKernels
{
    public static void Fill(Index1D i, ArrayView<byte> z, Walk walk, long key, long draw, long first, int distribution, int digits, double a, double b)
    {
        var bits = Philox.At(key, draw, first + i);
        Element.Store<double, Double64>(z, Walk.Offsets(walk, (uint)i.X).Item0, walk.Type0, Draw(bits, distribution, digits, a, b));
    }

    private static double Draw(in Philox bits, int distribution, int digits, double a, double b)
    {
        if (distribution == (int)Distribution.Uniform)
        {
            double u = a + Philox.Uniform(Philox.Low(bits), digits) * (b - a);
            // The end is no result, whatever rounding says; float32 is the widest that can round up to it here.
            return digits <= 24 && (float)u >= (float)b || u >= b ? a : u;
        }
        if (distribution == (int)Distribution.Bernoulli) return Philox.Uniform(Philox.Low(bits), 53) < a ? 1 : 0;
        double p = Philox.UniformPositive(Philox.Low(bits));
        if (distribution == (int)Distribution.Exponential) return -DeviceFunctions.Log(p) / a;
        if (distribution == (int)Distribution.Geometric)
        {
            double trials = DeviceMath.Floor(DeviceFunctions.Log(p) / DeviceFunctions.LogP1(-a)) + 1;
            return a == 1 ? 1 : trials;
        }
        double turn = Philox.Uniform(Philox.High(bits), 53);
        if (distribution == (int)Distribution.Cauchy) return a + b * DeviceFunctions.Tan(3.1415926535897931 * (turn - 0.5));
        double normal = Math.Sqrt(-2 * DeviceFunctions.Log(p)) * DeviceMath.Cos(6.2831853071795862 * turn) * b + a;
        return distribution == (int)Distribution.LogNormal ? DeviceFunctions.Exp(normal) : normal;
    }

    /// <summary>low … low + range − 1; a range of 0 stands for 2⁶⁴.</summary>
    public static void Integers(Index1D i, ArrayView<byte> z, Walk walk, long key, long draw, long first, long low, long range)
    {
        ulong bits = Philox.Low(Philox.At(key, draw, first + i)), modulus = unchecked((ulong)range);
        long value = unchecked((long)(modulus == 0 ? bits : bits % modulus) + low);
        Element.Store<long, Int64Cast>(z, Walk.Offsets(walk, (uint)i.X).Item0, walk.Type0, value);
    }

    /// <summary>Ones with a probability of their own each.</summary>
    public static void Bernoulli(Index1D i, ArrayView<byte> z, ArrayView<byte> probabilities, Walk walk, long key, long draw, long first)
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        double p = Element.Load<double, Double64>(probabilities, at.Item1, walk.Type1);
        Element.Store<long, Int64Cast>(z, at.Item0, walk.Type0, Philox.Uniform(Philox.Low(Philox.At(key, draw, first + i)), 53) < p ? 1 : 0);
    }

    /// <summary>
    /// Categories of one row by weight: each draw takes the category with the smallest exponential variable over weight, anew for every sample with replacement; without, the
    /// next one in their order. Variables are computed again rather than kept.
    /// </summary>
    public static void Categories(Index1D i, ArrayView<long> target, ArrayView<byte> weights, int type, int samples, int categories, long key, long draw, int replacement)
    {
        long row = i / samples;
        int sample = i % samples;
        double after = double.NegativeInfinity;
        long chosen = 0;
        int rounds = replacement != 0 ? 1 : sample + 1;
        for (int round = 0; round < rounds; round++)
        {
            double best = double.PositiveInfinity;
            for (int c = 0; c < categories; c++)
            {
                double weight = Element.Load<double, Double64>(weights, (row * categories + c) * Element.Size(type), type);
                if (!(weight > 0)) continue;
                long number = (replacement != 0 ? (long)i.X : row) * categories + c;
                double time = -DeviceFunctions.Log(Philox.UniformPositive(Philox.Low(Philox.At(key, draw, number)))) / weight;
                if (time > after && time < best)
                {
                    best = time;
                    chosen = c;
                }
            }
            after = best;
        }
        target[i] = chosen;
    }

    /// <summary>For each row of weights: 0 if it can be drawn from, 1 for a negative weight, 2 for one that is not finite, 3 for a sum of zero.</summary>
    public static void CheckWeights(Index1D i, ArrayView<byte> problems, ArrayView<byte> weights, int type, int categories)
    {
        double sum = 0;
        byte problem = 0;
        for (int c = 0; c < categories; c++)
        {
            double weight = Element.Load<double, Double64>(weights, ((long)i.X * categories + c) * Element.Size(type), type);
            if (weight < 0) problem = 1;
            else if (!(weight < double.PositiveInfinity) && problem == 0) problem = 2;
            sum += weight;
        }
        problems[i] = problem == 0 && !(sum > 0) ? (byte)3 : problem;
    }
}
