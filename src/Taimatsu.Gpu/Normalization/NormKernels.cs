using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>
/// Which mean and weight an element of [images, channels, inner] belongs to: the mean of image n and channel c is number n · MeanImage + c / PerMean · MeanChannel.
/// So the same kernels serve the normalisation of layers, groups and batches.
/// </summary>
internal struct NormShape
{
    public int Images, Channels, Inner, MeanImage, MeanChannel, PerMean;

    /// <summary>Images of one part of a sum over a channel, and how many parts there are.</summary>
    public int PartImages, Parts;

    /// <summary>1 where there is such an operand.</summary>
    public int HasWeight, HasBias, HasRunning;
}

/// <summary>Normalisation of rows that lie one after the other, one group of threads a row: of layers, and of groups of channels.</summary>
internal static class NormKernels
{
    /// <summary>Writes the rows' means, their inverse deviations and the results.</summary>
    public static void Rows<T, V>(ArrayView<T> target, ArrayView<T> means, ArrayView<T> rstds, ArrayView<T> source, ArrayView<T> weight, ArrayView<T> bias, int length, NormShape shape, double eps)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(GroupSums.MostThreads);
        long start = (long)Grid.IdxX * length;
        V count = V.Create((double)length), sum = V.Zero;
        for (int k = Group.IdxX; k < length; k += Group.DimX) sum += V.Create(source[start + k]);
        V mean = GroupSums.Sum(shared, sum) / count, squares = V.Zero;
        for (int k = Group.IdxX; k < length; k += Group.DimX)
        {
            V distance = V.Create(source[start + k]) - mean;
            squares = V.MultiplyAdd(distance, distance, squares);
        }
        V rstd = V.One / V.Sqrt(GroupSums.Sum(shared, squares) / count + V.Create(eps));
        if (Group.IdxX == 0)
        {
            means[Grid.IdxX] = V.Sum(mean);
            rstds[Grid.IdxX] = V.Sum(rstd);
        }
        int first = FirstChannel(shape);
        for (int k = Group.IdxX; k < length; k += Group.DimX)
        {
            int channel = first + k / shape.Inner;
            V value = (V.Create(source[start + k]) - mean) * rstd;
            if (shape.HasWeight != 0) value *= V.Create(weight[channel]);
            if (shape.HasBias != 0) value += V.Create(bias[channel]);
            target[start + k] = V.Sum(value);
        }
    }

    /// <summary>The gradient by the source: rstd · (g·w − mean(g·w) − x̂ · mean(g·w·x̂)).</summary>
    public static void RowsBackward<T, V>(ArrayView<T> target, ArrayView<T> grad, ArrayView<T> source, ArrayView<T> means, ArrayView<T> rstds, ArrayView<T> weight, int length, NormShape shape)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(GroupSums.MostThreads);
        long start = (long)Grid.IdxX * length;
        V mean = V.Create(means[Grid.IdxX]), rstd = V.Create(rstds[Grid.IdxX]), sum = V.Zero, dot = V.Zero, count = V.Create((double)length);
        int first = FirstChannel(shape);
        for (int k = Group.IdxX; k < length; k += Group.DimX)
        {
            V g = V.Create(grad[start + k]);
            if (shape.HasWeight != 0) g *= V.Create(weight[first + k / shape.Inner]);
            sum += g;
            dot = V.MultiplyAdd(g, (V.Create(source[start + k]) - mean) * rstd, dot);
        }
        sum = GroupSums.Sum(shared, sum) / count;
        dot = GroupSums.Sum(shared, dot) / count;
        for (int k = Group.IdxX; k < length; k += Group.DimX)
        {
            V g = V.Create(grad[start + k]);
            if (shape.HasWeight != 0) g *= V.Create(weight[first + k / shape.Inner]);
            V normalized = (V.Create(source[start + k]) - mean) * rstd;
            target[start + k] = V.Sum(rstd * (g - sum - normalized * dot));
        }
    }

    // Of the row that this group takes.
    private static int FirstChannel(in NormShape shape) => Grid.IdxX % (shape.Channels / shape.PerMean) * shape.PerMean;
}
