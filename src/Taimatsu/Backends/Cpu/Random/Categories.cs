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
        fixed (long* drawn = &target.First<long>())
        fixed (T* w = &weights.First<T>())
            if (replacement)
            {
                for (long row = 0; row < rows; row++)
                {
                    Accumulate(w + row * categories, sums);
                    for (long i = 0; i < samples; i++) drawn[row * samples + i] = Find(sums, engine.UniformDouble());
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
        double sum = 0;
        for (int j = 0; j < sums.Length; j++)
        {
            double weight = Element.ToDouble(weights[j]);
            if (weight < 0) throw new InvalidOperationException("invalid multinomial distribution (encountering probability entry < 0)");
            if (!double.IsFinite(weight)) throw new InvalidOperationException("invalid multinomial distribution (encountering probability entry = infinity or NaN)");
            sum = Rounded<T>(sum + weight);
            sums[j] = sum;
        }
        if (!(sum > 0)) throw new InvalidOperationException("invalid multinomial distribution (sum of probabilities <= 0)");
        for (int j = 0; j < sums.Length; j++) sums[j] = Rounded<T>(sums[j] / sum);
        sums[^1] = 1;
    }

    private static double Rounded<T>(double value) where T : unmanaged => Element.ToDouble(Element.FromDouble<T>(value));

    private static int Find(double[] sums, double u)
    {
        int left = 0, right = sums.Length;
        while (left < right)
        {
            int middle = left + (right - left) / 2;
            if (sums[middle] < u) left = middle + 1;
            else right = middle;
        }
        return left;
    }
}
