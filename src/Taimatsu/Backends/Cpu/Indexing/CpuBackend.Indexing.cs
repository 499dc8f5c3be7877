namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    // The operands are contiguous: the operators see to it.
    public override void IndexSelect(in Operand target, in Operand source, in Operand index, int dimension)
    {
        if (target.Count == 0) return;
        fixed (byte* t = &target.Data, s = &source.Data)
        fixed (long* i = &index.First<long>())
        {
            long inner = Length(target, dimension + 1, target.Rank) * target.Type.ElementSize();
            var body = new SliceCopy { Target = t, Source = s, Index = i, Count = index.Count, SourceLength = source.Size(dimension), InnerBytes = inner };
            WorkerPool.For(Length(target, 0, dimension) * index.Count, Math.Max(1, 65536 / inner), ref body);
        }
        target.KeepAlive();
        source.KeepAlive();
        index.KeepAlive();
    }

    public override void IndexCombine(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind)
    {
        switch (target.Type)
        {
            case ScalarType.Float32: IndexCombine<float>(target, source, index, dimension, kind); break;
            case ScalarType.Float64: IndexCombine<double>(target, source, index, dimension, kind); break;
            case ScalarType.Float16: IndexCombine<Half>(target, source, index, dimension, kind); break;
            case ScalarType.BFloat16: IndexCombine<BFloat16>(target, source, index, dimension, kind); break;
            case ScalarType.Int64: IndexCombine<long>(target, source, index, dimension, kind); break;
            case ScalarType.Int32: IndexCombine<int>(target, source, index, dimension, kind); break;
            case ScalarType.Int16: IndexCombine<short>(target, source, index, dimension, kind); break;
            case ScalarType.Int8: IndexCombine<sbyte>(target, source, index, dimension, kind); break;
            case ScalarType.Bool: IndexCombine<bool>(target, source, index, dimension, kind); break;
            default: IndexCombine<byte>(target, source, index, dimension, kind); break;
        }
    }

    public override void Gather(in Operand target, in Operand source, in Operand index, int dimension)
    {
        switch (target.Type.ElementSize())
        {
            case 1: Along<byte>(source, target, index, dimension, ScatterKind.Assign, gathers: true); break;
            case 2: Along<short>(source, target, index, dimension, ScatterKind.Assign, gathers: true); break;
            case 4: Along<int>(source, target, index, dimension, ScatterKind.Assign, gathers: true); break;
            default: Along<long>(source, target, index, dimension, ScatterKind.Assign, gathers: true); break;
        }
    }

    public override void Scatter(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind)
    {
        switch (target.Type)
        {
            case ScalarType.Float32: Along<float>(target, source, index, dimension, kind, gathers: false); break;
            case ScalarType.Float64: Along<double>(target, source, index, dimension, kind, gathers: false); break;
            case ScalarType.Float16: Along<Half>(target, source, index, dimension, kind, gathers: false); break;
            case ScalarType.BFloat16: Along<BFloat16>(target, source, index, dimension, kind, gathers: false); break;
            case ScalarType.Int64: Along<long>(target, source, index, dimension, kind, gathers: false); break;
            case ScalarType.Int32: Along<int>(target, source, index, dimension, kind, gathers: false); break;
            case ScalarType.Int16: Along<short>(target, source, index, dimension, kind, gathers: false); break;
            case ScalarType.Int8: Along<sbyte>(target, source, index, dimension, kind, gathers: false); break;
            case ScalarType.Bool: Along<bool>(target, source, index, dimension, kind, gathers: false); break;
            default: Along<byte>(target, source, index, dimension, kind, gathers: false); break;
        }
    }

    public override void NonZero(in Operand source, Func<long, Operand> makeTarget)
    {
        // The source is contiguous bool.
        long count = 0;
        fixed (byte* s = &source.Data)
        {
            for (long i = 0; i < source.Count; i++) count += s[i] != 0 ? 1 : 0;
            var target = makeTarget(count);
            int rank = source.Rank;
            var place = new long[rank];
            fixed (long* t = &target.First<long>())
            {
                long* next = t;
                for (long i = 0; i < source.Count; i++)
                {
                    if (s[i] != 0)
                        foreach (long p in place) *next++ = p;
                    for (int d = rank - 1; d >= 0 && ++place[d] == source.Size(d); d--) place[d] = 0;
                }
            }
            target.KeepAlive();
        }
        source.KeepAlive();
    }

    public override (long Smallest, long Largest) Extremes(in Operand index)
    {
        if (index.Count == 0) return (0, -1);
        long smallest = long.MaxValue, largest = long.MinValue;
        fixed (long* i = &index.First<long>())
            for (long k = 0; k < index.Count; k++)
            {
                smallest = Math.Min(smallest, i[k]);
                largest = Math.Max(largest, i[k]);
            }
        index.KeepAlive();
        return (smallest, largest);
    }

    private static void IndexCombine<T>(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind) where T : unmanaged
    {
        if (source.Count == 0) return;
        fixed (T* t = &target.First<T>(), s = &source.First<T>())
        fixed (long* i = &index.First<long>())
        {
            var body = new SliceCombine<T> { Target = t, Source = s, Index = i, Count = index.Count, TargetLength = target.Size(dimension), Inner = Length(target, dimension + 1, target.Rank), Kind = kind };
            WorkerPool.For(Length(target, 0, dimension), Math.Max(1, 16384 / (body.Count * body.Inner)), ref body);
        }
        target.KeepAlive();
        source.KeepAlive();
        index.KeepAlive();
    }

    // One element for each of the index's, between a tensor of any shape and one of the index's shape; all contiguous.
    private static void Along<T>(in Operand wide, in Operand narrow, in Operand index, int dimension, ScatterKind kind, bool gathers) where T : unmanaged
    {
        if (index.Count == 0) return;
        int rank = index.Rank;
        var place = new long[rank];
        fixed (T* w = &wide.First<T>(), n = &narrow.First<T>())
        fixed (long* ix = &index.First<long>())
        {
            for (long i = 0; i < index.Count; i++)
            {
                long at = 0, own = 0;
                for (int d = 0; d < rank; d++)
                {
                    at += (d == dimension ? ix[i] : place[d]) * wide.Stride(d);
                    own += place[d] * narrow.Stride(d);
                }
                if (gathers) n[own] = w[at];
                else w[at] = Combination.Of(w[at], n[own], kind);
                for (int d = rank - 1; d >= 0 && ++place[d] == index.Size(d); d--) place[d] = 0;
            }
        }
        wide.KeepAlive();
        narrow.KeepAlive();
        index.KeepAlive();
    }

    private static long Length(in Operand operand, int from, int to)
    {
        long length = 1;
        for (int d = from; d < to; d++) length *= operand.Size(d);
        return length;
    }
}
