namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void Convolution(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window)
    {
        if (output.Type == ScalarType.Float32) ConvolutionWide<float>(output, input, weight, bias, window, rectifies: false);
        else ConvolutionWide<double>(output, input, weight, bias, window, rectifies: false);
    }

    public override bool TryRectifiedConvolution(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window)
    {
        if (output.Type == ScalarType.Float32) ConvolutionWide<float>(output, input, weight, bias, window, rectifies: true);
        else ConvolutionWide<double>(output, input, weight, bias, window, rectifies: true);
        return true;
    }

    public override void ConvolutionBackwardInput(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window)
    {
        if (gradInput.Type == ScalarType.Float32) BackwardInputWide<float>(gradInput, gradOutput, weight, window);
        else BackwardInputWide<double>(gradInput, gradOutput, weight, window);
    }

    public override void ConvolutionBackwardWeight(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window)
    {
        if (gradWeight.Type == ScalarType.Float32) BackwardWeightWide<float>(gradWeight, gradOutput, input, window);
        else BackwardWeightWide<double>(gradWeight, gradOutput, input, window);
    }

    public override bool ConvolvesChannelsLast => true;

    private static void ConvolutionWide<T>(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window, bool rectifies) where T : unmanaged
    {
        if (VectorWidth.Bits >= 512) Forward<T, V512<T>>(output, input, weight, bias, window, rectifies);
        else if (VectorWidth.Bits >= 256) Forward<T, V256<T>>(output, input, weight, bias, window, rectifies);
        else Forward<T, V128<T>>(output, input, weight, bias, window, rectifies);
    }

    private static void BackwardInputWide<T>(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window) where T : unmanaged
    {
        if (VectorWidth.Bits >= 512) BackwardInput<T, V512<T>>(gradInput, gradOutput, weight, window);
        else if (VectorWidth.Bits >= 256) BackwardInput<T, V256<T>>(gradInput, gradOutput, weight, window);
        else BackwardInput<T, V128<T>>(gradInput, gradOutput, weight, window);
    }

    private static void BackwardWeightWide<T>(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window) where T : unmanaged
    {
        if (VectorWidth.Bits >= 512) BackwardWeight<T, V512<T>>(gradWeight, gradOutput, input, window);
        else if (VectorWidth.Bits >= 256) BackwardWeight<T, V256<T>>(gradWeight, gradOutput, input, window);
        else BackwardWeight<T, V128<T>>(gradWeight, gradOutput, input, window);
    }

    private static void Forward<T, V>(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window, bool rectifies)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        if (output.Count == 0) return;
        var stage = ForwardStage<T, V>(output, input, weight, window);
        bool depthwise = IsDepthwise<T>(weight, stage, window), product = IsProduct(weight, output, window);
        if (stage.Pixel > 0 && (depthwise || product && !MultipliesPixels(weight, output, window)))
        {
            var planes = Planes(input);
            Forward<T, V>(output, planes, weight, bias, window, rectifies);
            planes.Storage.Free();
            return;
        }
        if (depthwise)
        {
            DepthwiseForward<T, V>(stage, output, input, weight, bias, window, rectifies);
            return;
        }
        int channels = (int)weight.Size(1), kernelH = (int)weight.Size(2), kernelW = (int)weight.Size(3), taps = channels * kernelH * kernelW;
        int outChannels = (int)weight.Size(0) / window.Groups, outHeight = (int)output.Size(2), outWidth = (int)output.Size(3);
        if (product && stage.Pixel > 0 && ColumnsBeatProduct(channels))
        {
            // Sums over channels alone are the same by either kernel.
            if (TakesChannels<T, V>(outChannels, taps, outWidth, taps + SortingWork * channels / outChannels, outChannels))
            {
                ForwardChannels<T, V>(output, input, weight, bias, window, rectifies);
                return;
            }
        }
        else if (product)
        {
            if (!ColumnsBeatProduct(channels))
            {
                ForwardProduct<T>(output, input, weight, bias, window, rectifies);
                return;
            }
            // Each plane is a line.
            (outHeight, outWidth) = (1, outHeight * outWidth);
            stage = new(channels, 1, outWidth, 0, 0, 1, 1, 1, outWidth, 1, V.Count);
        }
        else if (TakesChannels<T, V>(outChannels, taps, outWidth, taps + (window.StrideW > 1 ? SortingWork * channels * window.StrideH * window.StrideW / outChannels : 0), outChannels) || WinogradPays<T, V>(input.Size(0), channels, outChannels, output, weight, window))
        {
            ForwardChannels<T, V>(output, input, weight, bias, window, rectifies);
            return;
        }
        using var packed = new Buffer<T>((long)outChannels * window.Groups * taps);
        fixed (T* x = &input.First<T>(), w = &weight.First<T>(), y = &output.First<T>(), b = &bias.First<T>())
        {
            for (int g = 0; g < window.Groups; g++)
                ColumnConvolution<T, V>.Pack(w + (long)g * outChannels * taps, taps, outChannels, taps, packed.Pointer + (long)g * outChannels * taps);
            ColumnConvolution<T, V>.Run(stage, input.Size(0) * window.Groups, window.Groups, x, packed.Pointer, new(bias.Count == 0 ? null : b, rectifies), outChannels, y, outHeight, outWidth, window.StrideH,
                kernelH, kernelW, window.DilationH, window.DilationW);
        }
        output.KeepAlive();
        input.KeepAlive();
        weight.KeepAlive();
        bias.KeepAlive();
    }

    // The gradient by the input is a convolution of the gradient, spread by the stride, with the kernel turned around and its channels exchanged.
    private static void BackwardInput<T, V>(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        if (gradInput.Count == 0) return;
        var stage = BackwardStage<T, V>(gradInput, gradOutput, weight, window);
        if (IsDepthwise<T>(weight, stage, window))
        {
            DepthwiseBackwardInput<T, V>(stage, gradInput, gradOutput, weight, window);
            return;
        }
        if (IsProduct(weight, gradOutput, window))
        {
            BackwardInputProduct<T>(gradInput, gradOutput, weight, window);
            return;
        }
        int channels = (int)weight.Size(1), kernelH = (int)weight.Size(2), kernelW = (int)weight.Size(3), outChannels = (int)weight.Size(0) / window.Groups;
        int height = (int)gradInput.Size(2), width = (int)gradInput.Size(3), taps = outChannels * kernelH * kernelW;
        // By columns each remainder by the strides is a channel of its own, and sees as many taps as the one that sees the most.
        int phases = window.StrideH * window.StrideW, seen = outChannels * ((kernelH + window.StrideH - 1) / window.StrideH) * ((kernelW + window.StrideW - 1) / window.StrideW);
        int columns = phases == 1 ? width : new PhaseAxis(window.StrideW, window.PaddingW, kernelW, width).Places;
        if (TakesChannels<T, V>(channels, (double)taps / phases, columns, seen + (phases > 1 ? SortingWork : 0), channels * phases)
            || WinogradPays<T, V>(gradOutput.Size(0), outChannels, channels, gradInput, weight, window))
        {
            BackwardInputChannels<T, V>(gradInput, gradOutput, weight, window);
            return;
        }
        if (window is { DilationH: 1, DilationW: 1 } && window.StrideH * window.StrideW > 1)
        {
            BackwardInputPhases<T, V>(gradInput, gradOutput, weight, window);
            return;
        }
        using var turned = new Buffer<T>((long)channels * window.Groups * taps);
        using var packed = new Buffer<T>((long)channels * window.Groups * taps);
        fixed (T* g = &gradOutput.First<T>(), w = &weight.First<T>(), x = &gradInput.First<T>())
        {
            Turn(w, turned.Pointer, window.Groups, outChannels, channels, kernelH * kernelW);
            for (int group = 0; group < window.Groups; group++)
                ColumnConvolution<T, V>.Pack(turned.Pointer + (long)group * channels * taps, taps, channels, taps, packed.Pointer + (long)group * channels * taps);
            ColumnConvolution<T, V>.Run(stage, gradOutput.Size(0) * window.Groups, window.Groups, g, packed.Pointer, default, channels, x, height, width, 1,
                kernelH, kernelW, window.DilationH, window.DilationW);
        }
        gradInput.KeepAlive();
        gradOutput.KeepAlive();
        weight.KeepAlive();
    }

    private static void BackwardInputPhases<T, V>(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        var planes = new PhasePlanes<T>
        {
            Rows = new PhaseAxis(window.StrideH, window.PaddingH, (int)weight.Size(2), (int)gradInput.Size(2)),
            Columns = new PhaseAxis(window.StrideW, window.PaddingW, (int)weight.Size(3), (int)gradInput.Size(3)),
        };
        int channels = (int)weight.Size(1), outChannels = (int)weight.Size(0) / window.Groups, results = channels * planes.Count, taps = outChannels * planes.Rows.Taps * planes.Columns.Taps;
        long groupWeights = (long)outChannels * channels * planes.Rows.Kernel * planes.Columns.Kernel, images = gradOutput.Size(0) * window.Groups;
        var stage = new ImageStage(outChannels, (int)gradOutput.Size(2), (int)gradOutput.Size(3), planes.Rows.Before, planes.Columns.Before, 1, 1,
            planes.Rows.Places + planes.Rows.Taps - 1, planes.Columns.Places + planes.Columns.Taps - 1, 1, V.Count);
        using var spread = new Buffer<T>((long)results * taps);
        using var packed = new Buffer<T>((long)results * window.Groups * taps);
        using var phases = new Buffer<T>(images * results * planes.Rows.Places * planes.Columns.Places);
        fixed (T* g = &gradOutput.First<T>(), w = &weight.First<T>(), x = &gradInput.First<T>())
        {
            for (int group = 0; group < window.Groups; group++)
            {
                planes.Spread(w + group * groupWeights, outChannels, channels, spread.Pointer);
                ColumnConvolution<T, V>.Pack(spread.Pointer, taps, results, taps, packed.Pointer + (long)group * results * taps);
            }
            ColumnConvolution<T, V>.Run(stage, images, window.Groups, g, packed.Pointer, default, results, phases.Pointer, planes.Rows.Places, planes.Columns.Places, 1,
                planes.Rows.Taps, planes.Columns.Taps, 1, 1);
            planes.Phases = phases.Pointer;
            planes.Result = x;
            WorkerPool.For(images * channels, Math.Max(1, 8192 / Math.Max(1, gradInput.Size(2) * gradInput.Size(3))), ref planes);
        }
        gradInput.KeepAlive();
        gradOutput.KeepAlive();
        weight.KeepAlive();
    }

    private static void BackwardWeight<T, V>(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        if (gradWeight.Count == 0) return;
        var stage = ForwardStage<T, V>(gradOutput, input, gradWeight, window);
        bool depthwise = IsDepthwise<T>(gradWeight, stage, window), product = gradOutput.Count > 0 && IsProduct(gradWeight, gradOutput, window);
        if (stage.Pixel > 0 && (depthwise || product && !SumsPixels(gradWeight, window)))
        {
            var planes = Planes(input);
            BackwardWeight<T, V>(gradWeight, gradOutput, planes, window);
            planes.Storage.Free();
            return;
        }
        if (depthwise)
        {
            DepthwiseBackwardWeight<T, V>(stage, gradWeight, gradOutput, input, window);
            return;
        }
        if (product)
        {
            BackwardWeightProduct<T>(gradWeight, gradOutput, input, window);
            return;
        }
        if (gradOutput.Count > 0 && SumsByChannels<T, V>((int)gradWeight.Size(0) / window.Groups, (int)gradOutput.Size(3)))
        {
            BackwardWeightChannels<T, V>(gradWeight, gradOutput, input, window);
            return;
        }
        int channels = (int)gradWeight.Size(1), kernelH = (int)gradWeight.Size(2), kernelW = (int)gradWeight.Size(3), taps = channels * kernelH * kernelW;
        int outChannels = (int)gradWeight.Size(0) / window.Groups, outHeight = (int)gradOutput.Size(2), outWidth = (int)gradOutput.Size(3);
        int columns = (outWidth + V.Count - 1) / V.Count, images = (int)input.Size(0), parts = Math.Min(images, WeightGradient<T, V>.MostParts);
        var offsets = TapOffsets(stage, channels, kernelH, kernelW, window.DilationH, window.DilationW, WeightGradientKernel<T>.Taps);
        var starts = new nint[outHeight * columns];
        for (int y = 0; y < outHeight; y++)
            for (int c = 0; c < columns; c++) starts[y * columns + c] = stage.Start(y, c * V.Count, window.StrideH);
        using var partial = new Buffer<T>(gradWeight.Count * Math.Max(parts, 1));
        fixed (T* x = &input.First<T>(), g = &gradOutput.First<T>(), w = &gradWeight.First<T>())
        fixed (nint* o = offsets, s = starts)
        {
            var body = new WeightGradient<T, V>
            {
                Stage = stage, Input = x, GradOutput = g, Partial = partial.Pointer, Offsets = o, Starts = s, Images = images, Parts = parts, Groups = window.Groups,
                OutChannels = outChannels, OutHeight = outHeight, OutWidth = outWidth, Taps = taps,
            };
            if (parts > 0) WorkerPool.For(parts, 1, ref body);
            for (long i = 0; i < gradWeight.Count; i++)
            {
                T sum = parts == 0 ? default : partial.Pointer[i];
                for (int p = 1; p < parts; p++) sum = WeightGradientKernel<T>.Add(sum, partial.Pointer[p * gradWeight.Count + i]);
                w[i] = sum;
            }
        }
        gradWeight.KeepAlive();
        gradOutput.KeepAlive();
        input.KeepAlive();
    }

    // A copy for the kernels that read nothing but planes.
    private static Operand Planes(in Operand images)
    {
        var backend = BackendRegistry.Of(Device.CPU);
        var planes = new Operand(backend.Allocate(images.Count * images.Type.ElementSize()), 0, Layout.Contiguous(images.Layout.Sizes), images.Type);
        backend.Copy(planes, images);
        return planes;
    }

    private static ImageStage ForwardStage<T, V>(in Operand output, in Operand input, in Operand weight, in ConvolutionWindow window) where T : unmanaged where V : struct, ISimd<V, T>
    {
        int paddedHeight = ((int)output.Size(2) - 1) * window.StrideH + ((int)weight.Size(2) - 1) * window.DilationH + 1;
        int paddedWidth = ((int)output.Size(3) - 1) * window.StrideW + ((int)weight.Size(3) - 1) * window.DilationW + 1;
        return new((int)weight.Size(1), (int)input.Size(2), (int)input.Size(3), window.PaddingH, window.PaddingW, 1, 1, paddedHeight, paddedWidth, window.StrideW, V.Count,
            ChannelsLast.PixelStride(input.Layout));
    }

    private static ImageStage BackwardStage<T, V>(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window) where T : unmanaged where V : struct, ISimd<V, T>
    {
        int reachH = ((int)weight.Size(2) - 1) * window.DilationH, reachW = ((int)weight.Size(3) - 1) * window.DilationW;
        return new((int)weight.Size(0) / window.Groups, (int)gradOutput.Size(2), (int)gradOutput.Size(3), reachH - window.PaddingH, reachW - window.PaddingW, window.StrideH, window.StrideW,
            (int)gradInput.Size(2) + reachH, (int)gradInput.Size(3) + reachW, 1, V.Count);
    }

    private static nint[] TapOffsets(in ImageStage stage, int channels, int kernelH, int kernelW, int dilationH, int dilationW, int multiple)
    {
        int taps = channels * kernelH * kernelW;
        var offsets = new nint[multiple == 0 ? taps : (taps + multiple - 1) / multiple * multiple];
        int k = 0;
        for (int c = 0; c < channels; c++)
            for (int y = 0; y < kernelH; y++)
                for (int x = 0; x < kernelW; x++) offsets[k++] = stage.Offset(c, y * dilationH, x * dilationW);
        while (k < offsets.Length) offsets[k++] = offsets[0];
        return offsets;
    }

    // [group, out, in, position] to [group, in, out, position from the end]
    private static void Turn<T>(T* source, T* target, int groups, int outChannels, int channels, int positions) where T : unmanaged
    {
        for (int g = 0; g < groups; g++, source += (long)outChannels * channels * positions)
            for (int c = 0; c < channels; c++)
                for (int o = 0; o < outChannels; o++)
                {
                    T* from = source + ((long)o * channels + c) * positions;
                    for (int p = positions - 1; p >= 0; p--) *target++ = from[p];
                }
    }
}
