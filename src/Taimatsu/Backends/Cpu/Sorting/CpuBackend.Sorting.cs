namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    // Elements that one thread takes at a time.
    private const long SortGrain = 8192;

    public override void Sort(in Operand values, in Operand indices, in Operand source, int dimension, bool descending)
        => SortLines(SortTask.Sort, values, indices, source, dimension, descending, RankKind.Place, 0);

    public override void TopK(in Operand values, in Operand indices, in Operand source, int dimension, bool largest)
        => SortLines(SortTask.TopK, values, indices, source, dimension, largest, RankKind.Place, 0);

    public override void Rank(in Operand values, in Operand indices, in Operand source, int dimension, RankKind kind, long place)
        => SortLines(SortTask.Rank, values, indices, source, dimension, false, kind, place);

    public override void SearchSorted(in Operand target, in Operand boundaries, in Operand values, bool right)
    {
        switch (values.Type)
        {
            case ScalarType.Float32: SearchSorted<float>(target, boundaries, values, right); break;
            case ScalarType.Float64: SearchSorted<double>(target, boundaries, values, right); break;
            case ScalarType.Float16: SearchSorted<Half>(target, boundaries, values, right); break;
            case ScalarType.BFloat16: SearchSorted<BFloat16>(target, boundaries, values, right); break;
            case ScalarType.Int64: SearchSorted<long>(target, boundaries, values, right); break;
            case ScalarType.Int32: SearchSorted<int>(target, boundaries, values, right); break;
            case ScalarType.Int16: SearchSorted<short>(target, boundaries, values, right); break;
            case ScalarType.Int8: SearchSorted<sbyte>(target, boundaries, values, right); break;
            default: SearchSorted<byte>(target, boundaries, values, right); break;
        }
    }

    private static void SearchSorted<T>(in Operand target, in Operand boundaries, in Operand values, bool right) where T : unmanaged
    {
        if (target.Count == 0) return;
        fixed (long* t = &target.First<long>())
        fixed (T* b = &boundaries.First<T>(), v = &values.First<T>())
        {
            var body = new SearchBody<T>
            {
                Target = t, Boundaries = b, Values = v, Right = right,
                Length = boundaries.Size(boundaries.Rank - 1), PerLine = boundaries.Rank == 1 ? long.MaxValue : values.Size(values.Rank - 1),
            };
            WorkerPool.For(target.Count, 4096, ref body);
        }
        target.KeepAlive();
        boundaries.KeepAlive();
        values.KeepAlive();
    }

    private static void SortLines(SortTask task, in Operand values, in Operand indices, in Operand source, int dimension, bool descending, RankKind kind, long place)
    {
        switch (source.Type)
        {
            case ScalarType.Float32: Sort32<float>(task, values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Float64: SortAs<double, UInt128>(task, values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Float16: Sort32<Half>(task, values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.BFloat16: Sort32<BFloat16>(task, values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Int64: SortAs<long, UInt128>(task, values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Int32: Sort32<int>(task, values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Int16: Sort32<short>(task, values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Int8: Sort32<sbyte>(task, values, indices, source, dimension, descending, kind, place); break;
            default: Sort32<byte>(task, values, indices, source, dimension, descending, kind, place); break;
        }
    }

    private static void Sort32<T>(SortTask task, in Operand values, in Operand indices, in Operand source, int dimension, bool descending, RankKind kind, long place) where T : unmanaged
    {
        if (Lines.Length(source, dimension) <= uint.MaxValue) SortAs<T, ulong>(task, values, indices, source, dimension, descending, kind, place);
        else SortAs<T, UInt128>(task, values, indices, source, dimension, descending, kind, place);
    }

    private static void SortAs<T, TPacked>(SortTask task, in Operand values, in Operand indices, in Operand source, int dimension, bool descending, RankKind kind, long place)
        where T : unmanaged where TPacked : unmanaged, IComparable<TPacked>
    {
        if (values.Count == 0) return;
        fixed (T* s = &source.First<T>(), v = &values.First<T>())
        fixed (long* i = &indices.First<long>())
        {
            var body = new SortBody<T, TPacked>
            {
                Task = task, Source = s, Values = v, Indices = i, Lines = new Lines(values, indices, source, dimension),
                Length = Lines.Length(source, dimension), Taken = Lines.Length(values, dimension),
                SourceStride = Lines.Stride(source, dimension), ValuesStride = Lines.Stride(values, dimension), IndicesStride = Lines.Stride(indices, dimension),
                Descending = descending, Kind = kind, Place = place,
            };
            WorkerPool.For(body.Lines.Count, Math.Max(1, SortGrain / body.Length), ref body);
        }
        values.KeepAlive();
        indices.KeepAlive();
        source.KeepAlive();
    }
}
