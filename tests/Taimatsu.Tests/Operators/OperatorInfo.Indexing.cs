using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Indexing()
    {
        yield return IndexRow("gather", 0, t => t[0].gather(Dim(t), t[1]), t => Gathered(t[0], Dim(t), t[1]));
        yield return IndexRow("take_along_dim", 0, t => t[0].take_along_dim(t[1].narrow(1 - Dim(t), 0, 1), Dim(t)),
            t => Gathered(t[0], Dim(t), t[1].narrow(1 - Dim(t), 0, 1).expand(Dim(t) == 0 ? [t[1].size(0), t[0].size(1)] : [t[0].size(0), t[1].size(1)]))) with { Samples = (_, type) => IndexSamples(type, 0).Where(t => t[1].numel() > 0) };
        yield return IndexRow("take", 0, t => t[0].take(t[1]), t => SampleData.Of(ScalarType.Float64, [.. t[1].ToFlatArray<long>().Select(i => t[0].ToFlatArray<double>()[i])], t[1].shape.ToArray()));
        yield return IndexRow("scatter", 2, t => t[0].scatter(Dim(t), t[1], t[2]), t => Scattered(t, (_, v) => v), t => t[0].scatter_(Dim(t), t[1], t[2])) with { Samples = (_, type) => IndexSamples(type, 2, distinct: true) };
        yield return IndexRow("scatter", 0, t => t[0].scatter(Dim(t), t[1], 3), t => Scattered([t[0], t[1], SampleData.Of(ScalarType.Float64, [3], 1, 1).expand(t[1].shape)], (_, v) => v), t => t[0].scatter_(Dim(t), t[1], 3)) with { Variant = "value" };
        yield return IndexRow("scatter", 2, t => t[0].scatter(Dim(t), t[1], t[2], "add"), t => Scattered(t, (a, b) => a + b), t => t[0].scatter_(Dim(t), t[1], t[2], "add")) with { Variant = "add" };
        yield return IndexRow("scatter", 2, t => t[0].scatter(Dim(t), t[1], t[2], "multiply"), t => Scattered(t, (a, b) => a * b), t => t[0].scatter_(Dim(t), t[1], t[2], "multiply")) with { Variant = "multiply", Differentiable = false, Types = Floats };
        yield return IndexRow("scatter_add", 2, t => t[0].scatter_add(Dim(t), t[1], t[2]), t => Scattered(t, (a, b) => a + b), t => t[0].scatter_add_(Dim(t), t[1], t[2]));
        foreach (string op in (string[])["sum", "mean", "prod", "amax", "amin"])
            foreach (bool self in (bool[])[true, false])
                yield return IndexRow("scatter_reduce", 2, t => t[0].scatter_reduce(Dim(t), t[1], t[2], op, self), t => Reduced(t, op, self), t => t[0].scatter_reduce_(Dim(t), t[1], t[2], op, self))
                    with { Variant = self ? op : op + "-alone", Types = op == "mean" ? [ScalarType.Float32, ScalarType.Float64] : Floats, Tolerance32 = op == "mean" ? 1e-5 : 0 };

        yield return SliceRow("index_select", 0, t => t[0].index_select(Dim(t), t[1]), t => Along(t, false, (_, v) => v));
        yield return SliceRow("index_add", 2, t => t[0].index_add(Dim(t), t[1], t[2]), t => Along(t, true, (a, b) => a + b), t => t[0].index_add_(Dim(t), t[1], t[2]));
        yield return SliceRow("index_add", 2, t => t[0].index_add(Dim(t), t[1], t[2], 2), t => Along(t, true, (a, b) => a + 2 * b), t => t[0].index_add_(Dim(t), t[1], t[2], 2)) with { Variant = "alpha", Types = Numbers };
        yield return SliceRow("index_copy", 2, t => t[0].index_copy(Dim(t), t[1], t[2]), t => Along(t, true, (_, b) => b), t => t[0].index_copy_(Dim(t), t[1], t[2])) with { Samples = (_, type) => SliceSamples(type, 2, distinct: true), OtherLayouts = false };
        yield return SliceRow("index_fill", 0, t => t[0].index_fill(Dim(t), t[1] - t[0].size((int)Dim(t)), 1), t => Along([t[0], t[1], SampleData.Of(ScalarType.Float64, [1], 1, 1).expand(SourceShape(t))], true, (_, b) => b), t => t[0].index_fill_(Dim(t), t[1], 1));
        yield return SliceRow("index_fill", 0, t => t[0].index_fill(Dim(t), t[1], torch.ones([], t[0].dtype)), t => Along([t[0], t[1], SampleData.Of(ScalarType.Float64, [1], 1, 1).expand(SourceShape(t))], true, (_, b) => b), t => t[0].index_fill_(Dim(t), t[1], torch.ones([], t[0].dtype))) with { Variant = "tensor" };

        yield return Composite("masked_fill", MaskSamples, t => t[0].masked_fill(t[1], 1), t => Masked(t, (_, _) => 1), t => t[0].masked_fill_(t[1], 1)) with { Types = OperatorInfo.All, Differentiable = true };
        yield return Composite("masked_fill", MaskSamples, t => t[0].masked_fill(t[1], torch.ones([], t[0].dtype)), t => Masked(t, (_, _) => 1), t => t[0].masked_fill_(t[1], torch.ones([], t[0].dtype))) with { Variant = "tensor", Types = OperatorInfo.All, Differentiable = true };
        yield return Composite("masked_select", MaskSamples, t => t[0].masked_select(t[1]), Selected) with { Types = OperatorInfo.All, Differentiable = true };
        yield return Composite("masked_scatter", MaskSamples, t => t[0].masked_scatter(t[1], t[2]), t => Masked(t, (n, _) => t[2].ToFlatArray<double>()[n]), t => t[0].masked_scatter_(t[1], t[2])) with { Types = OperatorInfo.All, Differentiable = true };
        yield return Composite("nonzero", MaskSamples, t => t[0].gt(0).nonzero(), t => NonZeros(t[0])) with { Types = OperatorInfo.All };
        yield return Composite("nonzero_as_list", MaskSamples, t => t[0].gt(0).nonzero_as_list()[^1], t => NonZeros(t[0]).select(1, -1)) with { Types = OperatorInfo.All };
        yield return Composite("where", MaskSamples, t => torch.where(t[0].gt(0))[0], t => NonZeros(t[0]).select(1, 0)) with { Variant = "places", Types = OperatorInfo.All };

        // The vector of numbers names elements of the flattened tensor.
        yield return IndexRow("put", 2, t => t[0].put(t[1], t[2]), t => Put(t, (_, b) => b), t => t[0].put_(t[1], t[2])) with { Samples = (_, type) => DistinctPlaces(type), OtherLayouts = false };
        yield return IndexRow("put", 2, t => t[0].put(t[1], t[2], accumulate: true), t => Put(t, (a, b) => a + b), t => t[0].put_(t[1], t[2], accumulate: true)) with { Variant = "add" };
        yield return SliceRow("index_put", 2, t => t[0].index_put(Dim(t) == 0 ? [t[1]] : [null, t[1]], t[2], accumulate: true), t => Along(t, true, (a, b) => a + b), t => t[0].index_put_(Dim(t) == 0 ? [t[1]] : [null, t[1]], t[2], accumulate: true));
    }

    // The index's dimension: told by the shape of the first tensor.
    private static long Dim(Tensor[] t) => t[0].size(0) > t[0].size(1) ? 0 : 1;

    private static readonly (long[] Shape, long[] Index)[] s_indexShapes = [([5, 3], [4, 3]), ([3, 5], [2, 7]), ([3, 4], [3, 4]), ([7, 2], [1, 1]), ([40, 6], [100, 5]), ([2, 3], [0, 0])];

    private static IEnumerable<Tensor[]> IndexSamples(ScalarType type, int operands, bool distinct = false)
    {
        int seed = 3;
        foreach (var (shape, indexShape) in s_indexShapes)
        {
            var values = SampleData.Make(type, seed++, shape);
            int dim = (int)Dim([values]);
            long[] places = [.. indexShape];
            if (distinct && places[dim] > shape[dim]) places[dim] = shape[dim];
            long count = places[0] * places[1];
            var index = distinct
                ? torch.tensor(Enumerable.Range(0, (int)count).Select(i => (dim == 0 ? i / Math.Max(places[1], 1) : i % Math.Max(places[1], 1)) * 1L).ToArray()).reshape(places)
                : SampleData.Make(ScalarType.Int64, new Values(0, shape[dim]), seed++, places);
            yield return operands == 0 ? [values, index] : [values, index, SampleData.Make(type, seed++, places)];
        }
    }

    private static IEnumerable<Tensor[]> SliceSamples(ScalarType type, int operands, bool distinct = false)
    {
        int seed = 30;
        foreach (var (shape, count) in ((long[], long)[])[([5, 3], 4), ([3, 5], 3), ([4, 4], 2), ([2, 300], 5), ([130, 20], 60), ([3, 4], 0), ([40, 3, 2], 9), ([3, 4, 200], 2)])
        {
            var values = SampleData.Make(type, seed++, shape);
            int dim = (int)Dim([values]);
            var index = distinct
                ? torch.tensor(Enumerable.Range(0, (int)count).Select(i => shape[dim] - 1L - i).ToArray())
                : SampleData.Make(ScalarType.Int64, new Values(0, shape[dim]), seed++, count);
            long[] given = [.. shape];
            given[dim] = count;
            yield return operands == 0 ? [values, index] : [values, index, SampleData.Make(type, seed++, given)];
        }
    }

    private static IEnumerable<Tensor[]> DistinctPlaces(ScalarType type)
    {
        yield return [SampleData.Make(type, 1, 5, 3), torch.tensor(new long[] { 14, 3, -13, 0, 7 }), SampleData.Make(type, 2, 5)];
        yield return [SampleData.Make(type, 3, 4, 2), torch.tensor(new long[] { 7, 1, -8, 5 }).view(2, 2), SampleData.Make(type, 4, 4)];
    }

    private static IEnumerable<Tensor[]> MaskSamples(ScalarType type)
    {
        int seed = 60;
        foreach (var (shape, mask) in ((long[], long[])[])[([5, 3], [5, 3]), ([3, 5], [5]), ([4, 3, 2], [3, 1]), ([70], [70]), ([3, 0], [3, 0]), ([1], [1])])
            yield return [SampleData.Make(type, seed++, shape), SampleData.Make(ScalarType.Bool, seed++, mask), SampleData.Make(type, seed++, 80)];
    }

    private static long[] SourceShape(Tensor[] t)
    {
        long[] shape = t[0].shape.ToArray();
        shape[Dim(t)] = t[1].numel();
        return shape;
    }

    private static OperatorInfo IndexRow(string name, int operands, Func<Tensor[], Tensor> call, Func<Tensor[], Tensor> reference, Func<Tensor[], Tensor>? inPlace = null)
        => Composite(name, type => IndexSamples(type, operands), call, reference, inPlace) with { Types = OperatorInfo.All, Differentiable = true };

    private static OperatorInfo SliceRow(string name, int operands, Func<Tensor[], Tensor> call, Func<Tensor[], Tensor> reference, Func<Tensor[], Tensor>? inPlace = null)
        => Composite(name, type => SliceSamples(type, operands), call, reference, inPlace) with { Types = OperatorInfo.All, Differentiable = true };

    private static Tensor Gathered(Tensor x, long dim, Tensor index)
    {
        double[] from = x.ToFlatArray<double>();
        long[] places = index.ToFlatArray<long>();
        var result = new double[places.Length];
        for (int i = 0; i < result.Length; i++)
        {
            long row = i / index.size(1), column = i % index.size(1);
            result[i] = from[dim == 0 ? places[i] * x.size(1) + column : row * x.size(1) + places[i]];
        }
        return SampleData.Of(ScalarType.Float64, result, index.shape.ToArray());
    }

    private static Tensor Scattered(Tensor[] t, Func<double, double, double> combine)
    {
        double[] result = t[0].ToFlatArray<double>(), source = t[2].ToFlatArray<double>();
        foreach (var (i, at) in Targets(t)) result[at] = Closeness.Store(combine(result[at], source[i]), t[0].dtype);
        return SampleData.Of(ScalarType.Float64, result, t[0].shape.ToArray());
    }

    private static Tensor Reduced(Tensor[] t, string op, bool self)
    {
        double[] result = t[0].ToFlatArray<double>(), source = t[2].ToFlatArray<double>();
        var met = new Dictionary<long, List<double>>();
        foreach (var (i, at) in Targets(t))
        {
            if (!met.TryGetValue(at, out var list)) met[at] = list = self ? [result[at]] : [];
            list.Add(source[i]);
        }
        foreach (var (at, list) in met)
            result[at] = op switch
            {
                "sum" => list.Aggregate((a, b) => Closeness.Store(a + b, t[0].dtype)),
                "mean" => list.Average(),
                "prod" => list.Aggregate((a, b) => Closeness.Store(a * b, t[0].dtype)),
                "amax" => list.Max(),
                _ => list.Min(),
            };
        return SampleData.Of(ScalarType.Float64, result, t[0].shape.ToArray());
    }

    // Each element of the index with the place that it names.
    private static IEnumerable<(int, long)> Targets(Tensor[] t)
    {
        long[] places = t[1].ToFlatArray<long>();
        long width = t[0].size(1);
        for (int i = 0; i < places.Length; i++)
        {
            long row = i / t[1].size(1), column = i % t[1].size(1);
            yield return (i, Dim(t) == 0 ? places[i] * width + column : row * width + places[i]);
        }
    }

    // Slices: result[index] combined with source, or source picked by the index.
    private static Tensor Along(Tensor[] t, bool writes, Func<double, double, double> combine)
    {
        long[] sizes = t[0].shape.ToArray(), places = t[1].ToFlatArray<long>();
        long outer = Dim(t) == 0 ? 1 : sizes[0], length = sizes[Dim(t)], inner = t[0].numel() / Math.Max(1, outer * length);
        double[] x = t[0].ToFlatArray<double>(), source = writes ? t[2].ToFlatArray<double>() : [], picked = new double[outer * places.Length * inner];
        for (long o = 0; o < outer; o++)
            for (int i = 0; i < places.Length; i++)
                for (long k = 0; k < inner; k++)
                {
                    long at = (o * length + places[i]) * inner + k, own = (o * places.Length + i) * inner + k;
                    if (writes) x[at] = Closeness.Store(combine(x[at], source[own]), t[0].dtype);
                    else picked[own] = x[at];
                }
        if (!writes) sizes[Dim(t)] = places.Length;
        return SampleData.Of(ScalarType.Float64, writes ? x : picked, sizes);
    }

    private static Tensor Put(Tensor[] t, Func<double, double, double> combine)
    {
        double[] x = t[0].ToFlatArray<double>(), source = t[2].ToFlatArray<double>();
        long[] places = t[1].ToFlatArray<long>();
        long Place(int i) => places[i] < 0 ? places[i] + x.Length : places[i];
        for (int i = 0; i < places.Length; i++) x[Place(i)] = Closeness.Store(combine(x[Place(i)], source[i]), t[0].dtype);
        return SampleData.Of(ScalarType.Float64, x, t[0].shape.ToArray());
    }

    private static bool[] Mask(Tensor[] t) => t[1].expand(t[0].shape).contiguous().ToFlatArray<bool>();

    // The n-th masked element replaced by a function of n.
    private static Tensor Masked(Tensor[] t, Func<int, double, double> value)
    {
        double[] x = t[0].ToFlatArray<double>();
        bool[] mask = Mask(t);
        int n = 0;
        for (int i = 0; i < x.Length; i++)
            if (mask[i]) x[i] = value(n++, x[i]);
        return SampleData.Of(ScalarType.Float64, x, t[0].shape.ToArray());
    }

    private static Tensor Selected(Tensor[] t)
    {
        bool[] mask = Mask(t);
        double[] chosen = [.. t[0].ToFlatArray<double>().Where((_, i) => mask[i])];
        return SampleData.Of(ScalarType.Float64, chosen, chosen.Length);
    }

    private static Tensor NonZeros(Tensor x)
    {
        double[] flat = x.ToFlatArray<double>();
        var places = new List<long>();
        long count = 0;
        for (int i = 0; i < flat.Length; i++)
        {
            if (flat[i] <= 0) continue;
            count++;
            long rest = i;
            var at = new long[x.ndim];
            for (int d = (int)x.ndim - 1; d >= 0; d--) (rest, at[d]) = Math.DivRem(rest, x.shape[d]);
            places.AddRange(at);
        }
        return torch.tensor(places.ToArray()).reshape(count, x.ndim);
    }
}
