using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    public override void Scan(ScanKind kind, in Operand target, in Operand indices, in Operand source, int dimension, bool reverse)
    {
        if (target.Count == 0) return;
        // As on the processor: sums of floats in double, of integers in int64.
        if (target.Type.IsFloatingPoint()) Scan<double, Double64>(kind, target, indices, source, dimension, reverse);
        else Scan<long, Whole<long, Int64Cast>>(kind, target, indices, source, dimension, reverse);
        target.KeepAlive();
        source.KeepAlive();
        if (indices.Storage is not null) indices.KeepAlive();
    }

    private void Scan<T, V>(ScanKind kind, in Operand target, in Operand indices, in Operand source, int dimension, bool reverse) where T : unmanaged where V : struct, ILane<V, T>
    {
        var sizes = target.Layout.Sizes;
        long length = target.Rank == 0 ? 1 : sizes[dimension], inner = 1;
        for (int d = dimension + 1; d < sizes.Length; d++) inner *= sizes[d];
        var shape = new ScanShape
        {
            Kind = (int)kind, Length = checked((int)length), Reverse = reverse ? 1 : 0, SourceType = (int)source.Type, TargetType = (int)target.Type, Inner = inner,
            Stride = source.Rank == 0 ? 0 : source.Stride(dimension) * source.Type.ElementSize(),
        };
        var places = indices.Storage is null ? View<long>(target) : View<long>(indices);
        if (length <= ShortLine)
        {
            Each(ScanKernels.ShortLines<T, V>, target.Count / length, Bytes(target), places, Bytes(source), Lines(source, dimension), shape);
            return;
        }
        // Lines shorter than a group leave some of it idle.
        int threads = GroupSize;
        while (threads > 32 && threads / 2 >= length) threads /= 2;
        Groups(ScanKernels.Lines<T, V>, target.Count / length, threads, Bytes(target), places, Bytes(source), Lines(source, dimension), shape);
    }
}
