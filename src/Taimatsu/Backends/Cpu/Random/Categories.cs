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
                    FindAll(sum, categories, drawn + row * samples, samples, engine);
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
        int[] order = First(keys, samples);
        for (int i = 0; i < samples; i++) drawn[i] = order[i];
    }

    // The places of the smallest keys, in their order; the keys, none of them positive, are lost. Of few samples only those are sorted.
    private static int[] First(double[] keys, int samples)
    {
        int[] order = new int[keys.Length];
        int count = keys.Length;
        if (samples <= keys.Length / 4)
        {
            // Negative numbers ascend as their bits descend.
            var bits = new ulong[keys.Length];
            for (int j = 0; j < bits.Length; j++) bits[j] = ~BitConverter.DoubleToUInt64Bits(keys[j]);
            double last;
            fixed (ulong* b = bits)
            {
                QuickSelect.Run(b, bits.Length, samples - 1);
                last = BitConverter.UInt64BitsToDouble(~b[samples - 1]);
            }
            count = 0;
            // As many as there are below the last one's key, and of equal ones all.
            for (int j = 0; j < keys.Length; j++)
                if (keys[j] <= last)
                    (keys[count], order[count++]) = (keys[j], j);
            if (count < samples) throw new InvalidOperationException("invalid multinomial distribution (a weight or a random number is NaN)");
        }
        else
            for (int j = 0; j < order.Length; j++) order[j] = j;
        Array.Sort(keys, order, 0, count);
        return order;
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

    private static void FindAll(double* sums, int count, long* drawn, long samples, MersenneTwister engine)
    {
        // Numbers that are not negative are in the order of their bits.
        long* bits = (long*)sums, numbers = stackalloc long[Together];
        for (long i = 0; i < samples; i += Together)
        {
            long n = Math.Min(Together, samples - i);
            for (long k = 0; k < n; k++) numbers[k] = BitConverter.DoubleToInt64Bits(engine.UniformDouble());
            if (n == Together) FindEight(bits, count, numbers, drawn + i);
            else
                for (long k = 0; k < n; k++) drawn[i + k] = Find(bits, count, numbers[k]);
        }
    }

    // The place of the first sum that is not below a number. Without a branch on the comparison, which would be mispredicted every other time.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Find(long* sums, int count, long number)
    {
        long* first = sums;
        while (count > 1)
        {
            int half = count / 2;
            first += IfBelow(first[half - 1], number, half);
            count -= half;
        }
        return first - sums + IfBelow(*first, number, 1);
    }

    private const int Together = 8;

    // Each step of a search waits for the one before; steps of several searches, which are equally long, go on in the meantime.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FindEight(long* sums, int count, long* numbers, long* found)
    {
        long* f0 = sums, f1 = sums, f2 = sums, f3 = sums, f4 = sums, f5 = sums, f6 = sums, f7 = sums;
        while (count > 1)
        {
            long half = count / 2;
            f0 += IfBelow(f0[half - 1], numbers[0], half);
            f1 += IfBelow(f1[half - 1], numbers[1], half);
            f2 += IfBelow(f2[half - 1], numbers[2], half);
            f3 += IfBelow(f3[half - 1], numbers[3], half);
            f4 += IfBelow(f4[half - 1], numbers[4], half);
            f5 += IfBelow(f5[half - 1], numbers[5], half);
            f6 += IfBelow(f6[half - 1], numbers[6], half);
            f7 += IfBelow(f7[half - 1], numbers[7], half);
            count -= (int)half;
        }
        found[0] = f0 - sums + IfBelow(*f0, numbers[0], 1);
        found[1] = f1 - sums + IfBelow(*f1, numbers[1], 1);
        found[2] = f2 - sums + IfBelow(*f2, numbers[2], 1);
        found[3] = f3 - sums + IfBelow(*f3, numbers[3], 1);
        found[4] = f4 - sums + IfBelow(*f4, numbers[4], 1);
        found[5] = f5 - sums + IfBelow(*f5, numbers[5], 1);
        found[6] = f6 - sums + IfBelow(*f6, numbers[6], 1);
        found[7] = f7 - sums + IfBelow(*f7, numbers[7], 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long IfBelow(long sum, long number, long step) => (sum - number) >> 63 & step;
}
