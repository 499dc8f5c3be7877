using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Batch normalisation of [N, C, inner]: a channel is a unit of work, and stays in the second-level cache between its passes.</summary>
internal unsafe struct BatchNormChannels<T> : IRangeBody where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* Target, Source, Grad, Mean, Rstd, Weight, Bias, RunningMean, RunningVariance, GradWeight, GradBias;
    public long Batch, Channels, Inner;
    public double Momentum, Eps;
    public bool Training, Backward;

    public readonly void Run(long begin, long end)
    {
        if (VectorWidth.Bits >= 512) Run<V512<T>>(begin, end);
        else if (VectorWidth.Bits >= 256) Run<V256<T>>(begin, end);
        else Run<V128<T>>(begin, end);
    }

    private readonly void Run<V>(long begin, long end) where V : struct, ISimd<V, T>
    {
        for (long channel = begin; channel < end; channel++)
            if (Backward) GradientOf<V>(channel);
            else Normalize<V>(channel);
    }

    private readonly void Normalize<V>(long channel) where V : struct, ISimd<V, T>
    {
        long stride = Channels * Inner;
        T* x = Source + channel * Inner;
        T mean, variance;
        if (Training)
        {
            double count = (double)Batch * Inner;
            mean = T.CreateTruncating(double.CreateTruncating(NormalizationVector<V, T>.Sum(x, Batch, stride, Inner)) / count);
            double squares = double.CreateTruncating(NormalizationVector<V, T>.Squares(x, mean, Batch, stride, Inner));
            variance = T.CreateTruncating(squares / count);
            Move(RunningMean, channel, double.CreateTruncating(mean));
            Move(RunningVariance, channel, squares / (count - 1));
        }
        else (mean, variance) = (RunningMean[channel], RunningVariance[channel]);
        T rstd = T.One / T.Sqrt(variance + T.CreateTruncating(Eps)), scale = Weight == null ? rstd : rstd * Weight[channel];
        Mean[channel] = mean;
        Rstd[channel] = rstd;
        NormalizationVector<V, T>.Scale(Target + channel * Inner, x, scale, (Bias == null ? T.Zero : Bias[channel]) - mean * scale, Batch, stride, Inner);
    }

    private readonly void Move(T* running, long channel, double value)
    {
        if (running != null) running[channel] = T.CreateTruncating((1 - Momentum) * double.CreateTruncating(running[channel]) + Momentum * value);
    }

    // While training rstd · w · (g − mean(g) − x̂ · mean(g·x̂)), as a · g + b · x + c; else rstd · w · g.
    private readonly void GradientOf<V>(long channel) where V : struct, ISimd<V, T>
    {
        long stride = Channels * Inner;
        T* x = Source + channel * Inner, g = Grad + channel * Inner;
        T mean = Mean[channel], rstd = Rstd[channel], a = Weight == null ? rstd : rstd * Weight[channel];
        T sum = T.Zero, dot = T.Zero;
        bool sums = Training || GradWeight != null || GradBias != null, together = sums && !Training && Target != null;
        if (together) NormalizationVector<V, T>.ScaleAndSum(Target + channel * Inner, g, x, a, mean, Batch, stride, Inner, out sum, out dot);
        else if (sums) NormalizationVector<V, T>.GradientSums(g, x, null, mean, Batch, stride, Inner, out sum, out dot);
        if (GradWeight != null) GradWeight[channel] = dot * rstd;
        if (GradBias != null) GradBias[channel] = sum;
        if (Target == null || together) return;
        if (!Training)
        {
            NormalizationVector<V, T>.Scale(Target + channel * Inner, g, a, T.Zero, Batch, stride, Inner);
            return;
        }
        T count = T.CreateTruncating((double)Batch * Inner), b = -a * rstd * rstd * dot / count, c = -b * mean - a * sum / count;
        NormalizationVector<V, T>.Combine(Target + channel * Inner, g, null, x, a, b, c, Batch, stride, Inner);
    }
}
