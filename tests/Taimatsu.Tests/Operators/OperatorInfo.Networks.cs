using static Taimatsu.Tests.Operators.OperatorInfo;
using F = Taimatsu.torch.nn.functional;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static readonly ScalarType[] s_wide = [ScalarType.Float32, ScalarType.Float64];

    // The reference computes in double precision.
    private static OperatorInfo InDouble(string name, Func<ScalarType, IEnumerable<Tensor[]>> samples, Func<Tensor[], Tensor> call, Func<Tensor[], Tensor> reference)
        => Composite(name, samples, call, t => reference(Array.ConvertAll(t, x => x.is_floating_point() ? x.to(ScalarType.Float64) : x)));

    private static IEnumerable<OperatorInfo> Softmaxes()
    {
        static IEnumerable<Tensor[]> Samples(ScalarType type)
        {
            foreach (long[] shape in (long[][])[[7], [3, 10], [2, 3, 4], [2, 70], [1], [2, 5, 300]]) yield return [SampleData.Make(type, 3, shape)];
        }
        foreach (long dim in (long[])[-1, 0])
        {
            yield return InDouble("softmax", Samples, t => t[0].softmax(dim), t => t[0].exp() / t[0].exp().sum(dim, keepdim: true)) with { Variant = $"{dim}", Types = Floats, Differentiable = true };
            yield return InDouble("log_softmax", Samples, t => t[0].log_softmax(dim), t => t[0] - t[0].logsumexp(dim, keepdim: true)) with { Variant = $"{dim}", Types = Floats, Differentiable = true, Tolerance32 = 1e-5 };
        }
        yield return InDouble("softmax", Samples, t => t[0].reshape(1, -1, 1, 1).softmax(1), t => (t[0].exp() / t[0].exp().sum()).reshape(1, -1, 1, 1)) with { Variant = "dtype", Types = s_wide };
        yield return InDouble("softmin", Samples, t => F.softmin(t[0], -1), t => (-t[0]).exp() / (-t[0]).exp().sum(-1, keepdim: true)) with { Types = Floats, Differentiable = true };
    }

    private static IEnumerable<OperatorInfo> ClassLosses()
    {
        static IEnumerable<Tensor[]> Samples(ScalarType type)
        {
            yield return [SampleData.Make(type, 4, 5, 3), torch.tensor(new long[] { 0, 2, 1, 1, 2 }), SampleData.Make(type, new Values(0.5, 2), 5, 3)];
            yield return [SampleData.Make(type, 4, 3), torch.tensor(new long[] { 2 }).reshape(), SampleData.Make(type, new Values(0.5, 2), 5, 3)];
            yield return [SampleData.Make(type, 4, 2, 3, 2, 2), torch.tensor(new long[] { 0, 2, 1, 1, 2, 0, 0, 1 }).reshape(2, 2, 2), SampleData.Make(type, new Values(0.5, 2), 5, 3)];
        }
        // Ones at the classes, weighted; class 1 is ignored.
        static Tensor Mask(Tensor[] t, bool weighted, long ignored)
        {
            var classes = t[1].ToFlatArray<long>();
            var weights = t[2].ToFlatArray<double>();
            long n = t[0].ndim == 1 ? 1 : t[0].shape[0], inner = classes.Length / n;
            var mask = new double[t[0].numel()];
            for (int i = 0; i < classes.Length; i++)
                if (classes[i] != ignored) mask[(i / inner * 3 + classes[i]) * inner + i % inner] = weighted ? weights[classes[i]] : 1;
            return SampleData.Of(ScalarType.Float64, mask, t[0].shape.ToArray());
        }
        static Tensor Reduce(Tensor losses, Tensor mask, Reduction reduction, int dim) => reduction switch
        {
            Reduction.None => losses.sum(dim),
            Reduction.Sum => losses.sum(),
            _ => losses.sum() / mask.sum(),
        };
        foreach (var reduction in Enum.GetValues<Reduction>())
            foreach (bool weighted in (bool[])[false, true])
            {
                string variant = $"{reduction}{(weighted ? " weighted" : "")}";
                int Dim(Tensor x) => x.ndim == 1 ? 0 : 1;
                yield return InDouble("nll_loss", Samples, t => F.nll_loss(t[0], t[1], weighted ? t[2] : null, 1, reduction),
                    t => Reduce(-t[0] * Mask(t, weighted, 1), Mask(t, weighted, 1), reduction, Dim(t[0]))) with
                { Variant = variant, Types = s_wide, OtherLayouts = false, GradSamples = WithoutWeightGradient };
                yield return InDouble("cross_entropy", Samples, t => F.cross_entropy(t[0], t[1], weighted ? t[2] : null, reduction: reduction),
                    t => Reduce((t[0].logsumexp(Dim(t[0]), keepdim: true) - t[0]) * Mask(t, weighted, -100), Mask(t, weighted, -100), reduction, Dim(t[0]))) with
                { Variant = variant, Types = Floats, OtherLayouts = false, Tolerance32 = 1e-5 };
                yield return InDouble("cross_entropy", Samples, t => F.cross_entropy(t[0], t[1], weighted ? t[2] : null, reduction: reduction, label_smoothing: 0.1),
                    t =>
                    {
                        var logs = t[0].logsumexp(Dim(t[0]), keepdim: true) - t[0];
                        Tensor mask = Mask(t, weighted, -100), w = weighted ? t[2].reshape(t[0].ndim == 1 ? [3] : [1, 3, .. Enumerable.Repeat(1L, (int)t[0].ndim - 2)]) : torch.ones(1, dtype: t[0].dtype);
                        return 0.9 * Reduce(logs * mask, mask, reduction, Dim(t[0])) + 0.1 / 3 * Reduce(logs * w, mask, reduction, Dim(t[0]));
                    }) with
                { Variant = $"{variant} smooth", Types = s_wide, OtherLayouts = false, Tolerance32 = 1e-5 };
            }
        foreach (var reduction in Enum.GetValues<Reduction>())
        {
            yield return InDouble("nll_loss", ScoresOnly, t => F.nll_loss(t[0], torch.tensor(new long[] { 0, 2, 1, 1 }), reduction: reduction, ignore_index: 2), t =>
                Reduce(-t[0] * Mask([t[0], torch.tensor(new long[] { 0, 2, 1, 1 }), t[0]], false, 2), Mask([t[0], torch.tensor(new long[] { 0, 2, 1, 1 }), t[0]], false, 2), reduction, 1)) with
            { Variant = $"{reduction} gradient", Types = s_wide, Differentiable = true };
            yield return InDouble("cross_entropy", Probabilities, t => F.cross_entropy(t[0], t[1], reduction: reduction), t =>
            {
                var losses = (t[0].logsumexp(1, keepdim: true) - t[0]) * t[1];
                return reduction == Reduction.None ? losses.sum(1) : reduction == Reduction.Sum ? losses.sum() : losses.sum() / 4;
            }) with
            { Variant = $"{reduction} probabilities", Types = s_wide, Differentiable = true, Tolerance32 = 1e-5 };
        }
    }

    private static IEnumerable<Tensor[]> WithoutWeightGradient(OperatorInfo info) => [];

    private static IEnumerable<Tensor[]> ScoresOnly(ScalarType type)
    {
        yield return [SampleData.Make(type, 6, 4, 3)];
    }

    private static IEnumerable<Tensor[]> Probabilities(ScalarType type)
    {
        yield return [SampleData.Make(type, 6, 4, 3), SampleData.Make(type, new Values(0, 1), 7, 4, 3)];
    }

    private static IEnumerable<OperatorInfo> Normalizations()
    {
        static IEnumerable<Tensor[]> Images(ScalarType type)
        {
            foreach (long[] shape in (long[][])[[4, 6], [3, 4, 5], [2, 4, 3, 5]])
                yield return [SampleData.Make(type, 8, shape), SampleData.Make(type, new Values(0.5, 2), 9, shape[1]), SampleData.Make(type, 10, shape[1])];
        }
        static IEnumerable<Tensor[]> Rows(ScalarType type)
        {
            foreach (long[] shape in (long[][])[[4, 6], [2, 3, 5], [3, 70]])
                yield return [SampleData.Make(type, 8, shape), SampleData.Make(type, new Values(0.5, 2), 9, shape[^1]), SampleData.Make(type, 10, shape[^1])];
        }
        static Tensor Standard(Tensor x, params long[] dims)
        {
            var centered = x - x.mean(dims, keepdim: true);
            return centered / x.var(dims, correction: 0, keepdim: true).add(1e-5).ByRoot();
        }
        static Tensor Channels(Tensor v, Tensor x) => v.reshape([1, -1, .. Enumerable.Repeat(1L, (int)x.ndim - 2)]);
        static long[] AllBut1(Tensor x) => [.. Enumerable.Range(0, (int)x.ndim).Where(d => d != 1).Select(d => (long)d)];
        yield return InDouble("batch_norm", Images, t => F.batch_norm(t[0], null, null, t[1], t[2], training: true), t => Standard(t[0], AllBut1(t[0])) * Channels(t[1], t[0]) + Channels(t[2], t[0])) with
        { Variant = "training", Types = s_wide, Differentiable = true, Tolerance32 = 1e-4, Tolerance64 = 1e-10 };
        yield return InDouble("batch_norm", Images, t => F.batch_norm(t[0], null, null, training: true), t => Standard(t[0], AllBut1(t[0]))) with
        { Variant = "plain", Types = s_wide, Differentiable = true, Tolerance32 = 1e-4, Tolerance64 = 1e-10, GradSamples = i => Images(ScalarType.Float64).Select(t => new[] { t[0] }) };
        yield return InDouble("batch_norm", Images, t => F.batch_norm(t[0], t[2].detach(), t[1].detach(), t[1], t[2]), t =>
            (t[0] - Channels(t[2], t[0])) / Channels(t[1].add(1e-5).ByRoot(), t[0]) * Channels(t[1], t[0]) + Channels(t[2], t[0])) with { Variant = "evaluation", Types = s_wide, Tolerance32 = 1e-4 };
        yield return InDouble("batch_norm", Images, t => F.batch_norm(t[0], torch.full([t[0].shape[1]], 0.3, t[0].dtype), torch.full([t[0].shape[1]], 2.0, t[0].dtype), t[1], t[2]), t =>
            (t[0] - 0.3) / Math.Sqrt(2 + 1e-5) * Channels(t[1], t[0]) + Channels(t[2], t[0])) with
        { Variant = "constants", Types = s_wide, Differentiable = true, Tolerance32 = 1e-4 };
        yield return InDouble("instance_norm", s => Images(s).Skip(1), t => F.instance_norm(t[0], weight: t[1], bias: t[2]), t => Standard(t[0], [.. AllBut1(t[0]).Skip(1)]) * Channels(t[1], t[0]) + Channels(t[2], t[0])) with
        { Types = s_wide, OtherLayouts = false, Differentiable = true, Tolerance32 = 1e-4, Tolerance64 = 1e-10 };
        yield return InDouble("group_norm", Images, t => F.group_norm(t[0], 2, t[1], t[2]), t =>
            Standard(t[0].reshape(t[0].shape[0], 2, -1), 2).reshape(t[0].shape) * Channels(t[1], t[0]) + Channels(t[2], t[0])) with { Types = s_wide, Differentiable = true, Tolerance32 = 1e-4, Tolerance64 = 1e-10 };
        yield return InDouble("layer_norm", Rows, t => F.layer_norm(t[0], [t[0].shape[-1]], t[1], t[2]), t => Standard(t[0], -1) * t[1] + t[2]) with
        { Types = Floats, Differentiable = true, Tolerance32 = 1e-4, Tolerance64 = 1e-10 };
        yield return InDouble("layer_norm", s => Rows(s).Select(t => new[] { t[0] }), t => F.layer_norm(t[0], t[0].shape), t => Standard(t[0])) with
        { Variant = "plain", Types = s_wide, Differentiable = true, Tolerance32 = 1e-4, Tolerance64 = 1e-10 };
        yield return InDouble("rms_norm", Rows, t => F.rms_norm(t[0], [t[0].shape[-1]], t[1], 1e-5), t => t[0] / (t[0] * t[0]).mean(-1, keepdim: true).add(1e-5).ByRoot() * t[1]) with
        { Types = Floats, Differentiable = true, Tolerance32 = 1e-4 };
            yield return InDouble("local_response_norm", type => [[SampleData.Make(type, 12, 2, 5, 3)]], t => F.local_response_norm(t[0], 3, alpha: 0.3, k: 2), t =>
        {
            var squares = (t[0] * t[0]).ToFlatArray<double>();
            var divisors = new double[squares.Length];
            for (int i = 0; i < squares.Length; i++)
                for (int c = Math.Max(0, i / 3 % 5 - 1); c <= Math.Min(4, i / 3 % 5 + 1); c++) divisors[i] += squares[i / 15 * 15 + c * 3 + i % 3];
            return t[0] / torch.tensor(Array.ConvertAll(divisors, d => Math.Pow(2 + 0.1 * d, 0.75))).reshape(2, 5, 3);
        }) with
        { Types = s_wide, Differentiable = true };
    }

    private static Tensor ByRoot(this Tensor x) => torch.tensor(Array.ConvertAll(x.ToFlatArray<double>(), Math.Sqrt)).reshape(x.shape);

    private static IEnumerable<OperatorInfo> Dropouts()
    {
        static IEnumerable<Tensor[]> Samples(ScalarType type)
        {
            yield return [SampleData.Make(type, new Values(1, 2), 3, 3, 4, 5)];
        }
        // What is dropped is drawn in the order of memory by bernoulli_(1 − p): the reference draws the same.
        static (Tensor Kept, Generator Drawn) Draw(Tensor x, long[] shape)
        {
            var generator = torch.Generator().manual_seed(5);
            return (torch.empty(shape, x.dtype).bernoulli_(0.7, generator), generator);
        }
        static Tensor Expected(Tensor x, long[] shape, bool alpha)
        {
            var kept = Draw(x, shape).Kept;
            if (!alpha) return x * (kept / 0.7);
            const double Lowest = -1.7580993408473766;
            double a = 1 / Math.Sqrt((Lowest * Lowest * 0.3 + 1) * 0.7);
            return (x * kept + Lowest * (1 - kept)) * a - Lowest * a * 0.3;
        }
        // Tests beside this one may draw from the same generator: then its state is not what this one's draws make of it.
        static Tensor Alone(Tensor x, Func<Tensor, Tensor> call, long[] shape)
        {
            var state = Draw(x, shape).Drawn.get_state();
            for (int i = 0; i < 100; i++)
            {
                torch.manual_seed(5);
                var result = call(x);
                if (torch.get_rng_state().equal(state)) return result;
            }
            throw new InvalidOperationException("other numbers were drawn than the reference draws");
        }
        static OperatorInfo Row(string name, Func<Tensor, Tensor> call, Func<Tensor, long[]> shape, bool alpha = false) =>
            InDouble(name, Samples, t => Alone(t[0], call, shape(t[0])), t => Expected(t[0], shape(t[0]), alpha)) with
            { Types = s_wide, OtherLayouts = false, Differentiable = true };
        yield return Row("dropout", x => F.dropout(x, 0.3), x => x.shape.ToArray());
        yield return Row("dropout1d", x => F.dropout1d(x, 0.3), x => [3, 4, 1]);
        yield return Row("dropout2d", x => F.dropout2d(x.unsqueeze(-1), 0.3).squeeze(-1), x => [3, 4, 1]);
        yield return Row("dropout3d", x => F.dropout3d(x.unsqueeze(-1), 0.3).squeeze(-1), x => [3, 1, 1]);
        yield return Row("alpha_dropout", x => F.alpha_dropout(x, 0.3, training: true), x => x.shape.ToArray(), alpha: true);
        yield return Row("feature_alpha_dropout", x => F.feature_alpha_dropout(x, 0.3, training: true), x => [3, 4, 1], alpha: true);
    }
}
