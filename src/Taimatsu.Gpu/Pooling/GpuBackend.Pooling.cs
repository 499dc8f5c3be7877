using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    public override void MaxPool(in Operand output, in Operand indices, in Operand input, in PoolingWindow window)
        => MaxPool(output, indices, input, Sizes(input, output) with { Window = window });

    public override void AdaptiveMaxPool(in Operand output, in Operand indices, in Operand input)
        => MaxPool(output, indices, input, Sizes(input, output) with { Adaptive = 1 });

    public override void AveragePool(in Operand output, in Operand input, in PoolingWindow window, bool countsPadding, long divisor)
        => Average(output, input, Sizes(input, output) with { Window = window, CountsPadding = countsPadding ? 1 : 0, Divisor = divisor });

    public override void AdaptiveAveragePool(in Operand output, in Operand input) => Average(output, input, Sizes(input, output) with { Adaptive = 1 });

    public override void AveragePoolBackward(in Operand gradInput, in Operand gradOutput, in PoolingWindow window, bool countsPadding, long divisor)
        => AverageBackward(gradInput, gradOutput, Sizes(gradInput, gradOutput) with { Window = window, CountsPadding = countsPadding ? 1 : 0, Divisor = divisor });

    public override void AdaptiveAveragePoolBackward(in Operand gradInput, in Operand gradOutput)
        => AverageBackward(gradInput, gradOutput, Sizes(gradInput, gradOutput) with { Adaptive = 1 });

    public override void PlaneScatterAdd(in Operand target, in Operand source, in Operand indices, in PoolingWindow window)
    {
        if (target.Count == 0) return;
        if (target.Type == ScalarType.Float32) Scatter<float, Single32>(target, source, indices, window);
        else Scatter<double, Double64>(target, source, indices, window);
        target.KeepAlive();
        source.KeepAlive();
        indices.KeepAlive();
    }

    public override void PlaneGather(in Operand target, in Operand source, in Operand indices)
    {
        if (target.Count == 0) return;
        if (target.Type == ScalarType.Float32) Pick<float, Single32>(target, source, indices);
        else Pick<double, Double64>(target, source, indices);
        target.KeepAlive();
        source.KeepAlive();
        indices.KeepAlive();
    }

    private static PoolingSizes Sizes(in Operand large, in Operand small)
        => new() { Height = (int)large.Size(1), Width = (int)large.Size(2), OutHeight = (int)small.Size(1), OutWidth = (int)small.Size(2) };

    private void MaxPool(in Operand output, in Operand indices, in Operand input, in PoolingSizes sizes)
    {
        if (output.Count == 0) return;
        if (output.Type == ScalarType.Float32) MaxPool<float, Single32>(output, indices, input, sizes);
        else MaxPool<double, Double64>(output, indices, input, sizes);
        output.KeepAlive();
        input.KeepAlive();
        if (indices.Storage is not null) indices.KeepAlive();
    }

    private void MaxPool<T, V>(in Operand output, in Operand indices, in Operand input, in PoolingSizes sizes) where T : unmanaged where V : struct, ILane<V, T>
    {
        bool wantsPlaces = indices.Storage is not null;
        if (indices.Type == ScalarType.Int32 && wantsPlaces) Each(PoolingKernels.Max<T, V, int, Int32Cast>, output.Count, View<T>(output), View<int>(indices), View<T>(input), sizes, 1);
        else Each(PoolingKernels.Max<T, V, long, Int64Cast>, output.Count, View<T>(output), View<long>(wantsPlaces ? indices : output), View<T>(input), sizes, wantsPlaces ? 1 : 0);
    }

    private void Average(in Operand output, in Operand input, in PoolingSizes sizes)
    {
        if (output.Count == 0) return;
        if (output.Type == ScalarType.Float32) Each(PoolingKernels.Average<float, Single32>, output.Count, View<float>(output), View<float>(input), sizes);
        else Each(PoolingKernels.Average<double, Double64>, output.Count, View<double>(output), View<double>(input), sizes);
        output.KeepAlive();
        input.KeepAlive();
    }

    private void AverageBackward(in Operand gradInput, in Operand gradOutput, in PoolingSizes sizes)
    {
        if (gradInput.Count == 0) return;
        if (gradInput.Type == ScalarType.Float32) Each(PoolingKernels.AverageBackward<float, Single32>, gradInput.Count, View<float>(gradInput), View<float>(gradOutput), sizes);
        else Each(PoolingKernels.AverageBackward<double, Double64>, gradInput.Count, View<double>(gradInput), View<double>(gradOutput), sizes);
        gradInput.KeepAlive();
        gradOutput.KeepAlive();
    }

    private void Scatter<T, V>(in Operand target, in Operand source, in Operand indices, in PoolingWindow window) where T : unmanaged where V : struct, ILane<V, T>
    {
        long planes = target.Size(0);
        int planeLength = checked((int)(target.Count / planes)), valueLength = checked((int)(source.Count / planes));
        if (window.KernelH == 0)
        {
            if (indices.Type == ScalarType.Int32) Each(PoolingKernels.Spread<T, V, int, Int32Cast>, planes, View<T>(target), View<T>(source), View<int>(indices), planeLength, valueLength);
            else Each(PoolingKernels.Spread<T, V, long, Int64Cast>, planes, View<T>(target), View<T>(source), View<long>(indices), planeLength, valueLength);
            return;
        }
        var sizes = Sizes(target, source) with { Window = window };
        if (indices.Type == ScalarType.Int32) Each(PoolingKernels.MaxBackward<T, V, int, Int32Cast>, target.Count, View<T>(target), View<T>(source), View<int>(indices), sizes);
        else Each(PoolingKernels.MaxBackward<T, V, long, Int64Cast>, target.Count, View<T>(target), View<T>(source), View<long>(indices), sizes);
    }

    private void Pick<T, V>(in Operand target, in Operand source, in Operand indices) where T : unmanaged where V : struct, ILane<V, T>
    {
        long planes = target.Size(0);
        int planeLength = checked((int)(source.Count / planes)), valueLength = checked((int)(target.Count / planes));
        if (indices.Type == ScalarType.Int32) Each(PoolingKernels.Pick<T, V, int, Int32Cast>, target.Count, View<T>(target), View<T>(source), View<int>(indices), planeLength, valueLength);
        else Each(PoolingKernels.Pick<T, V, long, Int64Cast>, target.Count, View<T>(target), View<T>(source), View<long>(indices), planeLength, valueLength);
    }
}
