using System.Runtime.CompilerServices;

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

    public override void PlaneScatterAdd(in Operand target, in Operand source, in Operand indices, in PoolingWindow window)
    {
        bool halved = window is { KernelH: 2, KernelW: 2, StrideH: 2, StrideW: 2, PaddingH: 0, PaddingW: 0, DilationH: 1, DilationW: 1 };
        if (target.Type == ScalarType.Float32) Places<float>(target, source, indices, scatter: true, halved);
        else Places<double>(target, source, indices, scatter: true, halved);
    }

    public override void PlaneGather(in Operand target, in Operand source, in Operand indices)
    {
        if (target.Type == ScalarType.Float32) Places<float>(source, target, indices, scatter: false);
        else Places<double>(source, target, indices, scatter: false);
    }

    private static void MaxPool<T>(in Operand output, in Operand indices, in Operand input, in PoolingWindow window, bool adaptive) where T : unmanaged
    {
        if (indices.Type == ScalarType.Int32) MaxPool<T, int>(output, indices, input, window, adaptive);
        else MaxPool<T, long>(output, indices, input, window, adaptive);
    }

    private static void MaxPool<T, TIndex>(in Operand output, in Operand indices, in Operand input, PoolingWindow window, bool adaptive) where T : unmanaged where TIndex : unmanaged
    {
        bool wantsPlaces = indices.Storage is not null;
        fixed (T* x = &input.First<T>(), y = &output.First<T>())
        fixed (TIndex* place = &(wantsPlaces ? ref indices.First<TIndex>() : ref Unsafe.NullRef<TIndex>()))
        {
            var body = new MaxPoolPlanes<T, TIndex>
            {
                Input = x, Output = y, Indices = wantsPlaces ? place : null, Window = window, Adaptive = adaptive,
                Height = (int)input.Size(1), Width = (int)input.Size(2), OutHeight = (int)output.Size(1), OutWidth = (int)output.Size(2),
            };
            WorkerPool.For(output.Size(0), Math.Max(1, 8192 / Math.Max(1, output.Size(1) * output.Size(2))), ref body);
        }
        output.KeepAlive();
        if (wantsPlaces) indices.KeepAlive();
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
        // Adaptive windows of one size that lie side by side are the ordinary kind.
        if (typeof(T) == typeof(float) && adaptive && small.Count > 0 && large.Count > 0 && small.Size(1) * small.Size(2) > 1 && large.Size(1) % small.Size(1) == 0 && large.Size(2) % small.Size(2) == 0)
        {
            int h = (int)(large.Size(1) / small.Size(1)), w = (int)(large.Size(2) / small.Size(2));
            (adaptive, window, divisor) = (false, new PoolingWindow(h, w, h, w, 0, 0, 1, 1), 0);
        }
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

    private static void Places<T>(in Operand plane, in Operand values, in Operand indices, bool scatter, bool halved = false) where T : unmanaged
    {
        if (plane.Count == 0) return;
        if (indices.Type == ScalarType.Int32) Places<T, int>(plane, values, indices, scatter, halved);
        else Places<T, long>(plane, values, indices, scatter, halved);
    }

    private static void Places<T, TIndex>(in Operand plane, in Operand values, in Operand indices, bool scatter, bool halved) where T : unmanaged where TIndex : unmanaged
    {
        fixed (T* p = &plane.First<T>(), v = &values.First<T>())
        fixed (TIndex* i = &indices.First<TIndex>())
        {
            long planes = plane.Size(0);
            var body = new PlanePlaces<T, TIndex>
            {
                Plane = p, Values = v, Indices = i, PlaneLength = plane.Count / planes, ValueLength = values.Count / planes, Scatter = scatter,
                HalvedWidth = halved && plane.Size(1) == 2 * values.Size(1) && plane.Size(2) == 2 * values.Size(2) ? (int)plane.Size(2) : 0,
            };
            WorkerPool.For(planes, Math.Max(1, 8192 / body.PlaneLength), ref body);
        }
        plane.KeepAlive();
        values.KeepAlive();
        indices.KeepAlive();
    }
}
