using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>Sizes of a loss over classes: scores are [N, classes, inner], class numbers [N, inner].</summary>
internal struct LossShape
{
    public int Count, Classes, Inner, Parts;
    public long Ignored;

    /// <summary>1 where there are weights; where scores are normalised by tops and logs; where a gradient is one for all; where it is divided.</summary>
    public int HasWeight, Normalizes, OneGrad, HasDivisor;
}

/// <summary>Negative log-likelihood and cross entropy. Class numbers outside count as ignored once they are on the record that the host looks at.</summary>
internal static class LossKernels
{
    /// <summary>One group of threads a row: its largest score, and the logarithm of Σ exp(score − largest).</summary>
    public static void NormalizersByGroup<T, V>(ArrayView<T> tops, ArrayView<T> logs, ArrayView<T> scores, int length) where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(GroupSums.MostThreads);
        long start = (long)Grid.IdxX * length;
        V top = V.Create(double.NegativeInfinity), sum = V.Zero;
        for (int k = Group.IdxX; k < length; k += Group.DimX) top = V.Max(top, V.Create(scores[start + k]));
        top = GroupSums.Max(shared, top);
        for (int k = Group.IdxX; k < length; k += Group.DimX) sum += V.Exp(V.Create(scores[start + k]) - top);
        sum = GroupSums.Sum(shared, sum);
        if (Group.IdxX != 0) return;
        tops[Grid.IdxX] = V.Sum(top);
        logs[Grid.IdxX] = V.Sum(V.Log(sum));
    }

    /// <summary>One thread a row: the same for short ones.</summary>
    public static void Normalizers<T, V>(Index1D row, ArrayView<T> tops, ArrayView<T> logs, ArrayView<T> scores, int length) where T : unmanaged where V : struct, ILane<V, T>
    {
        long start = (long)row.X * length;
        V top = V.Create(double.NegativeInfinity), sum = V.Zero;
        for (int k = 0; k < length; k++) top = V.Max(top, V.Create(scores[start + k]));
        for (int k = 0; k < length; k++) sum += V.Exp(V.Create(scores[start + k]) - top);
        tops[row] = V.Sum(top);
        logs[row] = V.Sum(V.Log(sum));
    }

    /// <summary>One thread a loss.</summary>
    public static void Each<T, V>(Index1D i, ArrayView<T> losses, ArrayView<T> scores, ArrayView<T> tops, ArrayView<T> logs, ArrayView<long> classes, ArrayView<T> weight, LossShape shape,
        ArrayView<long> wrong, long number) where T : unmanaged where V : struct, ILane<V, T>
    {
        long c = Class(classes, i.X, shape, wrong, number);
        losses[i] = c < 0 ? V.Sum(V.Zero) : V.Sum(Loss<T, V>(scores, tops, logs, weight, shape, i.X, c));
    }

    /// <summary>Some groups: the sums of the losses and of the weights of their parts, [2, parts].</summary>
    public static void Sums<T, V>(ArrayView<T> sums, ArrayView<T> scores, ArrayView<T> tops, ArrayView<T> logs, ArrayView<long> classes, ArrayView<T> weight, LossShape shape,
        ArrayView<long> wrong, long number) where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(GroupSums.MostThreads);
        V sum = V.Zero, weights = V.Zero;
        for (int i = Grid.IdxX * Group.DimX + Group.IdxX; i < shape.Count; i += shape.Parts * Group.DimX)
        {
            long c = Class(classes, i, shape, wrong, number);
            if (c < 0) continue;
            sum += Loss<T, V>(scores, tops, logs, weight, shape, i, c);
            weights += Weight<T, V>(weight, shape, c);
        }
        sum = GroupSums.Sum(shared, sum);
        weights = GroupSums.Sum(shared, weights);
        if (Group.IdxX != 0) return;
        sums[Grid.IdxX] = V.Sum(sum);
        sums[shape.Parts + Grid.IdxX] = V.Sum(weights);
    }

    /// <summary>Adds the parts.</summary>
    public static void Finish<T, V>(Index1D i, ArrayView<T> losses, ArrayView<T> total, ArrayView<T> sums, int parts) where T : unmanaged where V : struct, ILane<V, T>
    {
        V sum = V.Zero, weights = V.Zero;
        for (int part = 0; part < parts; part++)
        {
            sum += V.Create(sums[part]);
            weights += V.Create(sums[parts + part]);
        }
        losses[i] = V.Sum(sum);
        total[i] = V.Sum(weights);
    }

    /// <summary>One thread a score: its gradient, of the negative log-likelihood or of the cross entropy.</summary>
    public static void Backward<T, V>(Index1D i, ArrayView<T> target, ArrayView<T> grad, ArrayView<T> scores, ArrayView<T> tops, ArrayView<T> logs, ArrayView<long> classes, ArrayView<T> weight,
        ArrayView<T> divisor, LossShape shape) where T : unmanaged where V : struct, ILane<V, T>
    {
        int row = i / shape.Inner, inner = i - row * shape.Inner, image = row / shape.Classes, own = row - image * shape.Classes, at = image * shape.Inner + inner;
        long c = classes[at];
        V result = V.Zero;
        if (c != shape.Ignored && c >= 0 && c < shape.Classes)
        {
            V scale = V.Create(grad[shape.OneGrad != 0 ? 0 : at]) * Weight<T, V>(weight, shape, c);
            if (shape.HasDivisor != 0) scale *= V.One / V.Create(divisor[0]);
            if (shape.Normalizes != 0) result = V.Exp(V.Create(scores[i]) - V.Create(tops[at]) - V.Create(logs[at])) * scale;
            if (c == own) result -= scale;
        }
        target[i] = V.Sum(result);
    }

    // The class of an element; -1 if it is ignored or none.
    private static long Class(ArrayView<long> classes, int i, in LossShape shape, ArrayView<long> wrong, long number)
    {
        long c = classes[i];
        if (c == shape.Ignored) return -1;
        if (c >= 0 && c < shape.Classes) return c;
        if (Atomic.CompareExchange(ref wrong[0], 0L, number) == 0) wrong[1] = c;
        return -1;
    }

    private static V Weight<T, V>(ArrayView<T> weight, in LossShape shape, long c) where T : unmanaged where V : struct, ILane<V, T>
        => shape.HasWeight != 0 ? V.Create(weight[c]) : V.One;

    private static V Loss<T, V>(ArrayView<T> scores, ArrayView<T> tops, ArrayView<T> logs, ArrayView<T> weight, in LossShape shape, int i, long c)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        int image = i / shape.Inner, inner = i - image * shape.Inner;
        V score = V.Create(scores[((long)image * shape.Classes + c) * shape.Inner + inner]);
        if (shape.Normalizes != 0) score = score - V.Create(tops[i]) - V.Create(logs[i]);
        return -(Weight<T, V>(weight, shape, c) * score);
    }
}
