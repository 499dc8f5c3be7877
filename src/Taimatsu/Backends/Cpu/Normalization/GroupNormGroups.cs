using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Group normalisation of [N, C, inner]: a group of an image is one run of memory and a unit of work.</summary>
internal unsafe struct GroupNormGroups<T> : IRangeBody where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* Target, Source, Grad, Mean, Rstd, Weight, Bias;

    /// <summary>Σ g · (x − mean) · rstd and Σ g of each channel of each image, [2, N, C]: what the gradients of weight and bias are made of. May be null.</summary>
    public T* Sums;

    public long Batch, Groups, GroupChannels, Inner;
    public double Eps;
    public bool Backward;

    public readonly void Run(long begin, long end)
    {
        if (VectorWidth.Bits >= 512) Run<V512<T>>(begin, end);
        else if (VectorWidth.Bits >= 256) Run<V256<T>>(begin, end);
        else Run<V128<T>>(begin, end);
    }

    private readonly void Run<V>(long begin, long end) where V : struct, ISimd<V, T>
    {
        for (long unit = begin; unit < end; unit++)
            if (Backward) GradientOf<V>(unit);
            else Normalize<V>(unit);
    }

    private readonly void Normalize<V>(long unit) where V : struct, ISimd<V, T>
    {
        long length = GroupChannels * Inner, first = unit % Groups * GroupChannels;
        T* x = Source + unit * length, y = Target + unit * length;
        T count = T.CreateTruncating(length), mean = NormalizationVector<V, T>.Sum(x, 1, 0, length) / count;
        T rstd = T.One / T.Sqrt(NormalizationVector<V, T>.Squares(x, mean, 1, 0, length) / count + T.CreateTruncating(Eps));
        Mean[unit] = mean;
        Rstd[unit] = rstd;
        if (Inner == 1)
        {
            NormalizationVector<V, T>.Affine(y, x, mean, rstd, Weight == null ? null : Weight + first, Bias == null ? null : Bias + first, length);
            return;
        }
        for (long c = 0; c < GroupChannels; c++)
        {
            T scale = Weight == null ? rstd : rstd * Weight[first + c], shift = (Bias == null ? T.Zero : Bias[first + c]) - mean * scale;
            NormalizationVector<V, T>.Scale(y + c * Inner, x + c * Inner, scale, shift, 1, 0, Inner);
        }
    }

    private readonly void GradientOf<V>(long unit) where V : struct, ISimd<V, T>
    {
        long length = GroupChannels * Inner, first = unit % Groups * GroupChannels;
        T* x = Source + unit * length, g = Grad + unit * length, weight = Weight == null ? null : Weight + first;
        T mean = Mean[unit], rstd = Rstd[unit], count = T.CreateTruncating(length), sum = T.Zero, dot = T.Zero;
        T* products = Sums == null ? null : Sums + unit * GroupChannels, plain = Sums == null ? null : products + Batch * Groups * GroupChannels;
        if (Inner == 1)
        {
            NormalizationVector<V, T>.GradientSums(g, x, weight, mean, 1, 0, length, out sum, out dot);
            for (long c = 0; c < GroupChannels && Sums != null; c++) (products[c], plain[c]) = (g[c] * (x[c] - mean) * rstd, g[c]);
        }
        else
            for (long c = 0; c < GroupChannels; c++)
            {
                NormalizationVector<V, T>.GradientSums(g + c * Inner, x + c * Inner, null, mean, 1, 0, Inner, out T channelSum, out T channelDot);
                if (Sums != null) (products[c], plain[c]) = (channelDot * rstd, channelSum);
                T w = weight == null ? T.One : weight[c];
                sum += channelSum * w;
                dot += channelDot * w;
            }
        if (Target == null) return;
        T* z = Target + unit * length;
        T b = -rstd * rstd * rstd * dot / count, shift = -b * mean - rstd * sum / count;
        if (Inner == 1) NormalizationVector<V, T>.Combine(z, g, weight, x, rstd, b, shift, 1, 0, length);
        else
            for (long c = 0; c < GroupChannels; c++)
                NormalizationVector<V, T>.Combine(z + c * Inner, g + c * Inner, null, x + c * Inner, weight == null ? rstd : rstd * weight[c], b, shift, 1, 0, Inner);
    }
}
