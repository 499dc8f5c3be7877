using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>
/// How index tensors and masks pick elements of a shape. Each stands for a dimension (a mask for as many as it has) and becomes a tensor of numbers in it; in the
/// memory of a given tensor they add up to one vector of offsets. The result's index dimensions stand where the indexed ones stood if those were
/// neighbours, else in front, as in NumPy.
/// </summary>
internal sealed class IndexPlan
{
    private readonly List<(int From, int Count, Tensor Numbers)> _entries = [];
    private readonly long[] _indexSizes, _before, _after; // the latter are the dimensions that stay, before and after the result's index dimensions
    private readonly long _count; // of the index dimensions' elements

    /// <summary>Reads what stands for the first dimensions of a shape: null for a whole one.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, there are too many, or the shapes do not fit.</exception>
    public IndexPlan(long[] sizes, ReadOnlySpan<Tensor?> indices)
    {
        Sizes = sizes;
        int dimension = 0;
        foreach (var index in indices)
        {
            int covered = index is not null && IsMask(index) ? (int)index.ndim : 1;
            if (dimension + covered > sizes.Length) throw new IndexOutOfRangeException($"too many indices for tensor of dimension {sizes.Length} (got {Covered(indices)})");
            if (index is not null) _entries.Add((dimension, covered, IsMask(index) ? Places(index, sizes, dimension) : IndexTensors.Checked("index", index, sizes[dimension], dimension, allowsNegative: true)));
            dimension += covered;
        }
        if (_entries.Count == 0) throw new ArgumentException("index_put: expected at least one index tensor, got none");
        var layout = _entries[0].Numbers.Layout;
        for (int i = 1; i < _entries.Count; i++) layout = CommonShape(layout, _entries[i].Numbers.Layout);
        _indexSizes = layout.Sizes;
        _count = layout.Count;

        var indexed = new bool[sizes.Length];
        foreach (var (from, count, _) in _entries) indexed.AsSpan(from, count).Fill(true);
        int first = Array.IndexOf(indexed, true), last = Array.LastIndexOf(indexed, true);
        bool neighbours = !indexed.AsSpan(first, last - first + 1).Contains(false);
        var rest = Enumerable.Range(0, sizes.Length).Where(d => !indexed[d]).Select(d => (long)d).ToArray();
        int split = neighbours ? first : 0;
        (_before, _after) = (rest[..split], rest[split..]);
    }

    /// <summary>The shape that is indexed.</summary>
    public long[] Sizes { get; }

    /// <summary>The result's shape.</summary>
    public long[] ResultSizes => [.. Of(_before, Sizes), .. _indexSizes, .. Of(_after, Sizes)];

    /// <summary>True for truth values and, as ever, uint8.</summary>
    public static bool IsMask(Tensor index) => index.dtype is ScalarType.Bool or ScalarType.Byte;

    /// <summary>The picked elements, outside the graph.</summary>
    public Tensor Read(Tensor source)
    {
        var result = Tensor.Empty(Layout.Contiguous(ResultSizes), source.dtype, source.device);
        if (result.numel() == 0) return result;
        var (offsets, unit) = Offsets(source.Layout);
        var rows = result.Operand.With(Layout.Contiguous((long[])[.. Of(_before, Sizes), _count, .. Of(_after, Sizes)]));
        source.Backend.IndexSelect(rows, Indexed(source, unit, 1), offsets.Operand, _before.Length);
        return result;
    }

    /// <summary>Combines values of the result's shape, or broadcast to it, into the picked elements.</summary>
    public void Write(Tensor target, Tensor values, ScatterKind kind)
    {
        values = values.detach().expand(ResultSizes);
        if (values.numel() == 0) return;
        var (offsets, unit) = Offsets(target.Layout);
        int at = _before.Length, rank = _indexSizes.Length;
        if (!IsOneRun(values.Layout, at, rank)) values = values.contiguous();
        var strides = values.Layout.Strides;
        long step = rank == 0 ? 0 : strides[at + rank - 1];
        var rows = values.Operand.With(new Layout([.. Of(_before, Sizes), _count, .. Of(_after, Sizes)], [.. strides[..at], step, .. strides[(at + rank)..]]));
        target.Backend.IndexCombine(Indexed(target, unit, 1), rows, offsets.Operand, at, kind);
    }

    // A tensor's memory with one dimension in place of the indexed ones.
    private Operand Indexed(Tensor tensor, long unit, long length)
        => tensor.Operand.With(new Layout([.. Of(_before, Sizes), length, .. Of(_after, Sizes)], [.. Of(_before, tensor.Layout.Strides), unit, .. Of(_after, tensor.Layout.Strides)]));

    // Where the picked elements lie in memory, in units.
    private (Tensor Offsets, long Unit) Offsets(Layout layout)
    {
        if (_entries.Count == 1)
        {
            var (from, count, numbers) = _entries[0];
            if (IsOneRun(layout, from, count)) return (numbers, layout.Strides[from + count - 1]);
        }
        Tensor? sum = null;
        foreach (var (from, count, numbers) in _entries)
        {
            var left = numbers;
            bool isRun = IsOneRun(layout, from, count);
            for (int d = from + count - 1; d >= from; d--)
            {
                bool last = isRun || d == from;
                var own = (last ? left : left.remainder(layout.Sizes[d])) * layout.Strides[d];
                sum = sum is null ? own : sum + own;
                if (last) break;
                left = left.floor_divide(layout.Sizes[d]);
            }
        }
        return (sum!.expand(_indexSizes).contiguous(), 1);
    }

    // True if some dimensions can be seen as one.
    private static bool IsOneRun(Layout layout, int from, int count)
    {
        for (int d = from; d < from + count - 1; d++)
            if (layout.Strides[d] != layout.Strides[d + 1] * layout.Sizes[d + 1]) return false;
        return true;
    }

    private static Tensor Places(Tensor mask, long[] sizes, int dimension)
    {
        for (int d = 0; d < mask.ndim; d++)
            if (mask.Layout.Sizes[d] != sizes[dimension + d])
                throw new IndexOutOfRangeException($"The shape of the mask [{string.Join(", ", mask.shape)}] at index {d} does not match the shape of the indexed tensor [{string.Join(", ", sizes)}] at index {dimension + d}");
        return Masking.Places(mask, flat: true);
    }

    private static long[] Of(long[] dimensions, long[] numbers) => Array.ConvertAll(dimensions, d => numbers[d]);

    private static int Covered(ReadOnlySpan<Tensor?> indices)
    {
        int covered = 0;
        foreach (var index in indices) covered += index is not null && IsMask(index) ? (int)index.ndim : 1;
        return covered;
    }

    private Layout CommonShape(Layout a, Layout b)
    {
        try
        {
            return Broadcasting.Result(a, b);
        }
        catch (ArgumentException)
        {
            throw new IndexOutOfRangeException($"shape mismatch: indexing tensors could not be broadcast together with shapes {string.Join(", ", _entries.Select(e => $"[{string.Join(", ", e.Numbers.shape)}]"))}");
        }
    }
}
