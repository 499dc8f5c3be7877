namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void MaxPool(in Operand output, in Operand indices, in Operand input, in PoolingWindow window)
    {
        if (output.Type == ScalarType.Float32) MaxPool<float>(output, indices, input, window, adaptive: false);
        else MaxPool<double>(output, indices, input, window, adaptive: false);
    }

    public override void AdaptiveMaxPool(in Operand output, in Operand indices, in Operand input)
    {
        if (output.Type == ScalarType.Float32) MaxPool<float>(output, indices, input, default, adaptive: true);
        else MaxPool<double>(output, indices, input, default, adaptive: true);
    }

    public override void AveragePool(in Operand output, in Operand input, in PoolingWindow window, bool countsPadding, long divisor)
        => Average(output, input, window, countsPadding, divisor, adaptive: false, backward: false);

    public override void AveragePoolBackward(in Operand gradInput, in Operand gradOutput, in PoolingWindow window, bool countsPadding, long divisor)
        => Average(gradOutput, gradInput, window, countsPadding, divisor, adaptive: false, backward: true);

    public override void AdaptiveAveragePool(in Operand output, in Operand input) => Average(output, input, default, false, 0, adaptive: true, backward: false);

    public override void AdaptiveAveragePoolBackward(in Operand gradInput, in Operand gradOutput)
        => Average(gradOutput, gradInput, default, false, 0, adaptive: true, backward: true);

    public override void PlaneScatterAdd(in Operand target, in Operand source, in Operand indices)
    {
        if (target.Type == ScalarType.Float32) Places<float>(target, source, indices, scatter: true);
        else Places<double>(target, source, indices, scatter: true);
    }

    public override void PlaneGather(in Operand target, in Operand source, in Operand indices)
    {
        if (target.Type == ScalarType.Float32) Places<float>(source, target, indices, scatter: false);
        else Places<double>(source, target, indices, scatter: false);
    }

    private static void MaxPool<T>(in Operand output, in Operand indices, in Operand input, PoolingWindow window, bool adaptive) where T : unmanaged
    {
        fixed (T* x = &input.First<T>(), y = &output.First<T>())
        fixed (long* place = &indices.First<long>())
        {
            var body = new MaxPoolPlanes<T>
            {
                Input = x, Output = y, Indices = place, Window = window, Adaptive = adaptive,
                Height = (int)input.Size(1), Width = (int)input.Size(2), OutHeight = (int)output.Size(1), OutWidth = (int)output.Size(2),
            };
            WorkerPool.For(output.Size(0), Math.Max(1, 8192 / Math.Max(1, output.Size(1) * output.Size(2))), ref body);
        }
        output.KeepAlive();
        indices.KeepAlive();
        input.KeepAlive();
    }

    private static void Average(in Operand small, in Operand large, in PoolingWindow window, bool countsPadding, long divisor, bool adaptive, bool backward)
    {
        if (small.Type == ScalarType.Float32) Average<float>(small, large, window, countsPadding, divisor, adaptive, backward);
        else Average<double>(small, large, window, countsPadding, divisor, adaptive, backward);
    }

    private static void Average<T>(in Operand small, in Operand large, PoolingWindow window, bool countsPadding, long divisor, bool adaptive, bool backward)
        where T : unmanaged
    {
        fixed (T* x = &large.First<T>(), y = &small.First<T>())
        {
            var body = new AveragePoolPlanes<T>
            {
                Large = x, Small = y, Window = window, CountsPadding = countsPadding, Divisor = divisor, Adaptive = adaptive, Backward = backward,
                Height = (int)large.Size(1), Width = (int)large.Size(2), OutHeight = (int)small.Size(1), OutWidth = (int)small.Size(2),
            };
            WorkerPool.For(small.Size(0), Math.Max(1, 8192 / Math.Max(1, large.Size(1) * large.Size(2))), ref body);
        }
        small.KeepAlive();
        large.KeepAlive();
    }

    private static void Places<T>(in Operand plane, in Operand values, in Operand indices, bool scatter) where T : unmanaged
    {
        if (plane.Count == 0) return;
        fixed (T* p = &plane.First<T>(), v = &values.First<T>())
        fixed (long* i = &indices.First<long>())
        {
            long planes = plane.Size(0);
            var body = new PlanePlaces<T> { Plane = p, Values = v, Indices = i, PlaneLength = plane.Count / planes, ValueLength = values.Count / planes, Scatter = scatter };
            WorkerPool.For(planes, Math.Max(1, 8192 / body.PlaneLength), ref body);
        }
        plane.KeepAlive();
        values.KeepAlive();
        indices.KeepAlive();
    }
}
