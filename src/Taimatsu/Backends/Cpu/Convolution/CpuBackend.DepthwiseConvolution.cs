namespace Taimatsu.Backends.Cpu;

// Convolutions with as many groups as channels of either side.
internal sealed unsafe partial class CpuBackend
{
    // A plane that is staged lies in the first two cache levels.
    private const int MostStagedBytes = 512 << 10;

    private static bool IsDepthwise<T>(in Operand weight, in ImageStage stage, in ConvolutionWindow window) where T : unmanaged =>
        weight.Size(1) == 1 && weight.Size(0) == window.Groups && window.Groups > 1 && stage.Length * sizeof(T) <= MostStagedBytes;

    private static void DepthwiseForward<T, V>(in ImageStage stage, in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window, bool rectifies)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        int taps = (int)(weight.Size(2) * weight.Size(3));
        var offsets = TapOffsets(stage, 1, (int)weight.Size(2), (int)weight.Size(3), window.DilationH, window.DilationW, 0);
        fixed (T* x = &input.First<T>(), w = &weight.First<T>(), y = &output.First<T>(), b = &bias.First<T>())
        fixed (nint* o = offsets)
        {
            var body = new DepthwiseConvolution<T, V>
            {
                Stage = stage, Source = x, Weights = w, Epilogue = new(bias.Count == 0 ? null : b, rectifies), Result = y, Offsets = o, Channels = window.Groups, Height = (int)output.Size(2), Width = (int)output.Size(3),
                StrideH = window.StrideH, Taps = taps, IsThree = IsPlainThree(weight, window), IsFive = IsSquareFive(weight, window) && window is { StrideH: 1, StrideW: 1 },
                Kernel = RowsKernel<T>(weight, window, window.StrideH, window.StrideW),
            };
            WorkerPool.For(input.Size(0) * window.Groups, DepthwiseGrain(taps, output), ref body);
        }
        output.KeepAlive();
        input.KeepAlive();
        weight.KeepAlive();
        bias.KeepAlive();
    }

    // The gradient, spread by the stride, under the windows turned around.
    private static void DepthwiseBackwardInput<T, V>(in ImageStage stage, in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        int taps = (int)(weight.Size(2) * weight.Size(3));
        var offsets = TapOffsets(stage, 1, (int)weight.Size(2), (int)weight.Size(3), window.DilationH, window.DilationW, 0);
        using var turned = new Buffer<T>(weight.Count);
        fixed (T* g = &gradOutput.First<T>(), w = &weight.First<T>(), x = &gradInput.First<T>())
        fixed (nint* o = offsets)
        {
            Turn(w, turned.Pointer, window.Groups, 1, 1, taps);
            var body = new DepthwiseConvolution<T, V>
            {
                Stage = stage, Source = g, Weights = turned.Pointer, Result = x, Offsets = o, Channels = window.Groups, Height = (int)gradInput.Size(2), Width = (int)gradInput.Size(3),
                StrideH = 1, Taps = taps, IsThree = weight.Size(2) == 3 && weight.Size(3) == 3 && window is { DilationH: 1, DilationW: 1 }, IsFive = IsSquareFive(weight, window),
                Kernel = window is { StrideH: 1, StrideW: 1 } ? RowsKernel<T>(weight, window, 1, 1) : 0,
            };
            WorkerPool.For(gradOutput.Size(0) * window.Groups, DepthwiseGrain(taps, gradInput), ref body);
        }
        gradInput.KeepAlive();
        gradOutput.KeepAlive();
        weight.KeepAlive();
    }

    private static void DepthwiseBackwardWeight<T, V>(in ImageStage stage, in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        int taps = (int)(gradWeight.Size(2) * gradWeight.Size(3));
        var offsets = TapOffsets(stage, 1, (int)gradWeight.Size(2), (int)gradWeight.Size(3), window.DilationH, window.DilationW, DepthwiseKernel<T, V>.MostTaps);
        fixed (T* x = &input.First<T>(), g = &gradOutput.First<T>(), w = &gradWeight.First<T>())
        fixed (nint* o = offsets)
        {
            var body = new DepthwiseWeightGradient<T, V>
            {
                Stage = stage, Source = x, Gradient = g, Result = w, Offsets = o, Images = (int)input.Size(0), Channels = window.Groups, Height = (int)gradOutput.Size(2), Width = (int)gradOutput.Size(3),
                StrideH = window.StrideH, Taps = taps, IsThree = IsPlainThree(gradWeight, window),
            };
            WorkerPool.For(window.Groups, Math.Max(1, DepthwiseGrain(taps, gradOutput) / Math.Max(1, input.Size(0))), ref body);
        }
        gradWeight.KeepAlive();
        gradOutput.KeepAlive();
        input.KeepAlive();
    }

    private static int RowsKernel<T>(in Operand weight, in ConvolutionWindow window, int strideH, int strideW) where T : unmanaged =>
        window is { DilationH: 1, DilationW: 1 } && DepthwiseRows.Suits<T>((int)weight.Size(2), (int)weight.Size(3), strideH, strideW) ? (int)weight.Size(2) : 0;

    private static bool IsSquareFive(in Operand weight, in ConvolutionWindow window) => weight.Size(2) == 5 && weight.Size(3) == 5 && window is { DilationH: 1, DilationW: 1 };

    // Planes that are worth handing to another thread.
    private static long DepthwiseGrain(int taps, in Operand result) => Math.Max(1, 100_000 / Math.Max(1, taps * result.Size(2) * result.Size(3)));
}
