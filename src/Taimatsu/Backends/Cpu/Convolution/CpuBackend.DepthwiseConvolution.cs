namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    private static bool IsDepthwise<T, V>(in Operand weight, in ConvolutionWindow window) where T : unmanaged where V : struct, ISimd<V, T> =>
        weight.Size(1) == 1 && weight.Size(0) == window.Groups && window.Groups > 1 && 2 * window.Groups >= V.Count;

    private static void ForwardDepthwise<T, V>(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        var (rows, columns) = ForwardAxes(output, input, weight, window);
        fixed (T* x = &input.First<T>(), w = &weight.First<T>(), y = &output.First<T>(), b = &bias.First<T>())
            DepthwiseConvolution<T, V>.Run(rows, columns, input.Size(0), window.Groups, x, w, bias.Count == 0 ? null : b, y);
        output.KeepAlive();
        input.KeepAlive();
        weight.KeepAlive();
        bias.KeepAlive();
    }

    private static void BackwardInputDepthwise<T, V>(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        var (rows, columns) = BackwardAxes(gradInput, gradOutput, weight, window);
        fixed (T* g = &gradOutput.First<T>(), w = &weight.First<T>(), x = &gradInput.First<T>())
            DepthwiseConvolution<T, V>.Run(rows, columns, gradOutput.Size(0), window.Groups, g, w, null, x);
        gradInput.KeepAlive();
        gradOutput.KeepAlive();
        weight.KeepAlive();
    }

    private static void BackwardWeightDepthwise<T, V>(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window)
        where T : unmanaged where V : struct, ISimd<V, T>
    {
        var (rows, columns) = ForwardAxes(gradOutput, input, gradWeight, window);
        fixed (T* x = &input.First<T>(), g = &gradOutput.First<T>(), w = &gradWeight.First<T>())
            DepthwiseWeightGradient<T, V>.Run(rows, columns, input.Size(0), window.Groups, x, g, w);
        gradWeight.KeepAlive();
        gradOutput.KeepAlive();
        input.KeepAlive();
    }
}
