namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    // What turning a result about and staging a point with its channels together take, in multiply-adds.
    private const double TurningWork = 25;

    // What sorting a column by the stride takes, and putting a result together from its phases.
    private const double SortingWork = 20;

    // Where lanes are channels the last of them may be empty, and results have to be turned about; where they are columns the last vector of a row does some of its work again,
    // and a single channel leaves most registers without sums. The depths are the multiply-adds of a result.
    private static bool TakesChannels<T, V>(int channels, double depth, int columns, double columnDepth, int columnChannels) where T : unmanaged where V : struct, ISimd<V, T>
    {
        int lanes = V.Count;
        double byChannel = (depth + TurningWork) * ((channels + lanes - 1) / lanes * lanes) / channels;
        double byColumn = columnDepth * ((columns + lanes - 1) / lanes * lanes) / columns * (columnChannels == 1 ? 2 : 1);
        return byChannel <= byColumn;
    }

    // The same for the gradient by the weight.
    private static bool SumsByChannels<T, V>(int channels, int columns) where T : unmanaged where V : struct, ISimd<V, T>
    {
        int lanes = V.Count;
        double byChannel = (double)channels / ((channels + lanes - 1) / lanes * lanes), byColumn = (double)columns / ((columns + lanes - 1) / lanes * lanes);
        return byChannel >= 0.99 * byColumn;
    }

    private static bool WinogradPays<T, V>(long images, int sourceChannels, int resultChannels, in Operand result, in Operand weight, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        int kernel = WinogradKernel(weight, result, window);
        return kernel != 0 && WinogradConvolution<T, V>.Pays(images, sourceChannels, resultChannels, (int)result.Size(2), (int)result.Size(3), kernel);
    }

    private static bool IsPlainThree(in Operand weight, in ConvolutionWindow window) =>
        weight.Size(2) == 3 && weight.Size(3) == 3 && window is { StrideH: 1, StrideW: 1, DilationH: 1, DilationW: 1 };

    // The windows that Winograd's products know: the side of a square one, 9 for nine in a line over a single row, 0 for any other.
    private static int WinogradKernel(in Operand weight, in Operand result, in ConvolutionWindow window)
    {
        if (window is not { StrideH: 1, StrideW: 1, DilationH: 1, DilationW: 1 }) return 0;
        if (weight.Size(2) == weight.Size(3) && weight.Size(2) is 3 or 5) return (int)weight.Size(2);
        return weight.Size(2) == 1 && weight.Size(3) == 9 && result.Size(2) == 1 && window.PaddingH == 0 ? 9 : 0;
    }

    private static (WindowAxis Rows, WindowAxis Columns) ForwardAxes(in Operand output, in Operand input, in Operand weight, in ConvolutionWindow window) =>
        (WindowAxis.Forward((int)input.Size(2), (int)output.Size(2), (int)weight.Size(2), window.StrideH, window.PaddingH, window.DilationH),
         WindowAxis.Forward((int)input.Size(3), (int)output.Size(3), (int)weight.Size(3), window.StrideW, window.PaddingW, window.DilationW));

    private static void ForwardChannels<T, V>(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window, bool rectifies)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        var (rows, columns) = ForwardAxes(output, input, weight, window);
        int channels = (int)weight.Size(1), outChannels = (int)weight.Size(0) / window.Groups;
        fixed (T* x = &input.First<T>(), w = &weight.First<T>(), y = &output.First<T>(), b = &bias.First<T>())
            new ChannelGroups<T, V>
            {
                Kind = ChannelGroups<T, V>.Product.Forward, Whole = weight, Rows = rows, Columns = columns, Groups = window.Groups, Images = (int)input.Size(0), Channels = channels, OutChannels = outChannels,
                PaddingH = window.PaddingH, PaddingW = window.PaddingW, Pixel = ChannelsLast.PixelStride(input.Layout), Input = x, Output = y, Weight = w, Epilogue = new(bias.Count == 0 ? null : b, rectifies),
                FewPoints = FewPointsConvolution<T, V>.Pays((long)input.Size(0) * rows.Result * columns.Result, (long)channels * rows.Kernel * columns.Kernel, outChannels),
                Winograd = WinogradPays<T, V>(input.Size(0), channels, outChannels, output, weight, window),
            }.RunAll();
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
        int channels = (int)weight.Size(1), outChannels = (int)weight.Size(0) / window.Groups;
        fixed (T* g = &gradOutput.First<T>(), w = &weight.First<T>(), x = &gradInput.First<T>())
            new ChannelGroups<T, V>
            {
                Kind = ChannelGroups<T, V>.Product.BackwardInput, Rows = rows, Columns = columns, Groups = window.Groups, Images = (int)gradOutput.Size(0), Channels = channels, OutChannels = outChannels,
                PaddingH = window.PaddingH, PaddingW = window.PaddingW, Input = x, Output = g, Weight = w,
                Winograd = WinogradPays<T, V>(gradOutput.Size(0), outChannels, channels, gradInput, weight, window),
            }.RunAll();
        gradInput.KeepAlive();
        gradOutput.KeepAlive();
        weight.KeepAlive();
    }

    private static void BackwardWeightChannels<T, V>(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        var (rows, columns) = ForwardAxes(gradOutput, input, gradWeight, window);
        int channels = (int)gradWeight.Size(1), outChannels = (int)gradWeight.Size(0) / window.Groups;
        int kernel = WinogradKernel(gradWeight, gradOutput, window);
        fixed (T* x = &input.First<T>(), g = &gradOutput.First<T>(), w = &gradWeight.First<T>())
            new ChannelGroups<T, V>
            {
                Kind = ChannelGroups<T, V>.Product.BackwardWeight, Pixel = ChannelsLast.PixelStride(input.Layout), Rows = rows, Columns = columns, Groups = window.Groups, Images = (int)input.Size(0), Channels = channels, OutChannels = outChannels,
                PaddingH = window.PaddingH, PaddingW = window.PaddingW, Input = x, Output = g, Weight = w,
                Winograd = kernel != 0 && WinogradWeightGradient<T, V>.Pays(input.Size(0), channels, outChannels, rows.Result, columns.Result, kernel),
            }.RunAll();
        gradWeight.KeepAlive();
        gradOutput.KeepAlive();
        input.KeepAlive();
    }
}
