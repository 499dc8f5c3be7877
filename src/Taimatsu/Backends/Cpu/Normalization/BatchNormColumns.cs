using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Batch normalisation of [N, C], whose channels are columns: a block of neighbouring channels in the lanes of vectors is a unit of work.</summary>
internal unsafe struct BatchNormColumns<T>(BatchNormChannels<T> work) : IRangeBody where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The channels of a unit of work.</summary>
    public const int Block = 64;

    // So many rows are added before they join the total: longer sums lose more bits.
    private const int SumLength = 64;

    private BatchNormChannels<T> _work = work;

    public readonly void Run(long begin, long end)
    {
        if (VectorWidth.Bits >= 512) Run<V512<T>>(begin, end);
        else if (VectorWidth.Bits >= 256) Run<V256<T>>(begin, end);
        else Run<V128<T>>(begin, end);
    }

    private readonly void Run<V>(long begin, long end) where V : struct, ISimd<V, T>
    {
        long last = Math.Min(_work.Channels, end * Block);
        for (long channel = begin * Block; channel < last; channel += V.Count)
        {
            long lanes = Math.Min(V.Count, last - channel);
            if (_work.Backward) GradientOf<V>(channel, lanes);
            else Normalize<V>(channel, lanes);
        }
    }

    private readonly void Normalize<V>(long channel, long lanes) where V : struct, ISimd<V, T>
    {
        long rows = _work.Batch, stride = _work.Channels;
        T* x = _work.Source + channel, y = _work.Target + channel;
        V mean, variance;
        if (_work.Training)
        {
            V sum = V.Zero, squares = V.Zero, count = V.Create((double)rows);
            for (long first = 0; first < rows; first += SumLength)
            {
                V part = V.Zero;
                for (long r = first; r < Math.Min(rows, first + SumLength); r++) part += Load<V>(x + r * stride, lanes);
                sum += part;
            }
            mean = sum / count;
            for (long first = 0; first < rows; first += SumLength)
            {
                V part = V.Zero;
                for (long r = first; r < Math.Min(rows, first + SumLength); r++)
                {
                    V d = Load<V>(x + r * stride, lanes) - mean;
                    part = V.MultiplyAdd(d, d, part);
                }
                squares += part;
            }
            variance = squares / count;
            Move(_work.RunningMean, channel, mean, lanes);
            Move(_work.RunningVariance, channel, squares / V.Create((double)(rows - 1)), lanes);
        }
        else
        {
            mean = Load<V>(_work.RunningMean + channel, lanes);
            variance = Load<V>(_work.RunningVariance + channel, lanes);
        }
        V rstd = V.One / V.Sqrt(variance + V.Create(_work.Eps)), scale = rstd;
        if (_work.Weight != null) scale *= Load<V>(_work.Weight + channel, lanes);
        V shift = -mean * scale;
        if (_work.Bias != null) shift += Load<V>(_work.Bias + channel, lanes);
        PartialVector.Store(mean, _work.Mean + channel, lanes);
        PartialVector.Store(rstd, _work.Rstd + channel, lanes);
        for (long r = 0; r < rows; r++) Store(V.MultiplyAdd(Load<V>(x + r * stride, lanes), scale, shift), y + r * stride, lanes);
    }

    private readonly void Move<V>(T* running, long channel, V value, long lanes) where V : struct, ISimd<V, T>
    {
        if (running == null) return;
        V moved = V.MultiplyAdd(Load<V>(running + channel, lanes), V.Create(1 - _work.Momentum), value * V.Create(_work.Momentum));
        PartialVector.Store(moved, running + channel, lanes);
    }

    // The same formulas as those of whole channels.
    private readonly void GradientOf<V>(long channel, long lanes) where V : struct, ISimd<V, T>
    {
        long rows = _work.Batch, stride = _work.Channels;
        T* x = _work.Source + channel, g = _work.Grad + channel, z = _work.Target + channel;
        V mean = Load<V>(_work.Mean + channel, lanes), rstd = Load<V>(_work.Rstd + channel, lanes), a = rstd, sum = V.Zero, dot = V.Zero;
        if (_work.Weight != null) a *= Load<V>(_work.Weight + channel, lanes);
        if (_work.Training || _work.GradWeight != null || _work.GradBias != null)
            for (long first = 0; first < rows; first += SumLength)
            {
                V partSum = V.Zero, partDot = V.Zero;
                for (long r = first; r < Math.Min(rows, first + SumLength); r++)
                {
                    V grad = Load<V>(g + r * stride, lanes);
                    partSum += grad;
                    partDot = V.MultiplyAdd(grad, Load<V>(x + r * stride, lanes) - mean, partDot);
                }
                sum += partSum;
                dot += partDot;
            }
        if (_work.GradWeight != null) PartialVector.Store(dot * rstd, _work.GradWeight + channel, lanes);
        if (_work.GradBias != null) PartialVector.Store(sum, _work.GradBias + channel, lanes);
        if (_work.Target == null) return;
        V count = V.Create((double)rows), b = _work.Training ? -a * rstd * rstd * dot / count : V.Zero, c = _work.Training ? -b * mean - a * sum / count : V.Zero;
        for (long r = 0; r < rows; r++)
            Store(V.MultiplyAdd(Load<V>(g + r * stride, lanes), a, V.MultiplyAdd(Load<V>(x + r * stride, lanes), b, c)), z + r * stride, lanes);
    }

    private static V Load<V>(T* source, long lanes) where V : struct, ISimd<V, T> => lanes == V.Count ? V.Load(source) : PartialVector.Load<V, T>(source, lanes);

    private static void Store<V>(V value, T* target, long lanes) where V : struct, ISimd<V, T>
    {
        if (lanes == V.Count) V.Store(value, target);
        else PartialVector.Store(value, target, lanes);
    }
}
