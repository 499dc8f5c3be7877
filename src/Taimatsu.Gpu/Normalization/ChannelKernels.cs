using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>
/// Sums over the channels of [images, channels, inner], in parts of some images each: one group of threads a part where neighbouring elements belong to one channel, one
/// thread a part where they belong to neighbouring ones. Another kernel puts the parts together in their order, so that results are always the same.
/// </summary>
internal static class ChannelKernels
{
    /// <summary>Mean, and sum of squares around it, of each part: [2, parts, channels].</summary>
    public static void MomentsByGroup<T, V>(ArrayView<T> parts, ArrayView<T> source, NormShape shape) where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(GroupSums.MostThreads);
        int part = Grid.IdxX / shape.Channels, channel = Grid.IdxX - part * shape.Channels;
        int begin = part * shape.PartImages, end = IntrinsicMath.Min(begin + shape.PartImages, shape.Images);
        long step = (long)shape.Channels * shape.Inner, start = (long)channel * shape.Inner;
        V sum = V.Zero, squares = V.Zero;
        for (int n = begin; n < end; n++)
            for (int i = Group.IdxX; i < shape.Inner; i += Group.DimX) sum += V.Create(source[start + n * step + i]);
        V mean = GroupSums.Sum(shared, sum) / V.Create((double)(end - begin) * shape.Inner);
        for (int n = begin; n < end; n++)
            for (int i = Group.IdxX; i < shape.Inner; i += Group.DimX)
            {
                V distance = V.Create(source[start + n * step + i]) - mean;
                squares = V.MultiplyAdd(distance, distance, squares);
            }
        squares = GroupSums.Sum(shared, squares);
        if (Group.IdxX != 0) return;
        parts[Grid.IdxX] = V.Sum(mean);
        parts[(long)shape.Parts * shape.Channels + Grid.IdxX] = V.Sum(squares);
    }

    /// <inheritdoc cref="MomentsByGroup"/>
    public static void MomentsByThread<T, V>(Index1D index, ArrayView<T> parts, ArrayView<T> source, NormShape shape) where T : unmanaged where V : struct, ILane<V, T>
    {
        int part = index / shape.Channels, channel = index - part * shape.Channels;
        int begin = part * shape.PartImages, end = IntrinsicMath.Min(begin + shape.PartImages, shape.Images);
        long step = (long)shape.Channels * shape.Inner, start = (long)channel * shape.Inner;
        V sum = V.Zero, squares = V.Zero;
        for (int n = begin; n < end; n++)
            for (int i = 0; i < shape.Inner; i++) sum += V.Create(source[start + n * step + i]);
        V mean = sum / V.Create((double)(end - begin) * shape.Inner);
        for (int n = begin; n < end; n++)
            for (int i = 0; i < shape.Inner; i++)
            {
                V distance = V.Create(source[start + n * step + i]) - mean;
                squares = V.MultiplyAdd(distance, distance, squares);
            }
        parts[index] = V.Sum(mean);
        parts[(long)shape.Parts * shape.Channels + index] = V.Sum(squares);
    }

    /// <summary>One thread a channel: puts the moments together and moves the running ones. Without parts, the running ones are taken as they are.</summary>
    public static void Moments<T, V>(Index1D channel, ArrayView<T> means, ArrayView<T> rstds, ArrayView<T> parts, ArrayView<T> runningMean, ArrayView<T> runningVariance, NormShape shape,
        double momentum, double eps) where T : unmanaged where V : struct, ILane<V, T>
    {
        double mean = 0, variance = 0;
        if (shape.Parts > 0)
        {
            double squares = 0, count = 0;
            for (int part = 0; part < shape.Parts; part++)
            {
                long at = (long)part * shape.Channels + channel;
                int images = IntrinsicMath.Min(shape.PartImages, shape.Images - part * shape.PartImages);
                double own = (double)images * shape.Inner, total = count + own, distance = V.ToDouble(parts[at]) - mean;
                mean += distance * own / total;
                squares += V.ToDouble(parts[(long)shape.Parts * shape.Channels + at]) + distance * distance * count * own / total;
                count = total;
            }
            variance = squares / count;
            if ((shape.HasRunning & 1) != 0) runningMean[channel] = V.FromDouble((1 - momentum) * V.ToDouble(runningMean[channel]) + momentum * mean);
            if ((shape.HasRunning & 2) != 0) runningVariance[channel] = V.FromDouble((1 - momentum) * V.ToDouble(runningVariance[channel]) + momentum * (squares / (count - 1)));
        }
        else
        {
            mean = V.ToDouble(runningMean[channel]);
            variance = V.ToDouble(runningVariance[channel]);
        }
        means[channel] = V.FromDouble(mean);
        rstds[channel] = V.Sum(V.One / V.Sqrt(V.Create(variance) + V.Create(eps)));
    }

    /// <summary>One thread an element: (x − mean) · rstd · weight + bias.</summary>
    public static void Apply<T, V>(Index1D i, ArrayView<T> target, ArrayView<T> source, ArrayView<T> means, ArrayView<T> rstds, ArrayView<T> weight, ArrayView<T> bias, NormShape shape)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        int channel = i / shape.Inner % shape.Channels;
        V value = (V.Create(source[i]) - V.Create(means[channel])) * V.Create(rstds[channel]);
        if (shape.HasWeight != 0) value *= V.Create(weight[channel]);
        if (shape.HasBias != 0) value += V.Create(bias[channel]);
        target[i] = V.Sum(value);
    }

    /// <summary>Σ g and Σ g · x̂ of each part: [2, parts, channels].</summary>
    public static void GradientsByGroup<T, V>(ArrayView<T> parts, ArrayView<T> grad, ArrayView<T> source, ArrayView<T> means, ArrayView<T> rstds, NormShape shape)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(GroupSums.MostThreads);
        int part = Grid.IdxX / shape.Channels, channel = Grid.IdxX - part * shape.Channels;
        int begin = part * shape.PartImages, end = IntrinsicMath.Min(begin + shape.PartImages, shape.Images);
        V sum = V.Zero, dot = V.Zero;
        for (int n = begin; n < end; n++)
        {
            long start = ((long)n * shape.Channels + channel) * shape.Inner, which = Mean(shape, n, channel);
            V mean = V.Create(means[which]), rstd = V.Create(rstds[which]);
            for (int i = Group.IdxX; i < shape.Inner; i += Group.DimX)
            {
                V g = V.Create(grad[start + i]);
                sum += g;
                dot = V.MultiplyAdd(g, (V.Create(source[start + i]) - mean) * rstd, dot);
            }
        }
        sum = GroupSums.Sum(shared, sum);
        dot = GroupSums.Sum(shared, dot);
        if (Group.IdxX != 0) return;
        parts[Grid.IdxX] = V.Sum(sum);
        parts[(long)shape.Parts * shape.Channels + Grid.IdxX] = V.Sum(dot);
    }

    /// <inheritdoc cref="GradientsByGroup"/>
    public static void GradientsByThread<T, V>(Index1D index, ArrayView<T> parts, ArrayView<T> grad, ArrayView<T> source, ArrayView<T> means, ArrayView<T> rstds, NormShape shape)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        int part = index / shape.Channels, channel = index - part * shape.Channels;
        int begin = part * shape.PartImages, end = IntrinsicMath.Min(begin + shape.PartImages, shape.Images);
        V sum = V.Zero, dot = V.Zero;
        for (int n = begin; n < end; n++)
        {
            long start = ((long)n * shape.Channels + channel) * shape.Inner, which = Mean(shape, n, channel);
            V mean = V.Create(means[which]), rstd = V.Create(rstds[which]);
            for (int i = 0; i < shape.Inner; i++)
            {
                V g = V.Create(grad[start + i]);
                sum += g;
                dot = V.MultiplyAdd(g, (V.Create(source[start + i]) - mean) * rstd, dot);
            }
        }
        parts[index] = V.Sum(sum);
        parts[(long)shape.Parts * shape.Channels + index] = V.Sum(dot);
    }

    /// <summary>One thread a channel: the gradients by bias and weight.</summary>
    public static void Gradients<T, V>(Index1D channel, ArrayView<T> sums, ArrayView<T> dots, ArrayView<T> parts, NormShape shape) where T : unmanaged where V : struct, ILane<V, T>
    {
        V sum = V.Zero, dot = V.Zero;
        for (int part = 0; part < shape.Parts; part++)
        {
            long at = (long)part * shape.Channels + channel;
            sum += V.Create(parts[at]);
            dot += V.Create(parts[(long)shape.Parts * shape.Channels + at]);
        }
        sums[channel] = V.Sum(sum);
        dots[channel] = V.Sum(dot);
    }

    /// <summary>One thread an element: the gradient by the source of a batch's normalisation; while training rstd · w · (g − mean(g) − x̂ · mean(g·x̂)), else rstd · w · g.</summary>
    public static void ApplyBackward<T, V>(Index1D i, ArrayView<T> target, ArrayView<T> grad, ArrayView<T> source, ArrayView<T> means, ArrayView<T> rstds, ArrayView<T> weight,
        ArrayView<T> sums, ArrayView<T> dots, NormShape shape) where T : unmanaged where V : struct, ILane<V, T>
    {
        int channel = i / shape.Inner % shape.Channels;
        V rstd = V.Create(rstds[channel]), g = V.Create(grad[i]);
        if (shape.Parts > 0)
        {
            V count = V.Create((double)shape.Images * shape.Inner), normalized = (V.Create(source[i]) - V.Create(means[channel])) * rstd;
            g = g - V.Create(sums[channel]) / count - normalized * (V.Create(dots[channel]) / count);
        }
        V scale = shape.HasWeight != 0 ? rstd * V.Create(weight[channel]) : rstd;
        target[i] = V.Sum(g * scale);
    }

    private static long Mean(in NormShape shape, int image, int channel) => (long)image * shape.MeanImage + channel / shape.PerMean * shape.MeanChannel;
}
