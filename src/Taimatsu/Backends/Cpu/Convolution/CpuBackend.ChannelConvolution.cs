namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    // Lanes are channels where these fill vectors better than the columns of the result do.
    private static bool TakesChannels<T, V>(int channels, int columns) where T : unmanaged where V : struct, ISimd<V, T>
    {
        int lanes = V.Count;
        double byChannel = (double)channels / ((channels + lanes - 1) / lanes * lanes), byColumn = (double)columns / ((columns + lanes - 1) / lanes * lanes);
        return byChannel >= 0.99 * byColumn;
    }

    private static bool IsPlainThree(in Operand weight, in ConvolutionWindow window) =>
        weight.Size(2) == 3 && weight.Size(3) == 3 && window is { StrideH: 1, StrideW: 1, DilationH: 1, DilationW: 1 };

    private static (WindowAxis Rows, WindowAxis Columns) ForwardAxes(in Operand output, in Operand input, in Operand weight, in ConvolutionWindow window) =>
        (WindowAxis.Forward((int)input.Size(2), (int)output.Size(2), (int)weight.Size(2), window.StrideH, window.PaddingH, window.DilationH),
         WindowAxis.Forward((int)input.Size(3), (int)output.Size(3), (int)weight.Size(3), window.StrideW, window.PaddingW, window.DilationW));

    private static void ForwardChannels<T, V>(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        var (rows, columns) = ForwardAxes(output, input, weight, window);
        int channels = (int)weight.Size(1), outChannels = (int)weight.Size(0) / window.Groups, positions = rows.Kernel * columns.Kernel;
        bool winograd = IsPlainThree(weight, window) && WinogradConvolution<T, V>.Pays(input.Size(0), channels, outChannels, rows.Result, columns.Result);
        fixed (T* x = &input.First<T>(), w = &weight.First<T>(), y = &output.First<T>(), b = &bias.First<T>())
            for (int g = 0; g < window.Groups; g++)
                if (winograd)
                    WinogradConvolution<T, V>.Run(new(channels, rows.Source, columns.Source, window.PaddingH, window.PaddingW, rows.Result, columns.Result), (int)input.Size(0),
                        x + (long)g * channels * rows.Source * columns.Source, (long)input.Size(1) * rows.Source * columns.Source, outChannels, y + (long)g * outChannels * rows.Result * columns.Result,
                        (long)output.Size(1) * rows.Result * columns.Result, w + (long)g * outChannels * channels * positions, (long)channels * positions, positions, false,
                        bias.Count == 0 ? null : b + g * outChannels, window.Groups == 1 ? weight : default);
                else ChannelConvolution<T, V>.Run(rows, columns, (int)input.Size(0), channels, x + (long)g * channels * rows.Source * columns.Source, (long)input.Size(1) * rows.Source * columns.Source,
                    outChannels, y + (long)g * outChannels * rows.Result * columns.Result, (long)output.Size(1) * rows.Result * columns.Result,
                    w + (long)g * outChannels * channels * positions, (long)channels * positions, positions, bias.Count == 0 ? null : b + g * outChannels, window.Groups == 1 ? weight : default);
        output.KeepAlive();
        input.KeepAlive();
        weight.KeepAlive();
        bias.KeepAlive();
    }

    private static void BackwardInputChannels<T, V>(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        var rows = WindowAxis.Backward((int)gradOutput.Size(2), (int)gradInput.Size(2), (int)weight.Size(2), window.StrideH, window.PaddingH, window.DilationH);
        var columns = WindowAxis.Backward((int)gradOutput.Size(3), (int)gradInput.Size(3), (int)weight.Size(3), window.StrideW, window.PaddingW, window.DilationW);
        int channels = (int)weight.Size(1), outChannels = (int)weight.Size(0) / window.Groups, positions = rows.Kernel * columns.Kernel;
        bool winograd = IsPlainThree(weight, window) && WinogradConvolution<T, V>.Pays(gradOutput.Size(0), outChannels, channels, rows.Result, columns.Result);
        fixed (T* g = &gradOutput.First<T>(), w = &weight.First<T>(), x = &gradInput.First<T>())
            for (int group = 0; group < window.Groups; group++)
                if (winograd)
                    WinogradConvolution<T, V>.Run(new(outChannels, rows.Source, columns.Source, 2 - window.PaddingH, 2 - window.PaddingW, rows.Result, columns.Result), (int)gradOutput.Size(0),
                        g + (long)group * outChannels * rows.Source * columns.Source, (long)gradOutput.Size(1) * rows.Source * columns.Source, channels,
                        x + (long)group * channels * rows.Result * columns.Result, (long)gradInput.Size(1) * rows.Result * columns.Result, w + (long)group * outChannels * channels * positions,
                        positions, (long)channels * positions, true, null);
                else ChannelConvolution<T, V>.Run(rows, columns, (int)gradOutput.Size(0), outChannels, g + (long)group * outChannels * rows.Source * columns.Source,
                    (long)gradOutput.Size(1) * rows.Source * columns.Source, channels, x + (long)group * channels * rows.Result * columns.Result,
                    (long)gradInput.Size(1) * rows.Result * columns.Result, w + (long)group * outChannels * channels * positions, positions, (long)channels * positions, null);
        gradInput.KeepAlive();
        gradOutput.KeepAlive();
        weight.KeepAlive();
    }

    private static void BackwardWeightChannels<T, V>(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        var (rows, columns) = ForwardAxes(gradOutput, input, gradWeight, window);
        int channels = (int)gradWeight.Size(1), outChannels = (int)gradWeight.Size(0) / window.Groups, positions = rows.Kernel * columns.Kernel;
        bool winograd = IsPlainThree(gradWeight, window) && WinogradWeightGradient<T, V>.Pays(input.Size(0), channels, outChannels, rows.Result, columns.Result);
        fixed (T* x = &input.First<T>(), g = &gradOutput.First<T>(), w = &gradWeight.First<T>())
            for (int group = 0; group < window.Groups; group++)
                if (winograd)
                    WinogradWeightGradient<T, V>.Run(new(channels, rows.Source, columns.Source, window.PaddingH, window.PaddingW, rows.Result, columns.Result), (int)input.Size(0),
                        x + (long)group * channels * rows.Source * columns.Source, (long)input.Size(1) * rows.Source * columns.Source, outChannels,
                        g + (long)group * outChannels * rows.Result * columns.Result, (long)gradOutput.Size(1) * rows.Result * columns.Result, w + (long)group * outChannels * channels * positions);
                else ChannelWeightGradient<T, V>.Run(rows, columns, (int)input.Size(0), channels, x + (long)group * channels * rows.Source * columns.Source, (long)input.Size(1) * rows.Source * columns.Source,
                    outChannels, g + (long)group * outChannels * rows.Result * columns.Result, (long)gradOutput.Size(1) * rows.Result * columns.Result, w + (long)group * outChannels * channels * positions);
        gradWeight.KeepAlive();
        gradOutput.KeepAlive();
        input.KeepAlive();
    }
}
