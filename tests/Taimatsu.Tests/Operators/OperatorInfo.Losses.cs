using static Taimatsu.Tests.Operators.OperatorInfo;
using F = Taimatsu.torch.nn.functional;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    // Two tensors of one shape; the second one's values come from a range of its own.
    private static Func<ScalarType, IEnumerable<Tensor[]>> Pairs(Values first, Values second) => type => (IEnumerable<Tensor[]>)
    [
        [SampleData.Make(type, first, 20, 5), SampleData.Make(type, second, 21, 5)],
        [SampleData.Make(type, first, 22, 3, 4), SampleData.Make(type, second, 23, 3, 4)],
        [SampleData.Make(type, first, 24, 2, 33), SampleData.Make(type, second, 25, 2, 33)],
    ];

    // A loss by its definition for one element, in the three reductions.
    private static IEnumerable<OperatorInfo> PerElement(string name, Func<Tensor, Tensor, Reduction, Tensor> call, Func<double, double, double> definition,
        Values? first = null, Values? second = null, string variant = "")
    {
        foreach (var reduction in Enum.GetValues<Reduction>())
            yield return InDouble(name, Pairs(first ?? new(-4, 4), second ?? new(-4, 4)), t => call(t[0], t[1], reduction), t =>
            {
                var losses = ScalarReference.Map(t, v => definition(v[0], v[1]));
                return reduction == Reduction.None ? losses : reduction == Reduction.Sum ? losses.sum() : losses.mean();
            }) with
            { Variant = $"{reduction}{variant}", Types = s_wide, Differentiable = true, Tolerance32 = 1e-5 };
    }

    private static IEnumerable<OperatorInfo> ElementLosses() =>
    [
        .. PerElement("mse_loss", (x, y, r) => F.mse_loss(x, y, r), (x, y) => (x - y) * (x - y)),
        .. PerElement("l1_loss", (x, y, r) => F.l1_loss(x, y, r), (x, y) => Math.Abs(x - y)),
        .. PerElement("smooth_l1_loss", (x, y, r) => F.smooth_l1_loss(x, y, r), (x, y) => Math.Abs(x - y) < 1 ? (x - y) * (x - y) / 2 : Math.Abs(x - y) - 0.5),
        .. PerElement("smooth_l1_loss", (x, y, r) => F.smooth_l1_loss(x, y, r, beta: 0.5), (x, y) => Math.Abs(x - y) < 0.5 ? (x - y) * (x - y) : Math.Abs(x - y) - 0.25, variant: " beta"),
        .. PerElement("huber_loss", (x, y, r) => F.huber_loss(x, y, r, delta: 0.7), (x, y) => Math.Abs(x - y) <= 0.7 ? (x - y) * (x - y) / 2 : 0.7 * (Math.Abs(x - y) - 0.35)),
        .. PerElement("binary_cross_entropy", (x, y, r) => F.binary_cross_entropy(x, y, reduction: r), (x, y) => -y * Math.Log(x) - (1 - y) * Math.Log(1 - x), new(0.05, 0.95), new(0, 1)),
        .. PerElement("binary_cross_entropy_with_logits", (x, y, r) => F.binary_cross_entropy_with_logits(x, y, reduction: r),
            (x, y) => -y * Math.Log(1 / (1 + Math.Exp(-x))) - (1 - y) * Math.Log(1 - 1 / (1 + Math.Exp(-x))), second: new(0, 1)),
        .. PerElement("binary_cross_entropy_with_logits", (x, y, r) => F.binary_cross_entropy_with_logits(x, y, reduction: r, pos_weight: torch.full([x.shape[-1]], 3, x.dtype)),
            (x, y) => -3 * y * Math.Log(1 / (1 + Math.Exp(-x))) - (1 - y) * Math.Log(1 - 1 / (1 + Math.Exp(-x))), second: new(0, 1), variant: " pos_weight"),
        .. PerElement("soft_margin_loss", (x, y, r) => F.soft_margin_loss(x, y, r), (x, y) => Math.Log(1 + Math.Exp(-x * y))),
        .. PerElement("kl_div", (x, y, r) => F.kl_div(x, y, r), (x, y) => y * (Math.Log(y) - x), second: new(0.1, 1)),
        .. PerElement("kl_div", (x, y, r) => F.kl_div(x, y, r, log_target: true), (x, y) => Math.Exp(y) * (y - x), variant: " log"),
        .. PerElement("poisson_nll_loss", (x, y, r) => F.poisson_nll_loss(x, y, reduction: r), (x, y) => Math.Exp(x) - y * x, second: new(0.1, 5)),
        .. PerElement("poisson_nll_loss", (x, y, r) => F.poisson_nll_loss(x, y, log_input: false, full: true, reduction: r),
            (x, y) => x - y * Math.Log(x + 1e-8) + (y > 1 ? y * Math.Log(y) - y + 0.5 * Math.Log(2 * Math.PI * y) : 0), new(0.2, 3), new(0.1, 5), " full"),
        .. PerElement("gaussian_nll_loss", (x, y, r) => F.gaussian_nll_loss(x, torch.zeros_like(x.detach()), y, full: true, reduction: r),
            (x, y) => 0.5 * (Math.Log(y) + x * x / y + Math.Log(2 * Math.PI)), second: new(0.5, 3)),
        .. PerElement("hinge_embedding_loss", (x, y, r) => F.hinge_embedding_loss(x, y.detach().sign(), 0.5, r), (x, y) => y > 0 ? x : Math.Max(0, 0.5 - x)),
        .. PerElement("margin_ranking_loss", (x, y, r) => F.margin_ranking_loss(x, y, torch.ones_like(x.detach()), 0.3, r), (x, y) => Math.Max(0, y - x + 0.3)),
    ];

    private static IEnumerable<OperatorInfo> VectorLosses()
    {
        static IEnumerable<Tensor[]> Triples(ScalarType type)
        {
            yield return [SampleData.Make(type, 30, 4, 5), SampleData.Make(type, 31, 4, 5), SampleData.Make(type, 32, 4, 5)];
        }
        static Tensor Length(Tensor x) => (x * x).sum(-1).ByRoot();
        static Tensor Cosine(Tensor x, Tensor y) => (x * y).sum(-1) / (Length(x) * Length(y));
        static Tensor Positive(Tensor x) => (x + x.abs()) / 2;
        static Tensor Signs(Tensor x) => torch.tensor(new[] { 1.0, -1, -1, 1 }).to(x.dtype);
        yield return InDouble("pairwise_distance", Triples, t => F.pairwise_distance(t[0], t[1]), t => Length(t[0] - t[1] + 1e-6)) with { Types = s_wide, Differentiable = true, Tolerance32 = 1e-5 };
        yield return InDouble("cosine_similarity", Triples, t => F.cosine_similarity(t[0], t[1]), t => Cosine(t[0], t[1])) with { Types = s_wide, Differentiable = true, Tolerance32 = 1e-5 };
        yield return InDouble("cosine_embedding_loss", Triples, t => F.cosine_embedding_loss(t[0], t[1], Signs(t[0]), 0.1), t =>
            ((1 - Cosine(t[0], t[1])) * (1 + Signs(t[0])) / 2 + Positive(Cosine(t[0], t[1]) - 0.1) * (1 - Signs(t[0])) / 2).mean()) with { Types = s_wide, Differentiable = true, Tolerance32 = 1e-5 };
        yield return InDouble("triplet_margin_loss", Triples, t => F.triplet_margin_loss(t[0], t[1], t[2], margin: 2), t =>
            Positive(Length(t[0] - t[1] + 1e-6) - Length(t[0] - t[2] + 1e-6) + 2).mean()) with { Types = s_wide, Differentiable = true, Tolerance32 = 1e-5 };
        yield return InDouble("triplet_margin_loss", Triples, t => F.triplet_margin_loss(t[0], t[1], t[2], swap: true, reduction: Reduction.None), t =>
        {
            Tensor far = Length(t[0] - t[2] + 1e-6), other = Length(t[1] - t[2] + 1e-6);
            return Positive(Length(t[0] - t[1] + 1e-6) - (far + other - (far - other).abs()) / 2 + 1);
        }) with
        { Variant = "swap", Types = s_wide, Differentiable = true, Tolerance32 = 1e-5 };
        foreach (long p in (long[])[1, 2])
            yield return InDouble("multi_margin_loss", Triples, t => F.multi_margin_loss(t[0], torch.tensor(new long[] { 4, 0, 2, 2 }), p), t =>
            {
                var x = t[0].ToFlatArray<double>();
                int[] y = [4, 0, 2, 2];
                double sum = 0;
                for (int n = 0; n < 4; n++)
                    for (int c = 0; c < 5; c++)
                        if (c != y[n]) sum += Math.Pow(Math.Max(0, 1 - x[n * 5 + y[n]] + x[n * 5 + c]), p) / 5;
                return torch.tensor(new[] { sum / 4 }).reshape();
            }) with
            { Variant = $"{p}", Types = s_wide, GradSamples = _ => [[SampleData.Make(ScalarType.Float64, 33, 4, 5)]], Differentiable = true, Tolerance32 = 1e-5 };
        yield return InDouble("multilabel_soft_margin_loss", Pairs(new(-4, 4), new(0, 1)), t => F.multilabel_soft_margin_loss(t[0], t[1]), t => ScalarReference.Map(t, v =>
            -v[1] * Math.Log(1 / (1 + Math.Exp(-v[0]))) - (1 - v[1]) * Math.Log(1 - 1 / (1 + Math.Exp(-v[0])))).mean()) with { Types = s_wide, Differentiable = true, Tolerance32 = 1e-5 };
    }

    private static IEnumerable<OperatorInfo> Norms()
    {
        foreach (double p in (double[])[2, 1, 0, 3, 1.5, double.PositiveInfinity, double.NegativeInfinity])
            yield return OverDims("norm", (x, d) => x.norm(p, d), v => p switch
            {
                0 => v.Count(e => e != 0),
                double.PositiveInfinity => v.Max(Math.Abs),
                double.NegativeInfinity => v.Min(Math.Abs),
                _ => Math.Pow(v.Sum(e => Math.Pow(Math.Abs(e), p)), 1 / p),
            }) with
            { Variant = $"{p}", GradSamples = GradShapes };
        yield return OverDims("vector_norm", (x, d) => torch.linalg.vector_norm(x, dim: d), v => Math.Sqrt(v.Sum(e => e * e))) with { GradSamples = GradShapes };
        yield return InDouble("normalize", _ => ShapesOnly(ScalarType.Float64).Where(t => t[0].ndim > 1), t => F.normalize(t[0]), t => t[0] / (t[0] * t[0]).sum(1, keepdim: true).ByRoot()) with
        { Types = [ScalarType.Float64], Differentiable = true, GradSamples = GradShapes, OtherLayouts = false };
        static Tensor Holed(Tensor x) => torch.where(x > 3, double.NaN, x);
        yield return OverDims("nansum", (x, d) => Holed(x).nansum(d), v => v.Where(e => e <= 3).Sum()) with { Types = s_wide };
        yield return OverDims("nanmean", (x, d) => Holed(x).nanmean(d), v => v.Where(e => e <= 3).DefaultIfEmpty(double.NaN).Average()) with { Types = s_wide, GradSamples = GradShapes };
    }
}
