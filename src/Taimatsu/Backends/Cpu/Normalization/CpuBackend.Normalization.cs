using System.Numerics;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TryLayerNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps)
    {
        if (source.Type == ScalarType.Float32) LayerNormRows<float>.Forward(target, mean, rstd, source, weight, bias, eps);
        else if (source.Type == ScalarType.Float64) LayerNormRows<double>.Forward(target, mean, rstd, source, weight, bias, eps);
        else return false;
        return true;
    }

    public override bool TryLayerNormBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean,
        in Operand rstd, in Operand weight)
    {
        if (source.Type == ScalarType.Float32) LayerNormRows<float>.Backward(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight);
        else if (source.Type == ScalarType.Float64) LayerNormRows<double>.Backward(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight);
        else return false;
        return true;
    }

    public override bool TryGroupNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps)
    {
        if (source.Type == ScalarType.Float32) ChannelNorms<float>.Groups(target, mean, rstd, source, weight, bias, eps);
        else if (source.Type == ScalarType.Float64) ChannelNorms<double>.Groups(target, mean, rstd, source, weight, bias, eps);
        else return false;
        return true;
    }

    public override bool TryGroupNormBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean,
        in Operand rstd, in Operand weight)
    {
        if (source.Type == ScalarType.Float32) ChannelNorms<float>.GroupsBackward(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight);
        else if (source.Type == ScalarType.Float64) ChannelNorms<double>.GroupsBackward(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight);
        else return false;
        return true;
    }

    public override bool TryBatchNorm(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, in Operand runningMean,
        in Operand runningVariance, bool training, double momentum, double eps)
    {
        if (TooFewChannels(source)) return false;
        if (source.Type == ScalarType.Float32) ChannelNorms<float>.Batch(target, mean, rstd, source, weight, bias, runningMean, runningVariance, training, momentum, eps);
        else if (source.Type == ScalarType.Float64) ChannelNorms<double>.Batch(target, mean, rstd, source, weight, bias, runningMean, runningVariance, training, momentum, eps);
        else return false;
        return true;
    }

    public override bool TryBatchNormBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean,
        in Operand rstd, in Operand weight, bool training)
    {
        if (TooFewChannels(source)) return false;
        if (source.Type == ScalarType.Float32) ChannelNorms<float>.BatchBackward(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight, training);
        else if (source.Type == ScalarType.Float64) ChannelNorms<double>.BatchBackward(gradSource, gradWeight, gradBias, grad, source, mean, rstd, weight, training);
        else return false;
        return true;
    }

    // A channel is worked on by one thread; a few huge ones are left to operators that part them.
    private static bool TooFewChannels(in Operand source) => source.Size(1) < 8 && source.Count > 1 << 20;
}

