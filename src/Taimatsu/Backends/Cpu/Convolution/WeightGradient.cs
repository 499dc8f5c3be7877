namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A convolution's weight gradient. The images are shared out in a fixed number of parts, each with sums of its own that are added in order, so
/// the result does not depend on the number of threads.
/// </summary>
internal unsafe struct WeightGradient<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    public const int MostParts = 8;

    public ImageStage Stage;
    public T* Input, GradOutput, Partial; // partial sums: part × group × channel × tap
    public nint* Offsets; // padded with the first offset to a multiple of the kernel's taps
    public nint* Starts; // where each vector of outputs starts in the stage
    public int Images, Parts, Groups, OutChannels, OutHeight, OutWidth, Taps;

    public void Run(long begin, long end)
    {
        int lanes = V.Count, columns = (OutWidth + lanes - 1) / lanes;
        long slots = (long)OutHeight * columns, row = slots * lanes;
        long image = (long)Stage.Channels * Stage.Height * Stage.Width, result = (long)OutChannels * OutHeight * OutWidth, sums = (long)OutChannels * Taps;
        T* stage = (T*)Scratch.Get((Stage.Length + row * OutChannels + 16) * sizeof(T));
        T* grads = stage + Stage.Length;
        for (long part = begin; part < end; part++)
        {
            T* partial = Partial + part * Groups * sums;
            new Span<byte>(partial, checked((int)(Groups * sums * sizeof(T)))).Clear();
            long first = part * Images / Parts, last = (part + 1) * Images / Parts;
            for (long i = first * Groups; i < last * Groups; i++)
            {
                Stage.Fill(Input + i * image, stage);
                StageGradient(GradOutput + i * result, grads, columns);
                Accumulate(stage, grads, row, slots, partial + i % Groups * sums);
            }
        }
    }

    // Rows padded with zeros to whole vectors, so that what the image has beyond them does not count.
    private readonly void StageGradient(T* source, T* target, int columns)
    {
        int padded = columns * V.Count;
        for (long r = 0; r < (long)OutChannels * OutHeight; r++, source += OutWidth, target += padded)
        {
            new Span<T>(source, OutWidth).CopyTo(new Span<T>(target, OutWidth));
            new Span<T>(target + OutWidth, padded - OutWidth).Clear();
        }
    }

    private readonly void Accumulate(T* stage, T* grads, long row, long slots, T* partial)
    {
        T* sums = stackalloc T[4 * WeightGradientKernel<T>.Taps];
        for (int channel = 0; channel < OutChannels;)
        {
            int rows = WeightGradientKernel<T>.Rows(OutChannels - channel);
            for (int tap = 0; tap < Taps; tap += WeightGradientKernel<T>.Taps)
            {
                WeightGradientKernel<T>.Run<V>(rows, grads + channel * row, row, Starts, slots, stage + Offsets[tap], stage + Offsets[tap + 1], stage + Offsets[tap + 2], sums);
                int count = Math.Min(WeightGradientKernel<T>.Taps, Taps - tap);
                for (int r = 0; r < rows; r++)
                    for (int t = 0; t < count; t++)
                    {
                        T* sum = partial + (long)(channel + r) * Taps + tap + t;
                        *sum = WeightGradientKernel<T>.Add(*sum, sums[r * WeightGradientKernel<T>.Taps + t]);
                    }
            }
            channel += rows;
        }
    }
}
