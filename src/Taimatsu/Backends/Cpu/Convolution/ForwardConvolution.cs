using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A direct convolution: images × groups are shared out to threads; each is staged, then blocks of output channels walk over the outputs.
/// The transposed convolution of the input's gradient is this one with turned weights over a spread gradient.
/// </summary>
internal unsafe struct ForwardConvolution<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    // Taps in one pass: their weights and the piece of image they read stay in the first two cache levels.
    private const int TapBlock = 1152;

    public ImageStage Stage;
    public T* Input, Output, Packed, Bias;
    public nint* Offsets;
    public int Groups, OutChannels, OutHeight, OutWidth, StrideH, Taps; // channels and taps of one group
    public bool SplitsImages;

    // Set when a single image is shared out by rows: then it was staged before.
    public T* Staged;

    /// <summary>Weights in the order the kernel reads them: blocks of channels, then taps, then channels of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(T* weights, long channelStride, int channels, int taps, T* packed)
    {
        int most = ConvolutionKernel<T>.MostRows(V.Count * sizeof(T) * 8);
        for (int first = 0; first < channels;)
        {
            int rows = ConvolutionKernel<T>.Rows(channels - first, most);
            for (int k = 0; k < taps; k++)
                for (int r = 0; r < rows; r++) *packed++ = weights[(first + r) * channelStride + k];
            first += rows;
        }
    }

    public readonly void Run(long begin, long end)
    {
        if (SplitsImages)
        {
            T* stage = (T*)Scratch.Get(Stage.Length * sizeof(T));
            long image = (long)Stage.Channels * Stage.Height * Stage.Width, result = (long)OutChannels * OutHeight * OutWidth;
            for (long i = begin; i < end; i++)
            {
                int group = (int)(i % Groups);
                Stage.Fill(Input + i * image, stage);
                Rows(stage, group, Output + i * result, 0, OutHeight);
            }
        }
        else
        {
            Rows(Staged, 0, Output, (int)begin, (int)end);
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rows(T* stage, int group, T* output, int firstRow, int lastRow)
    {
        int lanes = V.Count, columns = (OutWidth + lanes - 1) / lanes, most = ConvolutionKernel<T>.MostRows(lanes * sizeof(T) * 8);
        int slots = (lastRow - firstRow) * columns;
        T* sums = stackalloc T[16 * V.Count];
        T* packed = Packed + (long)group * OutChannels * Taps;
        T* bias = Bias == null ? null : Bias + (long)group * OutChannels;
        for (int channel = 0; channel < OutChannels;)
        {
            int rows = ConvolutionKernel<T>.Rows(OutChannels - channel, most);
            for (int tap = 0; tap < Taps; tap += TapBlock)
            {
                int taps = Math.Min(TapBlock, Taps - tap);
                for (int slot = 0; slot < slots; slot += 2)
                {
                    int second = Math.Min(slot + 1, slots - 1);
                    int y0 = firstRow + slot / columns, x0 = slot % columns * lanes, y1 = firstRow + second / columns, x1 = second % columns * lanes;
                    for (int r = 0; r < rows; r++)
                    {
                        if (tap == 0)
                        {
                            V start = bias == null ? V.Zero : V.Create(bias[channel + r]);
                            V.Store(start, sums + 2 * r * lanes);
                            V.Store(start, sums + (2 * r + 1) * lanes);
                            continue;
                        }
                        V.Store(LoadPart(At(output, channel + r, y0, x0), OutWidth - x0), sums + 2 * r * lanes);
                        V.Store(LoadPart(At(output, channel + r, y1, x1), OutWidth - x1), sums + (2 * r + 1) * lanes);
                    }
                    ConvolutionKernel<T>.Run<V>(rows, packed + (long)tap * rows, Offsets + tap, taps, stage + Stage.Start(y0, x0, StrideH), stage + Stage.Start(y1, x1, StrideH), sums);
                    for (int r = 0; r < rows; r++)
                    {
                        StorePart(sums + 2 * r * lanes, At(output, channel + r, y0, x0), OutWidth - x0);
                        if (second != slot) StorePart(sums + (2 * r + 1) * lanes, At(output, channel + r, y1, x1), OutWidth - x1);
                    }
                }
            }
            packed += (long)rows * Taps;
            channel += rows;
        }
    }

    private readonly T* At(T* output, int channel, int y, int x) => output + ((long)channel * OutHeight + y) * OutWidth + x;

    private static V LoadPart(T* source, int count)
    {
        if (count >= V.Count) return V.Load(source);
        T* lanes = stackalloc T[V.Count];
        V.Store(V.Zero, lanes);
        Unsafe.CopyBlockUnaligned(lanes, source, (uint)(count * sizeof(T)));
        return V.Load(lanes);
    }

    private static void StorePart(T* lanes, T* target, int count)
    {
        if (count >= V.Count) V.Store(V.Load(lanes), target);
        else Unsafe.CopyBlockUnaligned(target, lanes, (uint)(count * sizeof(T)));
    }
}
