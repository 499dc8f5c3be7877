using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    // Up to here counting the smaller ones of each element beats a network.
    private const int CountedLine = 32;

    // Elements that are sorted at a time: each needs 12 bytes of keys and places.
    private const long SortedAtOnce = 1 << 26;

    public override void Sort(in Operand values, in Operand indices, in Operand source, int dimension, bool descending)
    {
        // Values that nobody wants still have a place to be written to.
        Operand taken = values.Storage is null ? Scratch(source.Type, source.Layout.Sizes) : values;
        SortLines(taken, indices, source, dimension, descending, null, 0);
    }

    public override void TopK(in Operand values, in Operand indices, in Operand source, int dimension, bool largest)
        => SortLines(values, indices, source, dimension, largest, null, 0);

    public override void Rank(in Operand values, in Operand indices, in Operand source, int dimension, RankKind kind, long place)
        => SortLines(values, indices, source, dimension, false, kind, place);

    public override void SearchSorted(in Operand target, in Operand boundaries, in Operand values, bool right)
    {
        long perLine = boundaries.Rank == 1 ? long.MaxValue : values.Size(values.Rank - 1);
        Each(SortKernels.Search, target.Count, View<long>(target), Bytes(boundaries), Bytes(values), (int)values.Type, boundaries.Size(boundaries.Rank - 1), perLine, right ? 1 : 0);
        target.KeepAlive();
        boundaries.KeepAlive();
        values.KeepAlive();
    }

    private void SortLines(in Operand values, in Operand indices, in Operand source, int dimension, bool descending, RankKind? kind, long place)
    {
        if (values.Count == 0) return;
        var (length, sourceStride) = Line(source, dimension);
        var (taken, valuesStride) = Line(values, dimension);
        var (_, indicesStride) = Line(indices, dimension);
        if (length > 1 << 29) throw new InvalidOperationException($"sort: lines of {length} elements are too long for cuda, which sorts up to {1 << 29}");
        int padded = length <= CountedLine ? (int)length : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length);
        var shape = new SortShape
        {
            Type = (int)source.Type, Length = (int)length, Padded = padded, Taken = (int)taken, Kind = (int)(kind ?? 0), Flips = descending ? 1 : 0, Place = place,
            SourceStride = sourceStride, ValuesStride = valuesStride, IndicesStride = indicesStride,
        };
        long lines = values.Count / taken, most = Math.Max(1, SortedAtOnce / padded);
        if (lines <= most) SortAtOnce(values, indices, source, dimension, lines, kind, shape);
        else SortInTurn(values, indices, source, dimension, most, kind, shape);
        values.KeepAlive();
        indices.KeepAlive();
        source.KeepAlive();
    }

    // Halves along the longest dimension until the lines fit.
    private void SortInTurn(in Operand values, in Operand indices, in Operand source, int dimension, long most, RankKind? kind, in SortShape shape)
    {
        long lines = values.Count / shape.Taken;
        if (lines <= most)
        {
            SortAtOnce(values, indices, source, dimension, lines, kind, shape);
            return;
        }
        int longest = dimension == 0 ? 1 : 0;
        for (int d = 0; d < source.Rank; d++)
            if (d != dimension && source.Size(d) > source.Size(longest)) longest = d;
        long half = source.Size(longest) / 2;
        SortInTurn(Part(values, longest, 0, half), Part(indices, longest, 0, half), Part(source, longest, 0, half), dimension, most, kind, shape);
        long rest = source.Size(longest) - half;
        SortInTurn(Part(values, longest, half, rest), Part(indices, longest, half, rest), Part(source, longest, half, rest), dimension, most, kind, shape);
    }

    private void SortAtOnce(in Operand values, in Operand indices, in Operand source, int dimension, long lines, RankKind? kind, in SortShape shape)
    {
        long count = lines * shape.Padded;
        Operand keys = Scratch(ScalarType.Int64, count), places = Scratch(ScalarType.Int32, count);
        Each(SortKernels.Keys, count, View<ulong>(keys), View<int>(places), Bytes(source), Lines(source, dimension), shape);
        if (shape.Padded <= CountedLine)
        {
            Operand sorted = Scratch(ScalarType.Int64, count), sortedPlaces = Scratch(ScalarType.Int32, count);
            Each(SortKernels.ByCounting, count, View<ulong>(sorted), View<int>(sortedPlaces), View<ulong>(keys), shape.Padded);
            keys.KeepAlive();
            places.KeepAlive();
            (keys, places) = (sorted, sortedPlaces);
        }
        else Network(View<ulong>(keys), View<int>(places), count, shape.Padded);
        Steps valueLines = Lines(values, dimension), indexLines = Lines(indices, dimension), sourceLines = Lines(source, dimension);
        if (kind is null) Each(SortKernels.Take, lines * shape.Taken, Bytes(values), valueLines, Bytes(indices), indexLines, Bytes(source), sourceLines, View<int>(places), shape);
        else Each(SortKernels.Pick, lines, Bytes(values), valueLines, Bytes(indices), indexLines, Bytes(source), sourceLines, View<ulong>(keys), View<int>(places), shape);
        keys.KeepAlive();
        places.KeepAlive();
    }

    // Comparisons within a tile are made in shared memory, those across tiles one launch each.
    private void Network(ArrayView<ulong> keys, ArrayView<int> places, long count, int length)
    {
        int tile = Math.Min(Math.Min(2 * GroupSize, SortKernels.MostTile), length);
        Groups(SortKernels.Tiles, count / tile, tile / 2, keys, places, tile, 0);
        for (long run = 2L * tile; run <= length; run *= 2)
        {
            for (long distance = run / 2; distance >= tile; distance /= 2) Each(SortKernels.Compare, count / 2, keys, places, (int)distance, distance == run / 2 ? 1 : 0);
            Groups(SortKernels.Tiles, count / tile, tile / 2, keys, places, tile, 1);
        }
    }

    private static (long Length, long Stride) Line(in Operand operand, int dimension)
        => operand.Rank == 0 ? (1, 0) : (operand.Size(dimension), operand.Stride(dimension) * operand.Type.ElementSize());

    private static Operand Part(in Operand operand, int dimension, long begin, long length)
    {
        var sizes = (long[])operand.Layout.Sizes.Clone();
        sizes[dimension] = length;
        return new Operand(operand.Storage, operand.Offset + begin * operand.Stride(dimension), new Layout(sizes, operand.Layout.Strides), operand.Type);
    }
}
