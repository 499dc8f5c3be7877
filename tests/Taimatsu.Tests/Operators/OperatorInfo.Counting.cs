using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Counting()
    {
        yield return Table("", t => F.embedding(t[1], t[0]));
        yield return Table("frequency", t => F.embedding(t[1], t[0], padding_idx: -1, scale_grad_by_freq: true)) with { Differentiable = false };
        yield return OperatorInfo.Composite("one_hot", _ => Classes(), t => F.one_hot(t[0], 6), t => OneHot(t[0], 6)) with { Types = [ScalarType.Int64] };
        yield return OperatorInfo.Composite("bincount", Lists, t => t[0].bincount(minlength: 5), t => Counted(t[0].ToFlatArray<double>(), 5)) with { Types = OperatorInfo.Integers };
        yield return OperatorInfo.Composite("histc", type => [[SampleData.Make(type, new Values(-3, 5), 4, 5, 20)]], t => t[0].histc(7, -2, 3), t => Binned(t[0].ToFlatArray<double>(), 7, -2, 3)) with { Types = [ScalarType.Float32, ScalarType.Float64] };
        yield return OperatorInfo.Composite("searchsorted", Sequences, t => torch.searchsorted(t[0].sort().values, t[1]), t => Inserted(t[0], t[1], (b, v) => b < v)) with { Types = OperatorInfo.Numbers };
        yield return OperatorInfo.Composite("searchsorted", Sequences, t => torch.searchsorted(t[0], t[1], side: "right", out_int32: true, sorter: t[0].argsort()), t => Inserted(t[0], t[1], (b, v) => b <= v)) with { Variant = "right", Types = OperatorInfo.Numbers };
        yield return OperatorInfo.Composite("bucketize", Sequences, t => t[1].bucketize(t[0].view(-1).sort().values), t => Inserted(t[0].view(-1), t[1], (b, v) => b < v)) with { Types = OperatorInfo.Numbers, OtherLayouts = false };
        yield return OperatorInfo.Several("unique", Repeated, t => Results(t[0].unique(return_inverse: true, return_counts: true)), t => Different(t[0])) with { Types = OperatorInfo.All };
        yield return OperatorInfo.Several("unique_consecutive", Repeated, t => Results(t[0].view(-1).sort().values.unique_consecutive(return_counts: true)), t => [Different(t[0])[0], Different(t[0])[2]]) with { Types = [ScalarType.Int32], OtherLayouts = false };
    }

    private static IEnumerable<OperatorInfo> Quantiles()
    {
        yield return OperatorInfo.Composite("isin", Sequences, t => torch.isin(t[1], t[0]), t => Contained(t[0], t[1])) with { Types = OperatorInfo.All };
        foreach (string way in (string[])["linear", "lower", "higher", "nearest", "midpoint"])
            yield return OperatorInfo.Composite("quantile", Lines, t => t[0].quantile(0.3, SortDim(t[0]), keepdim: true, interpolation: way), t => ByValue(t[0], v => Quantile(v, 0.3, way)))
                with { Variant = way, Types = [ScalarType.Float32, ScalarType.Float64], Differentiable = true };
        yield return OperatorInfo.Composite("nanquantile", Lines, t => t[0].nanquantile(torch.tensor(new[] { 0.25, 0.9 }).to(t[0].dtype).to(t[0].device), SortDim(t[0]))[1], t => ByValue(t[0], v => Quantile(v, 0.9, "linear")).squeeze(SortDim(t[0])))
            with { Types = [ScalarType.Float32, ScalarType.Float64], Differentiable = true };
    }

    private static IEnumerable<Tensor[]> Lines(ScalarType type) => SortSamples(type).Where(t => t[0].numel() < 1000);

    private static double Quantile(double[] line, double q, string way)
    {
        double[] sorted = [.. line.Order()];
        double rank = q * (sorted.Length - 1);
        int low = (int)Math.Floor(rank), high = (int)Math.Ceiling(rank);
        return way switch
        {
            "lower" => sorted[low],
            "higher" => sorted[high],
            "nearest" => sorted[(int)Math.Round(rank)],
            "midpoint" => (sorted[low] + sorted[high]) / 2,
            _ => sorted[low] + (rank - low) * (sorted[high] - sorted[low]),
        };
    }

    // A number made of each line, along the sample's dimension.
    private static Tensor ByValue(Tensor x, Func<double[], double> reduce)
    {
        var results = new List<double>();
        var shape = ByLine(x, line =>
        {
            results.Add(reduce(line));
            return [0];
        })[0].shape;
        return SampleData.Of(ScalarType.Float64, [.. results], shape.ToArray());
    }

    private static Tensor Contained(Tensor among, Tensor values)
    {
        var set = among.ToFlatArray<double>().ToHashSet();
        return torch.tensor(values.ToFlatArray<double>().Select(set.Contains).ToArray()).reshape(values.shape);
    }

    private static OperatorInfo Table(string variant, Func<Tensor[], Tensor> call) => OperatorInfo.Composite("embedding", type =>
    [
        [SampleData.Make(type, 1, 5, 3), SampleData.Make(ScalarType.Int64, new Values(0, 5), 2, 4)],
        [SampleData.Make(type, 3, 4, 2), SampleData.Make(ScalarType.Int64, new Values(0, 4), 4, 2, 3)],
        [SampleData.Make(type, 5, 3, 200), SampleData.Make(ScalarType.Int32, new Values(0, 3), 6, 40)],
        [SampleData.Make(type, 7, 3, 2), SampleData.Make(ScalarType.Int64, 8, 0)],
    ], call, t =>
    {
        long[] places = t[1].ToFlatArray<long>();
        double[] table = t[0].ToFlatArray<double>();
        int width = (int)t[0].size(1);
        return SampleData.Of(ScalarType.Float64, [.. places.SelectMany(p => table.AsSpan((int)p * width, width).ToArray())], [.. t[1].shape, width]);
    }) with { Variant = variant, Types = OperatorInfo.Floats, Differentiable = true };

    private static IEnumerable<Tensor[]> Classes() => [[SampleData.Make(ScalarType.Int64, new Values(0, 6), 1, 7)], [SampleData.Make(ScalarType.Int64, new Values(0, 6), 2, 2, 3)], [SampleData.Make(ScalarType.Int64, 3, 0)]];

    private static IEnumerable<Tensor[]> Lists(ScalarType type) => [[SampleData.Make(type, new Values(0, 9), 1, 70)], [SampleData.Make(type, new Values(0, 3), 2, 2)], [SampleData.Make(type, 3, 0)]];

    private static IEnumerable<Tensor[]> Repeated(ScalarType type) => [[SampleData.Make(type, new Values(-3, 3), 1, 70)], [SampleData.Make(type, new Values(-2, 2), 2, 4, 5)], [SampleData.Make(type, 3, 0)], [SampleData.Make(type, 4, 1)]];

    private static IEnumerable<Tensor[]> Sequences(ScalarType type) => [[SampleData.Make(type, 1, 9), SampleData.Make(type, 2, 30)], [SampleData.Make(type, 3, 2, 9), SampleData.Make(type, 4, 2, 5)]];

    private static Tensor[] Results((Tensor Output, Tensor? Inverse, Tensor? Counts) result) => result.Inverse is null ? [result.Output, result.Counts!] : [result.Output, result.Inverse, result.Counts!];

    private static Tensor OneHot(Tensor classes, int count)
    {
        var rows = classes.ToFlatArray<long>().SelectMany(c => Enumerable.Range(0, count).Select(i => i == c ? 1L : 0));
        return torch.tensor(rows.ToArray()).reshape([.. classes.shape, count]);
    }

    private static Tensor Counted(double[] values, int shortest)
    {
        var counts = new long[Math.Max(shortest, (int)values.DefaultIfEmpty(-1).Max() + 1)];
        foreach (double v in values) counts[(int)v]++;
        return torch.tensor(counts);
    }

    private static Tensor Binned(double[] values, int bins, double low, double high)
    {
        var counts = new double[bins];
        foreach (double v in values)
            if (v >= low && v <= high) counts[Math.Min(bins - 1, (int)((v - low) * (bins / (high - low))))]++;
        return torch.tensor(counts);
    }

    private static Tensor Inserted(Tensor sequence, Tensor values, Func<double, double, bool> before)
    {
        double[] lines = sequence.ToFlatArray<double>(), wanted = values.ToFlatArray<double>();
        int length = (int)sequence.size(-1), perLine = sequence.ndim == 1 ? wanted.Length : (int)values.size(-1);
        var places = new long[wanted.Length];
        for (int i = 0; i < places.Length; i++) places[i] = lines.Skip(i / perLine * length).Take(length).Count(b => before(b, wanted[i]));
        return torch.tensor(places).reshape(values.shape);
    }

    private static Tensor[] Different(Tensor x)
    {
        double[] values = x.ToFlatArray<double>(), different = [.. values.Distinct().Order()];
        return
        [
            SampleData.Of(ScalarType.Float64, different, different.Length),
            torch.tensor(values.Select(v => (long)Array.IndexOf(different, v)).ToArray()).reshape(x.shape),
            torch.tensor(different.Select(d => values.LongCount(v => v == d)).ToArray()),
        ];
    }
}
