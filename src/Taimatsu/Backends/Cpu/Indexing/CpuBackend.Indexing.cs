using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void IndexSelect(in Operand target, in Operand source, in Operand index, int dimension)
    {
        switch (target.Type.ElementSize())
        {
            case 1: IndexSelect<byte>(target, source, index, dimension); break;
            case 2: IndexSelect<short>(target, source, index, dimension); break;
            case 4: IndexSelect<int>(target, source, index, dimension); break;
            default: IndexSelect<long>(target, source, index, dimension); break;
        }
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

    public override void Gather(in Operand target, in Operand source, in Operand index, int dimension) => Pick(target, source, index, dimension);

    public override long? GatherChecked(in Operand target, in Operand source, in Operand index, int dimension) => Pick(target, source, index, dimension);

    private static long? Pick(in Operand target, in Operand source, in Operand index, int dimension) => target.Type.ElementSize() switch
    {
        1 => Along<byte>(source, target, index, dimension, null),
        2 => Along<short>(source, target, index, dimension, null),
        4 => Along<int>(source, target, index, dimension, null),
        _ => Along<long>(source, target, index, dimension, null),
    };

    public override void Scatter(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind) => Put(target, source, index, dimension, kind);

    public override long? ScatterChecked(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind) => Put(target, source, index, dimension, kind);

    private static long? Put(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind) => target.Type switch
    {
        ScalarType.Float32 => Along<float>(target, source, index, dimension, kind),
        ScalarType.Float64 => Along<double>(target, source, index, dimension, kind),
        ScalarType.Float16 => Along<Half>(target, source, index, dimension, kind),
        ScalarType.BFloat16 => Along<BFloat16>(target, source, index, dimension, kind),
        ScalarType.Int64 => Along<long>(target, source, index, dimension, kind),
        ScalarType.Int32 => Along<int>(target, source, index, dimension, kind),
        ScalarType.Int16 => Along<short>(target, source, index, dimension, kind),
        ScalarType.Int8 => Along<sbyte>(target, source, index, dimension, kind),
        ScalarType.Bool => Along<bool>(target, source, index, dimension, kind),
        _ => Along<byte>(target, source, index, dimension, kind),
    };

    public override void NonZero(in Operand source, bool flat, Func<long, Operand> makeTarget)
    {
        fixed (byte* s = &source.Data)
        {
            long length = source.Count, count = 0, i = 0;
            for (; i + Vector256<byte>.Count <= length; i += Vector256<byte>.Count)
                count += BitOperations.PopCount(~Vector256.Equals(Vector256.Load(s + i), Vector256<byte>.Zero).ExtractMostSignificantBits());
            for (; i < length; i++) count += s[i] != 0 ? 1 : 0;
            var target = makeTarget(count);
            int rank = source.Rank;
            fixed (long* t = &target.First<long>())
            {
                if (flat || rank == 1) FlatPlaces(s, length, t, count);
                else
                {
                    // The numbers go to the end of the target first, where those to come are not overwritten.
                    long* numbers = t + count * Math.Max(rank - 1, 0);
                    if (rank > 0) FlatPlaces(s, length, numbers, count);
                    for (long k = 0; k < (rank > 0 ? count : 0); k++)
                    {
                        long rest = numbers[k];
                        for (int d = rank - 1; d >= 0; d--) (rest, t[k * rank + d]) = Math.DivRem(rest, source.Size(d));
                    }
                }
            }
            target.KeepAlive();
        }
        source.KeepAlive();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FlatPlaces(byte* source, long length, long* target, long count)
    {
        long i = 0;
        long* end = target + count;
        for (; i + Vector256<byte>.Count <= length; i += Vector256<byte>.Count)
        {
            uint bits = ~Vector256.Equals(Vector256.Load(source + i), Vector256<byte>.Zero).ExtractMostSignificantBits();
            for (; bits != 0; bits &= bits - 1) *target++ = i + BitOperations.TrailingZeroCount(bits);
        }
        for (; i < length && target < end; i++)
            if (source[i] != 0) *target++ = i;
    }

    public override (long Smallest, long Largest) Extremes(in Operand index)
    {
        if (index.Count == 0) return (0, -1);
        const int mostParts = 16;
        long parts = Math.Clamp(index.Count / 65536, 1, mostParts);
        long* found = stackalloc long[2 * mostParts];
        fixed (long* i = &index.First<long>())
        {
            var body = new IndexExtremes { Index = i, Count = index.Count, Parts = parts, Found = found };
            WorkerPool.For(parts, 1, ref body);
        }
        index.KeepAlive();
        var (smallest, largest) = (found[0], found[1]);
        for (long p = 1; p < parts; p++) (smallest, largest) = (Math.Min(smallest, found[2 * p]), Math.Max(largest, found[2 * p + 1]));
        return (smallest, largest);
    }

    private static void IndexSelect<T>(in Operand target, in Operand source, in Operand index, int dimension) where T : unmanaged
    {
        if (target.Count == 0) return;
        fixed (T* t = &target.First<T>(), s = &source.First<T>())
        fixed (long* i = &index.First<long>())
        {
            var shape = new SliceShape(target, source, dimension);
            var body = new SlicePick<T> { Target = t, Source = s, Index = i, Count = index.Count, Shape = shape };
            long grain = Math.Max(1, 65536 / (shape.Middle * shape.Inner * sizeof(T)));
            // Short lines of single elements are kept whole.
            bool wholeLines = shape.Inner == 1 && shape.Middle == 1 && grain > index.Count;
            WorkerPool.For(shape.Before * index.Count, grain, ref body, wholeLines ? index.Count : 0);
        }
        target.KeepAlive();
        source.KeepAlive();
        index.KeepAlive();
    }

    private static void IndexCombine<T>(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind) where T : unmanaged
    {
        if (source.Count == 0) return;
        fixed (T* t = &target.First<T>(), s = &source.First<T>())
        fixed (long* i = &index.First<long>())
        {
            var shape = new SliceShape(target, source, dimension);
            long slice = index.Count * shape.Middle * shape.Inner;
            // Ranges of the indexed dimension keep whole slices together; every target still takes its sources in their order, however many ranges there are.
            long length = target.Size(dimension), places = WorkerPool.ThreadCount == 1 ? 1 : 8;
            bool byPlaces = shape.Before == 1 && shape.Inner * shape.Middle >= 16 && slice >= 16384 && length >= 4 * places;
            bool byColumns = !byPlaces && shape.Before == 1 && shape.Middle == 1 && shape.Inner >= 128;
            var body = new SliceCombine<T>
            {
                Target = t, Source = s, Index = i, Count = index.Count, Shape = shape, Kind = kind,
                Columns = byColumns ? 64 : 0, Places = byPlaces ? (length + places - 1) / places : 0,
            };
            if (byPlaces) WorkerPool.For(places, 1, ref body);
            else if (byColumns) WorkerPool.For((shape.Inner + 63) / 64, Math.Max(1, 256 / index.Count), ref body);
            else WorkerPool.For(shape.Before, Math.Max(1, 16384 / slice), ref body);
        }
        target.KeepAlive();
        source.KeepAlive();
        index.KeepAlive();
    }

    // Without a kind it gathers. Returns an index that lies outside if there is one; to compare each before it is used costs less than a look at all of them first.
    private static long? Along<T>(in Operand wide, in Operand narrow, in Operand index, int dimension, ScatterKind? kind) where T : unmanaged
    {
        if (index.Count == 0) return null;
        int last = index.Rank - 1;
        // Lines of one element, as labels have: the line is the dimension before.
        if (last > 0 && index.Size(last) == 1 && index.Size(last - 1) > 1)
            return Along<T>(Exchanged(wide, last), Exchanged(narrow, last), Exchanged(index, last), dimension == last ? last - 1 : dimension == last - 1 ? last : dimension, kind);
        long* outside = stackalloc long[2] { 0, 0 };
        fixed (T* w = &wide.First<T>(), n = &narrow.First<T>())
        fixed (long* ix = &index.First<long>())
        {
            var body = new IndexedLines<T>(wide, narrow, index, dimension, kind) { Wide = w, Narrow = n, Index = ix, Outside = outside };
            WorkerPool.For(body.Ranges, Math.Max(1, 8192 / body.RangeLength), ref body);
        }
        wide.KeepAlive();
        narrow.KeepAlive();
        index.KeepAlive();
        return outside[0] == 0 ? null : outside[1];
    }

    // The last dimension and the one before it in each other's place.
    private static Operand Exchanged(in Operand operand, int last)
    {
        long[] sizes = [.. operand.Layout.Sizes], strides = [.. operand.Layout.Strides];
        (sizes[last], sizes[last - 1]) = (sizes[last - 1], sizes[last]);
        (strides[last], strides[last - 1]) = (strides[last - 1], strides[last]);
        return operand.With(new(sizes, strides));
    }
}
