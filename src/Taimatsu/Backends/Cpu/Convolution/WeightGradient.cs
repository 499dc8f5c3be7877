using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A convolution's weight gradient. The images are shared out in a fixed number of parts, each with sums of its own that are added in order, so
/// the result does not depend on the number of threads.
/// </summary>
internal unsafe struct WeightGradient<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    public const int MostParts = 8;
    private const long StageBytes = 512 * 1024;

    public ImageStage Stage;
    public T* Input, GradOutput, Partial; // partial sums: part × group × channel × tap
    public nint* Offsets; // padded with the first offset to a multiple of the kernel's taps
    public nint* Starts; // where each vector of outputs starts in the stage
    public int Images, Parts, Groups, OutChannels, OutHeight, OutWidth, Taps;

    public readonly void Run(long begin, long end)
    {
        long sums = (long)OutChannels * Taps;
        for (long part = begin; part < end; part++)
        {
            new Span<byte>(Partial + part * Groups * sums, checked((int)(Groups * sums * sizeof(T)))).Clear();
            for (int group = 0; group < Groups; group++)
                Accumulate(part * Images / Parts, (part + 1) * Images / Parts, group, Partial + (part * Groups + group) * sums);
        }
    }

    // Several images at a time: the sums stay in registers over all of them, and their stages in the second-level cache.
    private readonly void Accumulate(long first, long last, int group, T* partial)
    {
        int lanes = V.Count, columns = (OutWidth + lanes - 1) / lanes;
        long slots = (long)OutHeight * columns, row = slots * lanes, result = (long)OutChannels * OutHeight * OutWidth;
        long each = Stage.Length + row * OutChannels;
        long most = Math.Clamp(StageBytes / (each * sizeof(T)), 1, Math.Max(1, last - first));
        // The number of elements before the gradients keeps them aligned to whole vectors.
        long stageLength = (Stage.Length * most + 15) / 16 * 16;
        T* stage = (T*)Scratch.Get((stageLength + row * OutChannels * most + Stage.LineLength) * sizeof(T) + slots * most * sizeof(nint));
        T* grads = stage + stageLength;
        nint* starts = (nint*)(grads + row * OutChannels * most);
        T* lines = (T*)(starts + slots * most);
        for (long i = 0; i < most; i++)
            for (long slot = 0; slot < slots; slot++) starts[i * slots + slot] = (nint)(i * Stage.Length) + Starts[slot];
        for (; first < last; first += most)
        {
            long count = Math.Min(most, last - first);
            for (long i = 0; i < count; i++)
            {
                long at = (first + i) * Groups + group;
                Stage.Fill(Input + Stage.Begin(at, Groups), stage + i * Stage.Length, lines);
                StageGradient(GradOutput + at * result, grads + i * row, row * count, columns);
            }
            AddProducts(stage, grads, row * count, starts, slots * count, partial);
        }
    }

    // Rows padded with zeros to whole vectors, so that what the image has beyond them does not count.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void StageGradient(T* source, T* target, long channelStride, int columns)
    {
        int padded = columns * V.Count;
        for (int channel = 0; channel < OutChannels; channel++, target += channelStride)
        {
            T* row = target;
            for (int y = 0; y < OutHeight; y++, source += OutWidth, row += padded)
            {
                new Span<T>(source, OutWidth).CopyTo(new Span<T>(row, OutWidth));
                new Span<T>(row + OutWidth, padded - OutWidth).Clear();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddProducts(T* stage, T* grads, long row, nint* starts, long slots, T* partial)
    {
        T* sums = stackalloc T[4 * WeightGradientKernel<T>.Taps];
        for (int channel = 0; channel < OutChannels;)
        {
            int rows = WeightGradientKernel<T>.Rows(OutChannels - channel);
            for (int tap = 0; tap < Taps; tap += WeightGradientKernel<T>.Taps)
            {
                WeightGradientKernel<T>.Run<V>(rows, grads + channel * row, row, starts, slots, stage + Offsets[tap], stage + Offsets[tap + 1], stage + Offsets[tap + 2], sums);
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
