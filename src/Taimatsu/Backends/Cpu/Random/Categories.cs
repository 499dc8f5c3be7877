using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Category numbers by weight. With replacement a uniform number is looked up in the running sums; without, the largest of weight / Exp(1) win.
/// Sums and quotients are kept in the weights' type.
/// </summary>
internal static unsafe class Categories
{
    public static void Draw<T>(in Operand target, in Operand weights, MersenneTwister engine, bool replacement) where T : unmanaged
    {
        int categories = checked((int)weights.Size(1));
        long rows = weights.Size(0), samples = target.Size(1);
        var sums = new double[categories];
        fixed (double* sum = sums)
        fixed (long* drawn = &target.First<long>())
        fixed (T* w = &weights.First<T>())
            if (replacement)
            {
                for (long row = 0; row < rows; row++)
                {
                    Accumulate(w + row * categories, sums);
                    for (long i = 0; i < samples; i++) drawn[row * samples + i] = Find(sum, categories, engine.UniformDouble());
                }
            }
            else
            {
                for (long row = 0; row < rows; row++) Accumulate(w + row * categories, sums); // for its checks, before anything is drawn
                for (long row = 0; row < rows; row++) DrawDistinct(w + row * categories, sums, drawn + row * samples, (int)samples, engine);
            }
        target.KeepAlive();
        weights.KeepAlive();
    }

    private static void DrawDistinct<T>(T* weights, double[] keys, long* drawn, int samples, MersenneTwister engine) where T : unmanaged
    {
        for (int j = 0; j < keys.Length; j++)
        {
            double exponential = Rounded<T>(-Logarithm.OnePlus(-engine.UniformDouble()));
            keys[j] = -Rounded<T>(Element.ToDouble(weights[j]) / exponential); // negative, so that sorting puts the largest first
        }
        var order = new int[keys.Length];
        for (int j = 0; j < order.Length; j++) order[j] = j;
        Array.Sort(keys, order);
        for (int i = 0; i < samples; i++) drawn[i] = order[i];
    }

    private static void Accumulate<T>(T* weights, double[] sums) where T : unmanaged
    {
        double sum = typeof(T) == typeof(float) ? AddUp((float*)weights, sums) : AddUp(weights, sums);
        if (!(sum > 0)) throw new InvalidOperationException("invalid multinomial distribution (sum of probabilities <= 0)");
        Divide<T>(sums, sum);
        sums[^1] = 1;
    }

    private static double AddUp<T>(T* weights, double[] sums) where T : unmanaged
    {
        double sum = 0;
        for (int j = 0; j < sums.Length; j++)
        {
            double weight = Element.ToDouble(weights[j]);
            Check(weight);
            sum = Rounded<T>(sum + weight);
            sums[j] = sum;
        }
        return sum;
    }

    // The sum of two floats is the same whether it is rounded from a double or not; this way the chain is an addition a weight.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double AddUp(float* weights, double[] sums)
    {
        float sum = 0;
        for (int j = 0; j < sums.Length; j++)
        {
            float weight = weights[j];
            if (!(weight >= 0 && weight < float.PositiveInfinity)) Check(weight);
            sum += weight;
            sums[j] = sum;
        }
        return sum;
    }

    private static void Check(double weight)
    {
        if (weight < 0) throw new InvalidOperationException("invalid multinomial distribution (encountering probability entry < 0)");
        if (!double.IsFinite(weight)) throw new InvalidOperationException("invalid multinomial distribution (encountering probability entry = infinity or NaN)");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Divide<T>(double[] sums, double sum) where T : unmanaged
    {
        int j = 0;
        var by = Vector256.Create(sum);
        fixed (double* s = sums)
            if (typeof(T) == typeof(double) || typeof(T) == typeof(float))
                for (; j + 4 <= sums.Length; j += 4)
                {
                    var share = Vector256.Load(s + j) / by;
                    if (typeof(T) == typeof(float)) share = Vector256.WidenLower(Vector256.Narrow(share, share));
                    share.Store(s + j);
                }
        for (; j < sums.Length; j++) sums[j] = Rounded<T>(sums[j] / sum);
    }

    private static double Rounded<T>(double value) where T : unmanaged => Element.ToDouble(Element.FromDouble<T>(value));

    // The first sum that is not below u. Without a branch on the comparison, which would be mispredicted every other time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Find(double* sums, int count, double u)
    {
        double* first = sums;
        while (count > 1)
        {
            int half = count / 2;
            first += first[half - 1] < u ? half : 0;
            count -= half;
        }
        return first - sums + (*first < u ? 1 : 0);
    }
}
