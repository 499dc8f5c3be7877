using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    // Slices or elements of a line that one thread takes one after the other; more are sorted first, unless there are lines enough for all threads.
    private const int FewSlices = 32;

    // Elements of a mask that one thread looks through.
    private const int MaskPiece = 256;

    public override void IndexSelect(in Operand target, in Operand source, in Operand index, int dimension)
    {
        if (target.Count == 0) return;
        var steps = SliceSteps.Of(target, source, dimension, index.Count);
        switch (target.Type.ElementSize())
        {
            case 1: Each(IndexKernels.Select<byte>, target.Count, Bytes(target), Bytes(source), View<long>(index), steps); break;
            case 2: Each(IndexKernels.Select<short>, target.Count, Bytes(target), Bytes(source), View<long>(index), steps); break;
            case 4: Each(IndexKernels.Select<int>, target.Count, Bytes(target), Bytes(source), View<long>(index), steps); break;
            default: Each(IndexKernels.Select<long>, target.Count, Bytes(target), Bytes(source), View<long>(index), steps); break;
        }
        target.KeepAlive();
        source.KeepAlive();
        index.KeepAlive();
    }

    public override void IndexCombine(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind)
    {
        if (source.Count == 0) return;
        if (target.Type == ScalarType.Float64) IndexCombine<double, Double64>(target, source, index, dimension, kind);
        else if (target.Type.IsFloatingPoint()) IndexCombine<float, Single32>(target, source, index, dimension, kind);
        else IndexCombine<long, Whole<long, Int64Cast>>(target, source, index, dimension, kind);
        target.KeepAlive();
        source.KeepAlive();
        index.KeepAlive();
    }

    private void IndexCombine<T, V>(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind) where T : unmanaged where V : struct, ILane<V, T>
    {
        var steps = SliceSteps.Of(target, source, dimension, index.Count);
        long lines = (long)steps.Before * steps.Inner;
        if (index.Count <= FewSlices || lines >= BusyThreads)
        {
            Each(IndexKernels.Combine<T, V>, lines, Bytes(target), Bytes(source), View<long>(index), steps, (int)target.Type, (int)kind);
            return;
        }
        Operand flat = index.With(Layout.Contiguous([index.Count])), sorted = Scratch(ScalarType.Int64, index.Count), order = Scratch(ScalarType.Int64, index.Count);
        Sort(sorted, order, flat, 0, false);
        Each(IndexKernels.CombineRuns<T, V>, lines * index.Count, Bytes(target), Bytes(source), View<long>(sorted), View<long>(order), steps, (int)target.Type, (int)kind);
        sorted.KeepAlive();
        order.KeepAlive();
    }

    public override void Gather(in Operand target, in Operand source, in Operand index, int dimension)
    {
        if (index.Count == 0) return;
        var steps = LinesOf(source, target, index, dimension);
        switch (target.Type.ElementSize())
        {
            case 1: Each(IndexKernels.Gather<byte>, index.Count, Bytes(target), Bytes(source), View<long>(index), steps); break;
            case 2: Each(IndexKernels.Gather<short>, index.Count, Bytes(target), Bytes(source), View<long>(index), steps); break;
            case 4: Each(IndexKernels.Gather<int>, index.Count, Bytes(target), Bytes(source), View<long>(index), steps); break;
            default: Each(IndexKernels.Gather<long>, index.Count, Bytes(target), Bytes(source), View<long>(index), steps); break;
        }
        target.KeepAlive();
        source.KeepAlive();
        index.KeepAlive();
    }

    public override void Scatter(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind)
    {
        if (index.Count == 0) return;
        if (target.Type == ScalarType.Float64) Scatter<double, Double64>(target, source, index, dimension, kind);
        else if (target.Type.IsFloatingPoint()) Scatter<float, Single32>(target, source, index, dimension, kind);
        else Scatter<long, Whole<long, Int64Cast>>(target, source, index, dimension, kind);
        target.KeepAlive();
        source.KeepAlive();
        index.KeepAlive();
    }

    private void Scatter<T, V>(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind) where T : unmanaged where V : struct, ILane<V, T>
    {
        long length = index.Size(dimension), lines = index.Count / length;
        if (length <= FewSlices || lines >= BusyThreads)
        {
            Each(IndexKernels.Scatter<T, V>, lines, Bytes(target), Bytes(source), View<long>(index), LinesOf(target, source, index, dimension), (int)target.Type, (int)kind);
            return;
        }
        Operand sorted = Scratch(ScalarType.Int64, index.Layout.Sizes), order = Scratch(ScalarType.Int64, index.Layout.Sizes);
        Sort(sorted, order, index, dimension, false);
        Each(IndexKernels.ScatterRuns<T, V>, index.Count, Bytes(target), Bytes(source), View<long>(sorted), View<long>(order), LinesOf(target, source, sorted, dimension), (int)target.Type, (int)kind);
        sorted.KeepAlive();
        order.KeepAlive();
    }

    // Lines of the index's shape in all three.
    private static LineSteps LinesOf(in Operand wide, in Operand narrow, in Operand index, int dimension)
    {
        var steps = new LineSteps
        {
            WideStride = wide.Stride(dimension) * wide.Type.ElementSize(), NarrowStride = narrow.Stride(dimension) * narrow.Type.ElementSize(), IndexStride = index.Stride(dimension),
            Length = checked((int)index.Size(dimension)),
        };
        bool fits = true;
        for (int d = index.Rank - 1; d >= 0; d--)
        {
            if (d == dimension) continue;
            long size = index.Size(d);
            fits &= steps.Wide.Add(size, wide.Stride(d) * wide.Type.ElementSize());
            fits &= steps.Narrow.Add(size, narrow.Stride(d) * narrow.Type.ElementSize());
            fits &= steps.Index.Add(size, index.Stride(d));
        }
        return fits ? steps : throw new InvalidOperationException($"an operand of more than {Steps.MostDimensions} separate dimensions has no kernel on cuda; call contiguous() first");
    }

    public override void NonZero(in Operand source, bool flat, Func<long, Operand> makeTarget)
    {
        long length = source.Count, pieces = (length + MaskPiece - 1) / MaskPiece, count = 0;
        Operand counts = Scratch(ScalarType.Int64, Math.Max(pieces, 1)), ends = Scratch(ScalarType.Int64, Math.Max(pieces, 1));
        if (pieces > 0)
        {
            Each(IndexKernels.CountTrue, pieces, View<long>(counts), Bytes(source), length, MaskPiece);
            Scan(ScanKind.Sum, ends, default, counts, 0, false);
            Span<long> last = stackalloc long[1];
            Download(new Operand(ends.Storage, pieces - 1, Layout.Contiguous([1]), ScalarType.Int64), System.Runtime.InteropServices.MemoryMarshal.AsBytes(last));
            count = last[0];
        }
        var target = makeTarget(count);
        int rank = flat ? 1 : source.Rank;
        if (count > 0 && rank > 0)
        {
            var places = rank == 1 ? target : Scratch(ScalarType.Int64, count);
            Each(IndexKernels.WriteTrue, pieces, View<long>(places), View<long>(ends), Bytes(source), length, MaskPiece);
            for (long d = rank - 1, inner = 1; d >= 0 && rank > 1; inner *= source.Size((int)d), d--)
                Each(IndexKernels.Coordinate, count, View<long>(target), View<long>(places), rank, (int)d, inner, source.Size((int)d));
            places.KeepAlive();
        }
        target.KeepAlive();
        source.KeepAlive();
        counts.KeepAlive();
        ends.KeepAlive();
    }

    public override (long Smallest, long Largest) Extremes(in Operand index)
    {
        if (index.Count == 0) return (0, -1);
        var flat = index.With(Layout.Contiguous([index.Count]));
        var found = Scratch(ScalarType.Int64, 2);
        Reduce(ReduceOp<Operators.MinOp>.Default, new Operand(found.Storage, 0, Layout.Contiguous([1]), ScalarType.Int64), flat, default, ScalarType.Int64);
        Reduce(ReduceOp<Operators.MaxOp>.Default, new Operand(found.Storage, 1, Layout.Contiguous([1]), ScalarType.Int64), flat, default, ScalarType.Int64);
        Span<long> both = stackalloc long[2];
        Download(found, System.Runtime.InteropServices.MemoryMarshal.AsBytes(both));
        return (both[0], both[1]);
    }

    // Checks whose outcome nobody has looked at, by number; and the device's record: the first one that failed, and the number that it found.
    private readonly Dictionary<long, Func<long, Exception>> _checks = [];
    private Operand _wrong;
    private long _checkNumber;

    // Checks after which the host looks, whether it waits for the device or not.
    private const int MostChecks = 4096;

    public override bool ChecksIndicesLater => true;

    public override void CheckIndex(in Operand target, in Operand index, long length, bool allowsNegative, Func<long, Exception> error)
    {
        lock (_gate)
        {
            var (wrong, number) = BeginCheck(error);
            Each(IndexKernels.Check, index.Count, View<long>(target), View<long>(index), length, allowsNegative ? 1 : 0, View<long>(wrong), number);
        }
        target.KeepAlive();
        index.KeepAlive();
    }

    // The record and the number of a new check; to be called, and the kernel launched, under the gate.
    private (Operand Wrong, long Number) BeginCheck(Func<long, Exception> error)
    {
        if (_checks.Count >= MostChecks) RaiseFailedCheck();
        if (_wrong.Storage is null)
        {
            _wrong = Scratch(ScalarType.Int64, 2);
            Fill(_wrong, 0);
        }
        _checks[++_checkNumber] = error;
        return (_wrong, _checkNumber);
    }

    // Called when the host waits for the device anyway.
    private void RaiseFailedCheck()
    {
        lock (_gate)
        {
            if (_checks.Count == 0) return;
            Span<long> found = stackalloc long[2];
            // Emptied first: reading the record is itself a wait for the device.
            var checks = _checks.ToArray();
            _checks.Clear();
            Download(_wrong, System.Runtime.InteropServices.MemoryMarshal.AsBytes(found));
            if (found[0] == 0) return;
            Fill(_wrong, 0);
            foreach (var (number, error) in checks)
                if (number == found[0]) throw error(found[1]);
        }
    }
}
