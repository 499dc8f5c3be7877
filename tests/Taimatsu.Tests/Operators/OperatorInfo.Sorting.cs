using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Sorting()
    {
        foreach (bool descending in (bool[])[false, true])
        {
            string variant = descending ? "descending" : "";
            yield return SortRow("sort", x => x.sort(SortDim(x), descending), v => Order(v, descending)) with { Variant = variant };
            yield return SortRow("sort", x => x.sort(SortDim(x), descending, stable: true), v => Order(v, descending)) with { Variant = variant + "stable" };
            yield return SortRow("topk", x => x.topk(Math.Min(3, Length(x)), SortDim(x), descending), v => Order(v, descending)[..Math.Min(3, v.Length)]) with { Variant = variant, Types = Numbers };
        }
        yield return SortRow("topk", x => x.topk(Length(x), SortDim(x), sorted: false), v => Order(v, true)) with { Variant = "all", Types = Numbers };
        yield return Composite("argsort", SortSamples, t => t[0].argsort(SortDim(t[0])), t => ByLine(t[0], v => Order(v, false))[1]) with { Types = OperatorInfo.All };
        yield return Composite("msort", SortSamples, t => t[0].msort(), t => ByLine(t[0], v => Order(v, false), 0)[0]) with { Types = OperatorInfo.All, Differentiable = true };
        yield return SortRow("kthvalue", x => x.kthvalue((Length(x) + 2) / 3, SortDim(x), keepdim: true), v => [Order(v, false)[(v.Length + 2) / 3 - 1]]) with { Types = Numbers };
        yield return SortRow("median", x => x.median(SortDim(x), keepdim: true), v => [Order(v, false)[(v.Length - 1) / 2]]) with { Types = Numbers };
        yield return SortRow("nanmedian", x => x.nanmedian(SortDim(x), keepdim: true), v => [Order(v, false)[(v.Length - 1) / 2]]) with { Types = Numbers };
        yield return Composite("median", SortSamples, t => t[0].median(), t => ByLine(t[0].reshape(-1), v => [Order(v, false)[(v.Length - 1) / 2]])[0].squeeze(0)) with { Variant = "whole", Types = Numbers, Differentiable = true };
        yield return Composite("nanmedian", SortSamples, t => t[0].nanmedian(), t => ByLine(t[0].reshape(-1), v => [Order(v, false)[(v.Length - 1) / 2]])[0].squeeze(0)) with { Variant = "whole", Types = Numbers, Differentiable = true };
        yield return SortRow("mode", x => x.mode(SortDim(x), keepdim: true), MostFrequent);
    }

    private static readonly (long[] Shape, int Dim)[] s_sortSamples = [([7], 0), ([3, 4], 0), ([3, 4], 1), ([2, 3, 4], 1), ([5, 1], 1), ([], 0), ([41], 0), ([2, 300], 1), ([67, 3], 0), ([9000], 0)];

    private static IEnumerable<Tensor[]> SortSamples(ScalarType type)
    {
        foreach (var (shape, _) in s_sortSamples) yield return [SampleData.Make(type, shape.Length > 0 && shape[0] > 50 ? new Values(-100, 100) : new Values(-4, 4), 5, shape)];
    }

    private static int SortDim(Tensor x)
    {
        foreach (var (shape, dim) in s_sortSamples)
            if (shape.AsSpan().SequenceEqual(x.shape.AsSpan())) return dim;
        return 0;
    }

    private static long Length(Tensor x) => x.ndim == 0 ? 1 : x.shape[SortDim(x)];

    // Values and indices against the reference; the derivatives of the values.
    private static OperatorInfo SortRow(string name, Func<Tensor, ValuesIndices> call, Func<double[], int[]> order)
        => Several(name, SortSamples, t =>
        {
            var (values, indices) = call(t[0]);
            return values.requires_grad ? [values] : [values, indices];
        }, t => ByLine(t[0], order)) with { Types = OperatorInfo.All, Differentiable = true };

    // The indices that sort, by definition.
    internal static int[] Order(double[] v, bool descending)
    {
        var places = Enumerable.Range(0, v.Length);
        return descending ? [.. places.OrderByDescending(i => double.IsNaN(v[i]) ? 1 : 0).ThenByDescending(i => v[i])] : [.. places.OrderBy(i => double.IsNaN(v[i]) ? 1 : 0).ThenBy(i => v[i])];
    }

    private static int[] MostFrequent(double[] v)
    {
        double best = v.GroupBy(x => x).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        return [Array.LastIndexOf(v, best)];
    }

    // What a choice of places makes of every line: values and places.
    private static Tensor[] ByLine(Tensor x, Func<double[], int[]> choose, int? dimension = null)
    {
        int dim = dimension ?? SortDim(x);
        var flat = x.ToFlatArray<double>();
        long[] sizes = x.shape.ToArray();
        long length = sizes.Length == 0 ? 1 : sizes[dim], inner = 1, outer = 1;
        for (int d = 0; d < sizes.Length; d++)
            if (d < dim) outer *= sizes[d];
            else if (d > dim) inner *= sizes[d];
        double[] values = [];
        long[] indices = [];
        long taken = 0;
        for (long o = 0; o < outer; o++)
            for (long i = 0; i < inner; i++)
            {
                var line = new double[length];
                for (long k = 0; k < length; k++) line[k] = flat[(o * length + k) * inner + i];
                int[] chosen = choose(line);
                taken = chosen.Length;
                if (values.Length == 0) (values, indices) = (new double[outer * taken * inner], new long[outer * taken * inner]);
                for (long k = 0; k < taken; k++)
                {
                    values[(o * taken + k) * inner + i] = line[chosen[k]];
                    indices[(o * taken + k) * inner + i] = chosen[k];
                }
            }
        if (sizes.Length > 0) sizes[dim] = taken;
        return [SampleData.Of(ScalarType.Float64, values, sizes), torch.tensor(indices).reshape(sizes)];
    }
}
