namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    // Elements that one thread takes at a time.
    private const long SortGrain = 8192;

    // Steps of searches that one thread takes at a time.
    private const long SearchGrain = 4096;

    public override void Sort(in Operand values, in Operand indices, in Operand source, int dimension, bool descending)
        => Order(values, indices, source, dimension, descending, null, 0);

    public override void TopK(in Operand values, in Operand indices, in Operand source, int dimension, bool largest)
        => Order(values, indices, source, dimension, largest, null, 0);

    public override void Rank(in Operand values, in Operand indices, in Operand source, int dimension, RankKind kind, long place)
        => Order(values, indices, source, dimension, false, kind, place);

    public override void SearchSorted(in Operand target, in Operand boundaries, in Operand values, bool right)
    {
        switch (values.Type)
        {
            case ScalarType.Float32: SearchSorted<float, SingleKey>(target, boundaries, values, right); break;
            case ScalarType.Float64: SearchSorted<double, DoubleKey>(target, boundaries, values, right); break;
            case ScalarType.Float16: SearchSorted<Half, HalfKey>(target, boundaries, values, right); break;
            case ScalarType.BFloat16: SearchSorted<BFloat16, BFloat16Key>(target, boundaries, values, right); break;
            case ScalarType.Int64: SearchSorted<long, Int64Key>(target, boundaries, values, right); break;
            case ScalarType.Int32: SearchSorted<int, Int32Key>(target, boundaries, values, right); break;
            case ScalarType.Int16: SearchSorted<short, Int16Key>(target, boundaries, values, right); break;
            case ScalarType.Int8: SearchSorted<sbyte, SByteKey>(target, boundaries, values, right); break;
            default: SearchSorted<byte, ByteKey>(target, boundaries, values, right); break;
        }
    }

    private static void SearchSorted<T, TKey>(in Operand target, in Operand boundaries, in Operand values, bool right) where T : unmanaged where TKey : struct, ISortKey<T>
    {
        if (target.Count == 0) return;
        fixed (long* t = &target.First<long>())
        fixed (T* b = &boundaries.First<T>(), v = &values.First<T>())
        {
            var body = new SearchBody<T, TKey>
            {
                Target = t, Boundaries = b, Values = v, Right = right,
                Length = boundaries.Size(boundaries.Rank - 1), PerLine = boundaries.Rank == 1 ? long.MaxValue : values.Size(values.Rank - 1),
            };
            // A search halves its line so many times.
            WorkerPool.For(target.Count, SearchGrain / (System.Numerics.BitOperations.Log2((ulong)body.Length | 1) + 1), ref body);
        }
        target.KeepAlive();
        boundaries.KeepAlive();
        values.KeepAlive();
    }

    // The first in order, as many as the indices are long, or if there is a kind the one of a rank.
    private static void Order(in Operand values, in Operand indices, in Operand source, int dimension, bool descending, RankKind? kind, long place)
    {
        switch (source.Type)
        {
            case ScalarType.Float32: Order<float, SingleKey>(values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Float64: Order<double, DoubleKey>(values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Float16: Order<Half, HalfKey>(values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.BFloat16: Order<BFloat16, BFloat16Key>(values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Int64: Order<long, Int64Key>(values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Int32: Order<int, Int32Key>(values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Int16: Order<short, Int16Key>(values, indices, source, dimension, descending, kind, place); break;
            case ScalarType.Int8: Order<sbyte, SByteKey>(values, indices, source, dimension, descending, kind, place); break;
            default: Order<byte, ByteKey>(values, indices, source, dimension, descending, kind, place); break;
        }
    }

    private static void Order<T, TKey>(in Operand values, in Operand indices, in Operand source, int dimension, bool descending, RankKind? kind, long place) where T : unmanaged where TKey : struct, ISortKey<T>
    {
        long length = Lines.Length(source, dimension), taken = Lines.Length(indices, dimension);
        if (kind is null && (taken == length || (length > Cpu.TopK.Short && !Cpu.TopK.Pays(length, taken, source.Type)))) SortLines<T, TKey>(values, indices, source, dimension, descending);
        else if (sizeof(T) == 8 || length > uint.MaxValue) PickAs<T, TKey, UInt128>(values, indices, source, dimension, descending, kind, place);
        else PickAs<T, TKey, ulong>(values, indices, source, dimension, descending, kind, place);
    }

    private static void SortLines<T, TKey>(in Operand values, in Operand indices, in Operand source, int dimension, bool descending) where T : unmanaged where TKey : struct, ISortKey<T>
    {
        if (indices.Count == 0) return;
        bool hasValues = values.Storage is not null;
        fixed (T* s = &source.First<T>(), v = &values.FirstOrNull<T>())
        fixed (long* i = &indices.First<long>())
        {
            var body = new SortBody<T, TKey>
            {
                Source = s, Values = v, Indices = i, Lines = new Lines(indices, hasValues ? values : indices, source, dimension),
                Length = Lines.Length(source, dimension), Taken = Lines.Length(indices, dimension), Descending = descending, Parts = 1,
                SourceStride = Lines.Stride(source, dimension), ValuesStride = hasValues ? Lines.Stride(values, dimension) : 1, IndicesStride = Lines.Stride(indices, dimension),
            };
            // Where there are fewer lines than threads, these share each.
            int parts = RadixSort.PartsOf(body.Length);
            if (parts > 1 && body.Lines.Count < WorkerPool.ThreadCount)
            {
                body.Parts = parts;
                body.Run(0, body.Lines.Count);
            }
            else WorkerPool.For(body.Lines.Count, Math.Max(1, SortGrain / body.Length), ref body);
        }
        if (hasValues) values.KeepAlive();
        indices.KeepAlive();
        source.KeepAlive();
    }

    private static void PickAs<T, TKey, TPacked>(in Operand values, in Operand indices, in Operand source, int dimension, bool descending, RankKind? kind, long place)
        where T : unmanaged where TKey : struct, ISortKey<T> where TPacked : unmanaged, IComparable<TPacked>
    {
        if (values.Count == 0) return;
        fixed (T* s = &source.First<T>(), v = &values.First<T>())
        fixed (long* i = &indices.First<long>())
        {
            var lines = new Lines(indices, values, source, dimension);
            long length = Lines.Length(source, dimension), grain = Math.Max(1, SortGrain / length);
            // One of the first is the last of a few.
            bool isFirst = kind is RankKind.Place && length > ShortLine.Longest<T>() && Cpu.TopK.Pays(length, place + 1, source.Type);
            if (kind is null || isFirst)
            {
                var body = new TopKBody<T, TKey, TPacked>
                {
                    Source = s, Values = v, Indices = i, Lines = lines, Length = length, Taken = isFirst ? place + 1 : Lines.Length(values, dimension), LastAlone = isFirst, Descending = descending,
                    SourceStride = Lines.Stride(source, dimension), ValuesStride = Lines.Stride(values, dimension), IndicesStride = Lines.Stride(indices, dimension),
                };
                WorkerPool.For(lines.Count, grain, ref body);
            }
            else
            {
                var body = new RankBody<T, TKey, TPacked> { Source = s, Values = v, Indices = i, Lines = lines, Length = length, SourceStride = Lines.Stride(source, dimension), Kind = kind.Value, Place = place };
                WorkerPool.For(lines.Count, grain, ref body);
            }
        }
        values.KeepAlive();
        indices.KeepAlive();
        source.KeepAlive();
    }
}
