using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A convolution whose channels each have a window of their own, forward or transposed: planes are staged one after another in the first cache level and
/// summed there, so that memory sees each number once. Lanes are columns.
/// </summary>
internal unsafe struct DepthwiseConvolution<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    public ImageStage Stage; // of one channel
    public T* Source, Weights, Result; // a plane's weights are next to each other
    public ConvolutionEpilogue<T> Epilogue;
    public nint* Offsets;
    public int Channels, Height, Width, StrideH, Taps; // height and width of the result
    public bool IsThree, IsFive; // a window of three by three, or five by five, next to each other, for each result
    public int Kernel; // of a window for which there is a kernel that needs no stage; else 0

    public readonly void Run(long begin, long end)
    {
        if (Epilogue.Rectifies) Planes<Rectified>(begin, end);
        else Planes<Plain>(begin, end);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Planes<TFinish>(long begin, long end) where TFinish : struct, IFinish
    {
        T* bias = Epilogue.Bias;
        if (Kernel > 0)
        {
            for (long plane = begin; plane < end; plane++)
            {
                long channel = plane % Channels;
                DepthwiseRows.Run<TFinish>(Kernel, StrideH, (float*)Source + plane * Stage.Height * Stage.Width, Stage.Height, Stage.Width, Stage.Top, Stage.Left, (float*)Weights + channel * Taps,
                    bias == null ? 0 : ((float*)bias)[channel], (float*)Result + plane * Height * Width, Height, Width);
            }
            return;
        }
        T* stage = (T*)Scratch.Get(Stage.Length * sizeof(T));
        new Span<T>(stage, checked((int)Stage.Length)).Clear();
        nint pitch = StrideH * (nint)Stage.RowLength;
        for (long plane = begin; plane < end; plane++)
        {
            int channel = (int)(plane % Channels);
            Stage.Copy(Source + plane * Stage.Height * Stage.Width, stage);
            T* weights = Weights + (long)channel * Taps, result = Result + plane * Height * Width;
            T start = bias == null ? default : bias[channel];
            // A few long rows are walked along, anything else down.
            if (Height < 4)
            {
                int whole = Width / V.Count, rest = Width % V.Count;
                for (int y = 0; y < Height; y++)
                {
                    DepthwiseKernel<T, V>.Sum<TFinish>(whole, V.Count, stage + y * pitch, V.Count, Offsets, Taps, weights, start, result + (long)y * Width, V.Count);
                    if (rest > 0) DepthwiseKernel<T, V>.Sum<TFinish>(1, rest, stage + y * pitch + whole * V.Count, 0, Offsets, Taps, weights, start, result + (long)y * Width + whole * V.Count, 0);
                }
                continue;
            }
            for (int x = 0; x < Width; x += V.Count)
            {
                if (IsThree) DepthwiseKernel<T, V>.Three<TFinish>(Height, Width - x, stage + x, pitch, weights, start, result + x, Width);
                else if (IsFive) DepthwiseKernel<T, V>.Five<TFinish>(Height, Width - x, stage + x, pitch, weights, start, result + x, Width);
                else DepthwiseKernel<T, V>.Sum<TFinish>(Height, Width - x, stage + x, pitch, Offsets, Taps, weights, start, result + x, Width);
            }
        }
    }
}

/// <summary>The gradient by the windows of such a convolution: channels are shared out to threads, each sums over the images in their order.</summary>
internal unsafe struct DepthwiseWeightGradient<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    public ImageStage Stage;
    public T* Source, Gradient, Result;
    public nint* Offsets; // padded with the first to a multiple of the kernel's taps
    public int Images, Channels, Height, Width, StrideH, Taps;
    public bool IsThree;

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        const int Most = DepthwiseKernel<T, V>.MostTaps;
        int padded = (Taps + Most - 1) / Most * Most;
        T* sums = (T*)Scratch.Get((padded * V.Count + Stage.Length) * sizeof(T)), stage = sums + padded * V.Count;
        new Span<T>(stage, checked((int)Stage.Length)).Clear();
        nint pitch = StrideH * (nint)Stage.RowLength;
        for (long channel = begin; channel < end; channel++)
        {
            new Span<T>(sums, padded * V.Count).Clear();
            for (int image = 0; image < Images; image++)
            {
                long plane = (long)image * Channels + channel;
                Stage.Copy(Source + plane * Stage.Height * Stage.Width, stage);
                T* gradient = Gradient + plane * Height * Width;
                for (int x = 0; x < Width; x += V.Count)
                {
                    if (IsThree)
                    {
                        DepthwiseKernel<T, V>.ThreeProducts(Height, Width - x, stage + x, pitch, gradient + x, Width, sums);
                        continue;
                    }
                    for (int tap = 0; tap < Taps; tap += Most)
                        DepthwiseKernel<T, V>.Products(Taps - tap, Height, Width - x, stage + x, pitch, Offsets + tap, gradient + x, Width, sums + tap * V.Count);
                }
            }
            for (int tap = 0; tap < Taps; tap++) Result[channel * Taps + tap] = V.Sum(V.Load(sums + tap * V.Count));
        }
    }
}
