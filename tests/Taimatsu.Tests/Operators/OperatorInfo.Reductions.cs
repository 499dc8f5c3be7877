using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static readonly (long[] Shape, long[] Dims)[] s_reductionSamples =
        [([7], [0]), ([3, 4], [0]), ([3, 4], [1]), ([3, 4], [-1, 0]), ([2, 3, 4], [1]), ([2, 3, 4], [0, 2]), ([5, 1], [1]), ([], []), ([33, 2], [0]), ([2, 70], [1]), ([2, 2, 35, 2], [1, 2])];

    private static IEnumerable<OperatorInfo> Reductions()
    {
        yield return OverDims("sum", (x, d) => x.sum(d), v => v.Sum()) with { Types = OperatorInfo.All, Tolerance32 = 1e-5 };
        yield return OverDims("mean", (x, d) => x.mean(d), v => v.Average());
        yield return OverDims("amax", (x, d) => x.amax(d), v => v.Max()) with { Types = OperatorInfo.All };
        yield return OverDims("amin", (x, d) => x.amin(d), v => v.Min()) with { Types = OperatorInfo.All };
        yield return OverDims("var", (x, d) => x.var(d), v => Moment(v, 1)) with { GradSamples = GradShapes };
        yield return OverDims("var", (x, d) => x.var(d, correction: 0.5), v => Moment(v, 0.5)) with { Variant = "correction", GradSamples = GradShapes };
        yield return OverDims("std", (x, d) => x.std(d), v => Math.Sqrt(Moment(v, 1))) with { GradSamples = GradShapes };
        yield return OverDims("std", (x, d) => x.std(d, unbiased: false), v => Math.Sqrt(Moment(v, 0))) with { Variant = "biased", GradSamples = GradShapes };
        yield return OverDims("std_mean", (x, d) => torch.std_mean(x, d).std + torch.std_mean(x, d).mean, v => Math.Sqrt(Moment(v, 1)) + v.Average()) with { GradSamples = GradShapes };
        yield return OverDims("var_mean", (x, d) => torch.var_mean(x, d).var * torch.var_mean(x, d).mean, v => Moment(v, 1) * v.Average()) with { GradSamples = GradShapes, Tolerance32 = 2e-5 };
        yield return OverDims("logsumexp", (x, d) => x.logsumexp(d), v => Math.Log(v.Sum(Math.Exp)));
        yield return OverDims("any", (x, d) => x.any(d), v => v.Any(e => e != 0) ? 1 : 0) with { Types = OperatorInfo.All, Differentiable = false };
        yield return OverDims("all", (x, d) => x.all(d), v => v.All(e => e != 0) ? 1 : 0) with { Types = OperatorInfo.All, Differentiable = false };
        yield return OverDims("count_nonzero", (x, d) => x.count_nonzero(d), v => v.Count(e => e != 0)) with { Types = OperatorInfo.All, Differentiable = false };
        yield return OverDim("prod", (x, d) => x.prod(d), v => v.Aggregate(1.0, (a, b) => a * b)) with { Types = [ScalarType.Float32, ScalarType.Float64], Tolerance32 = 1e-4 };
        yield return OverDim("max", (x, d) => x.max(d).values, v => v.Max()) with { Types = OperatorInfo.All };
        yield return OverDim("min", (x, d) => x.min(d).values, v => v.Min()) with { Types = OperatorInfo.All };
        yield return OverDim("max", (x, d) => x.max(d).indices, v => Array.IndexOf(v, v.Max())) with { Variant = "indices", Types = OperatorInfo.All, Differentiable = false };
        yield return OverDim("argmax", (x, d) => x.argmax(d), v => Array.IndexOf(v, v.Max())) with { Types = Numbers, Differentiable = false };
        yield return OverDim("argmin", (x, d) => x.argmin(d), v => Array.IndexOf(v, v.Min())) with { Types = Numbers, Differentiable = false };
        yield return OverDim("aminmax", (x, d) => x.aminmax(d).max - x.aminmax(d).min, v => v.Max() - v.Min());
        yield return Whole("prod", x => x.prod(), v => v.Aggregate(1.0, (a, b) => a * b)) with { Variant = "whole", Tolerance32 = 1e-4 };
        yield return Whole("prod", x => (x * x.gt_mask()).prod(), v => v.Aggregate(1.0, (a, b) => a * (b > 0 ? b : 0))) with { Variant = "zeros", Tolerance32 = 1e-4 };
        yield return Whole("max", x => x.max(), v => v.Max()) with { Variant = "whole" };
        yield return Whole("min", x => x.min(), v => v.Min()) with { Variant = "whole" };
        yield return Whole("argmax", x => x.argmax(), v => Array.IndexOf(v, v.Max())) with { Variant = "whole", Differentiable = false };
        yield return Whole("sum", x => x.sum(dtype: ScalarType.Float64), v => v.Sum()) with { Variant = "dtype" };
        yield return Along("cumsum", (x, d) => x.cumsum(d), v => Running(v, (a, b) => a + b)) with { Types = OperatorInfo.All, Tolerance32 = 1e-5 };
        yield return Along("cumprod", (x, d) => x.cumprod(d), v => Running(v, (a, b) => a * b)) with { Types = [ScalarType.Float32, ScalarType.Float64], Tolerance32 = 1e-4 };
        yield return Along("cummax", (x, d) => x.cummax(d).values, v => Running(v, Math.Max)) with { Types = OperatorInfo.All };
        yield return Along("cummin", (x, d) => x.cummin(d).values, v => Running(v, Math.Min)) with { Types = OperatorInfo.All };
        yield return Along("cummax", (x, d) => x.cummax(d).indices, v => Last(v, (a, b) => a >= b)) with { Variant = "indices", Types = OperatorInfo.All, Differentiable = false };
        yield return Along("logcumsumexp", (x, d) => x.logcumsumexp(d), v => Running(v, (a, b) => Math.Max(a, b) + Math.Log(1 + Math.Exp(-Math.Abs(a - b)))));
    }

    // 1 for positive numbers, else 0; a constant.
    private static Tensor gt_mask(this Tensor x) => torch.tensor(Array.ConvertAll(x.ToFlatArray<double>(), v => v > 0 ? 1.0 : 0)).reshape(x.shape).to(x.dtype);

    private static double Moment(double[] v, double correction) => v.Sum(e => (e - v.Average()) * (e - v.Average())) / Math.Max(0, v.Length - correction);

    private static double[] Running(double[] v, Func<double, double, double> combine)
    {
        var result = (double[])v.Clone();
        for (int i = 1; i < v.Length; i++) result[i] = combine(result[i - 1], v[i]);
        return result;
    }

    private static double[] Last(double[] v, Func<double, double, bool> takes)
    {
        var result = new double[v.Length];
        for (int i = 1; i < v.Length; i++) result[i] = takes(v[i], v[(int)result[i - 1]]) ? i : result[i - 1];
        return result;
    }

    private static IEnumerable<Tensor[]> GradShapes(OperatorInfo info)
    {
        yield return [SampleData.Make(ScalarType.Float64, 3, 4, 3)];
    }

    private static IEnumerable<Tensor[]> ShapesOnly(ScalarType type)
    {
        foreach (var (shape, _) in s_reductionSamples) yield return [SampleData.Make(type, 5, shape)];
    }

    // Each sample is reduced over its own list of dimensions, found by its shape.
    private static long[] DimsOf(Tensor x, int one)
    {
        if (x.ndim == 0) return one > 0 ? [0] : [];
        long[] dims = [0];
        foreach (var sample in s_reductionSamples)
            if (sample.Shape.AsSpan().SequenceEqual(x.shape.AsSpan())) dims = sample.Dims;
        return one > 0 ? [dims[0]] : dims;
    }

    private static OperatorInfo OverDims(string name, Func<Tensor, long[], Tensor> call, Func<double[], double> reference)
        => Composite(name, ShapesOnly, t => call(t[0], DimsOf(t[0], 0)), t => ByDefinition(t[0], DimsOf(t[0], 0), v => [reference(v)], false))
            with { Types = Floats, Differentiable = true, Tolerance32 = 1e-5, OtherLayouts = true };

    private static OperatorInfo OverDim(string name, Func<Tensor, long, Tensor> call, Func<double[], double> reference)
        => Composite(name, ShapesOnly, t => call(t[0], DimsOf(t[0], 1)[0]), t => ByDefinition(t[0], DimsOf(t[0], 1), v => [reference(v)], false)) with { Types = Floats, Differentiable = true };

    private static OperatorInfo Whole(string name, Func<Tensor, Tensor> call, Func<double[], double> reference)
        => Composite(name, ShapesOnly, t => call(t[0]), t => ByDefinition(t[0], [], v => [reference(v)], false))
            with { Types = [ScalarType.Float32, ScalarType.Float64], Differentiable = true, Tolerance32 = 1e-5, GradSamples = GradShapes };

    private static OperatorInfo Along(string name, Func<Tensor, long, Tensor> call, Func<double[], double[]> reference)
        => Composite(name, ShapesOnly, t => call(t[0], DimsOf(t[0], 1)[0]), t => ByDefinition(t[0], DimsOf(t[0], 1), reference, true)) with { Types = Floats, Differentiable = true };

    // Lines of elements along the dimensions, each replaced by what the function makes of it: one number, or as many as it has.
    private static Tensor ByDefinition(Tensor x, long[] dims, Func<double[], double[]> function, bool keepsLength)
    {
        int rank = (int)x.ndim;
        var reduced = new bool[rank];
        if (dims.Length == 0) Array.Fill(reduced, true);
        foreach (long d in dims)
            if (rank > 0) reduced[d < 0 ? d + rank : d] = true;
        var lines = new Dictionary<string, List<int>>();
        var flat = x.ToFlatArray<double>();
        for (int i = 0; i < flat.Length; i++)
        {
            var key = new List<long>();
            long rest = i;
            for (int d = rank - 1; d >= 0; d--)
            {
                if (!reduced[d]) key.Insert(0, rest % x.shape[d]);
                rest /= x.shape[d];
            }
            string text = string.Join(",", key);
            if (!lines.TryGetValue(text, out var line)) lines[text] = line = [];
            line.Add(i);
        }
        if (keepsLength)
        {
            var same = new double[flat.Length];
            foreach (var line in lines.Values)
            {
                var values = function([.. line.Select(i => flat[i])]);
                for (int i = 0; i < values.Length; i++) same[line[i]] = values[i];
            }
            return SampleData.Of(ScalarType.Float64, same, x.shape.ToArray());
        }
        var results = lines.Values.Select(line => function([.. line.Select(i => flat[i])])[0]).ToArray();
        return SampleData.Of(ScalarType.Float64, results, [.. x.shape.Where((_, d) => !reduced[d])]);
    }
}
