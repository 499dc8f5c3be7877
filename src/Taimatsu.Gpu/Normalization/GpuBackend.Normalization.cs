namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    // Elements of a channel side by side from which a group takes them together.
    private const int WideInner = 16;

    public override bool TryLayerNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps)
        => TryRows(target, mean, rstd, source, weight, bias, Layers(source, weight, bias), eps);

    public override bool TryGroupNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps)
        => TryRows(target, mean, rstd, source, weight, bias, InGroups(source, mean, weight, bias), eps);

    public override bool TryLayerNormBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean, in Operand rstd,
        in Operand weight)
        => TryRowsBackward(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight, Layers(source, weight, default));

    public override bool TryGroupNormBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean, in Operand rstd,
        in Operand weight)
        => TryRowsBackward(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight, InGroups(source, mean, weight, default));

    public override bool TryBatchNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, in Operand runningMean,
        in Operand runningVariance, bool training, double momentum, double eps)
    {
        if (source.Type == ScalarType.Float32) BatchNorm<float, Single32>(target, mean, rstd, source, weight, bias, runningMean, runningVariance, training, momentum, eps);
        else if (source.Type == ScalarType.Float64) BatchNorm<double, Double64>(target, mean, rstd, source, weight, bias, runningMean, runningVariance, training, momentum, eps);
        else return false;
        Keep(target, mean, rstd, source);
        Keep(weight, bias, runningMean, runningVariance);
        return true;
    }

    public override bool TryBatchNormBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean, in Operand rstd,
        in Operand weight, bool training)
    {
        if (source.Type == ScalarType.Float32) BatchNormBackward<float, Single32>(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight, training);
        else if (source.Type == ScalarType.Float64) BatchNormBackward<double, Double64>(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight, training);
        else return false;
        Keep(gradSource, gradWeight, gradBias, grad);
        Keep(source, mean, rstd, weight);
        return true;
    }

    private static int Has(in Operand operand) => operand.Storage is null ? 0 : 1;

    // What is not there is never looked at: something else stands in for it.
    private static ILGPU.ArrayView<T> ViewOr<T>(in Operand operand, in Operand other) where T : unmanaged => View<T>(operand.Storage is null ? other : operand);

    private static void Keep(in Operand a, in Operand b, in Operand c, in Operand d)
    {
        a.KeepAlive();
        b.KeepAlive();
        c.KeepAlive();
        d.KeepAlive();
    }

    private static NormShape Layers(in Operand source, in Operand weight, in Operand bias) => new()
    {
        Images = checked((int)source.Size(0)), Channels = checked((int)source.Size(1)), Inner = 1, MeanImage = 1, MeanChannel = 0, PerMean = checked((int)source.Size(1)),
        HasWeight = Has(weight), HasBias = Has(bias),
    };

    private static NormShape InGroups(in Operand source, in Operand mean, in Operand weight, in Operand bias) => new()
    {
        Images = checked((int)source.Size(0)), Channels = checked((int)source.Size(1)), Inner = checked((int)source.Size(2)), MeanImage = (int)mean.Size(1), MeanChannel = 1,
        PerMean = (int)(source.Size(1) / mean.Size(1)), HasWeight = Has(weight), HasBias = Has(bias),
    };

    private static NormShape InChannels(in Operand source, in Operand weight, in Operand bias) => new()
    {
        Images = checked((int)source.Size(0)), Channels = checked((int)source.Size(1)), Inner = checked((int)source.Size(2)), MeanImage = 0, MeanChannel = 1, PerMean = 1,
        HasWeight = Has(weight), HasBias = Has(bias),
    };

    // Parts so that the device is busy, but none of less than some elements.
    private void Part(ref NormShape shape, int threads)
    {
        long wanted = Math.Min(BusyThreads / ((long)shape.Channels * threads), (long)shape.Images * shape.Inner / (ShortLine * threads));
        shape.PartImages = (int)((shape.Images + Math.Clamp(wanted, 1, Math.Min(MostParts, shape.Images)) - 1) / Math.Clamp(wanted, 1, Math.Min(MostParts, shape.Images)));
        shape.Parts = (shape.Images + shape.PartImages - 1) / shape.PartImages;
    }

    private bool TryRows(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, in NormShape shape, double eps)
    {
        if (source.Count == 0 || source.Type is not (ScalarType.Float32 or ScalarType.Float64)) return false;
        if (source.Type == ScalarType.Float32) Rows<float, Single32>(target, mean, rstd, source, weight, bias, shape, eps);
        else Rows<double, Double64>(target, mean, rstd, source, weight, bias, shape, eps);
        Keep(target, mean, rstd, source);
        Keep(weight, bias, default, default);
        return true;
    }

    private void Rows<T, V>(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, in NormShape shape, double eps)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        int length = checked(shape.PerMean * shape.Inner);
        Groups(NormKernels.Rows<T, V>, mean.Count, ThreadsFor(length), View<T>(target), View<T>(mean), View<T>(rstd), View<T>(source), ViewOr<T>(weight, source), ViewOr<T>(bias, source),
            length, shape, eps);
    }

    private bool TryRowsBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean, in Operand rstd, in Operand weight,
        in NormShape shape)
    {
        if (source.Count == 0 || source.Type is not (ScalarType.Float32 or ScalarType.Float64)) return false;
        if (source.Type == ScalarType.Float32) RowsBackward<float, Single32>(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight, shape);
        else RowsBackward<double, Double64>(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight, shape);
        Keep(gradSource, gradWeight, gradBias, grad);
        Keep(source, mean, rstd, weight);
        return true;
    }

    private void RowsBackward<T, V>(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean, in Operand rstd, in Operand weight,
        NormShape shape) where T : unmanaged where V : struct, ILane<V, T>
    {
        int length = checked(shape.PerMean * shape.Inner);
        if (gradSource.Storage is not null)
            Groups(NormKernels.RowsBackward<T, V>, mean.Count, ThreadsFor(length), View<T>(gradSource), View<T>(grad), View<T>(source), View<T>(mean), View<T>(rstd), ViewOr<T>(weight, source),
                length, shape);
        if (gradWeight.Storage is not null || gradBias.Storage is not null) ChannelGradients<T, V>(gradBias, gradWeight, grad, source, mean, rstd, ref shape);
    }

    // Σ g and Σ g · x̂ of each channel; where nobody asks for one of them it goes to scratch memory.
    private (Operand Sums, Operand Dots) ChannelGradients<T, V>(in Operand sums, in Operand dots, in Operand grad, in Operand source, in Operand mean, in Operand rstd, ref NormShape shape)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        bool byGroup = shape.Inner >= WideInner;
        int threads = byGroup ? ThreadsFor(shape.Inner) : 1;
        Part(ref shape, threads);
        var parts = Scratch(source.Type, 2, shape.Parts, shape.Channels);
        Operand s = sums.Storage is null ? Scratch(source.Type, shape.Channels) : sums, d = dots.Storage is null ? Scratch(source.Type, shape.Channels) : dots;
        long count = (long)shape.Parts * shape.Channels;
        if (byGroup) Groups(ChannelKernels.GradientsByGroup<T, V>, count, threads, View<T>(parts), View<T>(grad), View<T>(source), View<T>(mean), View<T>(rstd), shape);
        else Each(ChannelKernels.GradientsByThread<T, V>, count, View<T>(parts), View<T>(grad), View<T>(source), View<T>(mean), View<T>(rstd), shape);
        Each(ChannelKernels.Gradients<T, V>, shape.Channels, View<T>(s), View<T>(d), View<T>(parts), shape);
        Keep(parts, s, d, default);
        return (s, d);
    }

    private void BatchNorm<T, V>(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, in Operand runningMean, in Operand runningVariance,
        bool training, double momentum, double eps) where T : unmanaged where V : struct, ILane<V, T>
    {
        var shape = InChannels(source, weight, bias);
        shape.HasRunning = Has(runningMean) | (Has(runningVariance) << 1);
        var parts = mean;
        if (training)
        {
            bool byGroup = shape.Inner >= WideInner;
            int threads = byGroup ? ThreadsFor(shape.Inner) : 1;
            Part(ref shape, threads);
            parts = Scratch(source.Type, 2, shape.Parts, shape.Channels);
            long count = (long)shape.Parts * shape.Channels;
            if (byGroup) Groups(ChannelKernels.MomentsByGroup<T, V>, count, threads, View<T>(parts), View<T>(source), shape);
            else Each(ChannelKernels.MomentsByThread<T, V>, count, View<T>(parts), View<T>(source), shape);
        }
        Each(ChannelKernels.Moments<T, V>, shape.Channels, View<T>(mean), View<T>(rstd), View<T>(parts), ViewOr<T>(runningMean, mean), ViewOr<T>(runningVariance, mean), shape, momentum, eps);
        Each(ChannelKernels.Apply<T, V>, source.Count, View<T>(target), View<T>(source), View<T>(mean), View<T>(rstd), ViewOr<T>(weight, source), ViewOr<T>(bias, source), shape);
        parts.KeepAlive();
    }

    private void BatchNormBackward<T, V>(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean, in Operand rstd,
        in Operand weight, bool training) where T : unmanaged where V : struct, ILane<V, T>
    {
        var shape = InChannels(source, weight, default);
        Operand sums = mean, dots = mean;
        if (training || gradWeight.Storage is not null || gradBias.Storage is not null) (sums, dots) = ChannelGradients<T, V>(gradBias, gradWeight, grad, source, mean, rstd, ref shape);
        if (!training) shape.Parts = 0;
        if (gradSource.Storage is not null)
            Each(ChannelKernels.ApplyBackward<T, V>, source.Count, View<T>(gradSource), View<T>(grad), View<T>(source), View<T>(mean), View<T>(rstd), ViewOr<T>(weight, source), View<T>(sums),
                View<T>(dots), shape);
        sums.KeepAlive();
        dots.KeepAlive();
    }
}