/// <summary>Batch and group normalisation: from operands to units of work.</summary>
internal static unsafe class ChannelNorms<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void Batch(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, in Operand runningMean,
        in Operand runningVariance, bool training, double momentum, double eps)
    {
        fixed (T* y = &target.First<T>(), x = &source.First<T>(), m = &mean.First<T>(), r = &rstd.First<T>())
        fixed (T* w = &weight.FirstOrNull<T>(), b = &bias.FirstOrNull<T>(), rm = &runningMean.FirstOrNull<T>(), rv = &runningVariance.FirstOrNull<T>())
        {
            var work = new BatchNormChannels<T>
            {
                Target = y, Source = x, Mean = m, Rstd = r, Weight = w, Bias = b, RunningMean = rm, RunningVariance = rv,
                Batch = source.Size(0), Channels = source.Size(1), Inner = source.Size(2), Momentum = momentum, Eps = eps, Training = training,
            };
            Run(work);
        }
        target.KeepAlive();
        mean.KeepAlive();
        rstd.KeepAlive();
        source.KeepAlive();
        weight.KeepAlive();
        bias.KeepAlive();
        runningMean.KeepAlive();
        runningVariance.KeepAlive();
    }

    public static void BatchBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean, in Operand rstd,
        in Operand weight, bool training)
    {
        fixed (T* z = &gradSource.FirstOrNull<T>(), gw = &gradWeight.FirstOrNull<T>(), gb = &gradBias.FirstOrNull<T>(), w = &weight.FirstOrNull<T>())
        fixed (T* g = &grad.First<T>(), x = &source.First<T>(), m = &mean.First<T>(), r = &rstd.First<T>())
        {
            var work = new BatchNormChannels<T>
            {
                Target = z, GradWeight = gw, GradBias = gb, Grad = g, Source = x, Mean = m, Rstd = r, Weight = w,
                Batch = source.Size(0), Channels = source.Size(1), Inner = source.Size(2), Training = training, Backward = true,
            };
            Run(work);
        }
        gradSource.KeepAlive();
        gradWeight.KeepAlive();
        gradBias.KeepAlive();
        grad.KeepAlive();
        source.KeepAlive();
        mean.KeepAlive();
        rstd.KeepAlive();
        weight.KeepAlive();
    }

    public static void Groups(in Operand target, in Operand mean, in Operand rstd, in Operand source, in Operand weight, in Operand bias, double eps)
    {
        fixed (T* y = &target.First<T>(), x = &source.First<T>(), m = &mean.First<T>(), r = &rstd.First<T>())
        fixed (T* w = &weight.FirstOrNull<T>(), b = &bias.FirstOrNull<T>())
        {
            var work = new GroupNormGroups<T>
            {
                Target = y, Source = x, Mean = m, Rstd = r, Weight = w, Bias = b, Eps = eps,
                Batch = source.Size(0), Groups = mean.Size(1), GroupChannels = source.Size(1) / mean.Size(1), Inner = source.Size(2),
            };
            WorkerPool.For(work.Batch * work.Groups, Grain(work.GroupChannels * work.Inner), ref work);
        }
        target.KeepAlive();
        mean.KeepAlive();
        rstd.KeepAlive();
        source.KeepAlive();
        weight.KeepAlive();
        bias.KeepAlive();
    }

    public static void GroupsBackward(in Operand gradSource, in Operand gradWeight, in Operand gradBias, in Operand grad, in Operand source, in Operand mean, in Operand rstd, in Operand weight)
    {
        long batch = source.Size(0), channels = source.Size(1);
        bool sums = gradWeight.Storage is not null || gradBias.Storage is not null;
        T* partial = sums ? GemmScratch.Get<T>(2 * batch * channels) : null;
        fixed (T* z = &gradSource.FirstOrNull<T>(), gw = &gradWeight.FirstOrNull<T>(), gb = &gradBias.FirstOrNull<T>(), w = &weight.FirstOrNull<T>())
        fixed (T* g = &grad.First<T>(), x = &source.First<T>(), m = &mean.First<T>(), r = &rstd.First<T>())
        {
            var work = new GroupNormGroups<T>
            {
                Target = z, Grad = g, Source = x, Mean = m, Rstd = r, Weight = w, Sums = partial, Backward = true,
                Batch = batch, Groups = mean.Size(1), GroupChannels = channels / mean.Size(1), Inner = source.Size(2),
            };
            WorkerPool.For(batch * work.Groups, Grain(work.GroupChannels * work.Inner), ref work);
            if (gw != null) AddImages(gw, partial, batch, channels);
            if (gb != null) AddImages(gb, partial + batch * channels, batch, channels);
        }
        gradSource.KeepAlive();
        gradWeight.KeepAlive();
        gradBias.KeepAlive();
        grad.KeepAlive();
        source.KeepAlive();
        mean.KeepAlive();
        rstd.KeepAlive();
        weight.KeepAlive();
    }

    private static void Run(BatchNormChannels<T> work)
    {
        if (work.Inner == 1)
        {
            var columns = new BatchNormColumns<T>(work);
            WorkerPool.For((work.Channels + BatchNormColumns<T>.Block - 1) / BatchNormColumns<T>.Block, Grain(BatchNormColumns<T>.Block * work.Batch), ref columns);
            return;
        }
        WorkerPool.For(work.Channels, Grain(work.Batch * work.Inner), ref work);
    }

    private static long Grain(long each) => Math.Max(1, ElementLoop.Grain / 4 / Math.Max(1, each));

    private static void AddImages(T* target, T* sums, long batch, long channels)
    {
        for (long c = 0; c < channels; c++)
        {
            double total = 0;
            for (long n = 0; n < batch; n++) total += double.CreateTruncating(sums[n * channels + c]);
            target[c] = T.CreateTruncating(total);
        }
    }
}
