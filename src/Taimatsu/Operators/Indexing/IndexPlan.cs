namespace Taimatsu.Operators;

/// <summary>
/// How index tensors pick elements: the indexed dimensions are moved to the front and seen as one dimension of rows, and the tensors become one vector of row numbers. The
/// result's index dimensions stand where the indexed ones stood if those were neighbours, else in front, as in NumPy.
/// </summary>
internal sealed class IndexPlan
{
    private readonly long[] _order; // the input's dimensions: indexed ones, then the others
    private readonly long[] _inverse;
    private readonly long[] _sizes; // the input's
    private readonly long[] _indexSizes, _restSizes;
    private readonly int _at; // where the index dimensions stand in the result

    public IndexPlan(Tensor input, Tensor?[] indices)
    {
        if (indices.Length > input.ndim) throw new IndexOutOfRangeException($"too many indices for tensor of dimension {input.ndim} (got {indices.Length})");
        Indices = indices;
        _sizes = input.shape.ToArray();
        int[] indexed = [.. Enumerable.Range(0, indices.Length).Where(d => indices[d] is not null)], rest = [.. Enumerable.Range(0, _sizes.Length).Except(indexed)];
        _order = [.. indexed.Select(d => (long)d), .. rest.Select(d => (long)d)];
        _inverse = new long[_order.Length];
        for (int i = 0; i < _order.Length; i++) _inverse[_order[i]] = i;
        _restSizes = [.. rest.Select(d => _sizes[d])];
        bool neighbours = indexed[^1] - indexed[0] == indexed.Length - 1;
        _at = neighbours ? indexed[0] : 0;

        var layout = Layout.Scalar;
        foreach (int d in indexed) layout = CommonShape(layout, indices[d]!.Layout, indices);
        _indexSizes = layout.Sizes;
        Tensor? places = null;
        foreach (int d in indexed)
        {
            var own = IndexTensors.Checked("index", indices[d]!, _sizes[d], d, allowsNegative: true);
            places = places is null ? own : places * _sizes[d] + own;
        }
        Places = places!.expand(_indexSizes).contiguous().view(-1);
    }

    /// <summary>The index tensors that were given.</summary>
    public Tensor?[] Indices { get; }

    /// <summary>Row numbers, int64.</summary>
    public Tensor Places { get; }

    /// <summary>The result's shape.</summary>
    public long[] ResultSizes => [.. _restSizes[.._at], .. _indexSizes, .. _restSizes[_at..]];

    private long RowLength => _restSizes.Aggregate(1L, (a, b) => a * b);

    /// <summary>The input as rows [indexed, others].</summary>
    public Tensor Rows(Tensor input) => input.permute(_order).reshape(_sizes.Length == 0 ? 1 : input.numel() / Math.Max(1, RowLength), RowLength);

    /// <summary>Rows in the input's shape again.</summary>
    public Tensor FromRows(Tensor rows) => rows.view([.. _order.Select(d => _sizes[d])]).permute(_inverse).contiguous();

    /// <summary>Something of the result's shape as rows, one for each place.</summary>
    public Tensor ResultRows(Tensor result) => result.permute(ToFront()).reshape(Places.numel(), RowLength);

    /// <summary>Rows, one for each place, in the result's shape.</summary>
    public Tensor FromResultRows(Tensor rows)
    {
        var shaped = rows.view([.. _indexSizes, .. _restSizes]);
        if (_at == 0) return shaped;
        long[] front = ToFront(), back = new long[front.Length];
        for (int i = 0; i < front.Length; i++) back[front[i]] = i;
        return shaped.permute(back).contiguous();
    }

    // The result's dimensions with the index's in front.
    private long[] ToFront()
    {
        int count = _indexSizes.Length, rank = count + _restSizes.Length;
        return [.. Enumerable.Range(_at, count).Select(d => (long)d), .. Enumerable.Range(0, rank).Where(d => d < _at || d >= _at + count).Select(d => (long)d)];
    }

    private static Layout CommonShape(Layout a, Layout b, Tensor?[] indices)
    {
        try
        {
            return Broadcasting.Result(a, b);
        }
        catch (ArgumentException)
        {
            throw new IndexOutOfRangeException($"shape mismatch: indexing tensors could not be broadcast together with shapes {string.Join(", ", indices.Where(i => i is not null).Select(i => $"[{string.Join(", ", i!.shape)}]"))}");
        }
    }
}
