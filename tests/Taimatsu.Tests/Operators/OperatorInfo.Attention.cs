using static Taimatsu.Tests.Operators.OperatorInfo;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Attentions()
    {
        static Tensor Numbers(ScalarType type, int seed, params long[] shape) => SampleData.Make(type, new Values(-1.5, 1.5), seed, shape);

        static IEnumerable<Tensor[]> Samples(ScalarType type, int maskDimensions)
        {
            foreach (var (lead, queries, keys, width, valueWidth) in ((long[], long, long, long, long)[])[([2, 3], 4, 5, 3, 2), ([2], 3, 3, 4, 4), ([], 1, 7, 2, 5), ([1, 2], 37, 33, 20, 16)])
            {
                Tensor[] three = [Numbers(type, 1, [.. lead, queries, width]), Numbers(type, 2, [.. lead, keys, width]), Numbers(type, 3, [.. lead, keys, valueWidth])];
                if (maskDimensions == 0) yield return three;
                else if (maskDimensions == 1) yield return [.. three, Numbers(type, 4, keys)];
                else yield return [.. three, Numbers(type, 4, [.. maskDimensions == 2 ? Array.Empty<long>() : lead, queries, keys])];
            }
        }

        static Tensor Plain(Tensor q, Tensor k, Tensor v, Tensor? mask = null, double? scale = null)
        {
            var e = (q.matmul(k.transpose(-2, -1)) * (scale ?? 1 / Math.Sqrt(q.shape[-1])) + (mask ?? torch.zeros(1, torch.float64))).exp();
            return (e / e.sum(-1, keepdim: true)).matmul(v);
        }

        static Tensor Causal(Tensor[] t) => torch.full([t[0].shape[-2], t[1].shape[-2]], double.NegativeInfinity, torch.float64).triu(1);

        OperatorInfo Row(string variant, Func<ScalarType, IEnumerable<Tensor[]>> samples, Func<Tensor[], Tensor> call, Func<Tensor[], Tensor> reference)
            => InDouble("scaled_dot_product_attention", samples, call, reference) with
            { Variant = variant, Types = Floats, Differentiable = true, Tolerance32 = 1e-5, Tolerance64 = 1e-11, GradSamples = _ => samples(torch.float64).Take(3) };

        yield return Row("", s => Samples(s, 0), t => F.scaled_dot_product_attention(t[0], t[1], t[2]), t => Plain(t[0], t[1], t[2]));
        yield return Row("scale", s => Samples(s, 0), t => F.scaled_dot_product_attention(t[0], t[1], t[2], scale: 0.3), t => Plain(t[0], t[1], t[2], scale: 0.3));
        yield return Row("negative scale", s => Samples(s, 0), t => F.scaled_dot_product_attention(t[0], t[1], t[2], scale: -0.3), t => Plain(t[0], t[1], t[2], scale: -0.3));
        yield return Row("causal", s => Samples(s, 0), t => F.scaled_dot_product_attention(t[0], t[1], t[2], is_causal: true), t => Plain(t[0], t[1], t[2], Causal(t)));
        foreach (int dimensions in (int[])[1, 2, 3])
        {
            yield return Row($"mask {dimensions}", s => Samples(s, dimensions), t => F.scaled_dot_product_attention(t[0], t[1], t[2], t[3]), t => Plain(t[0], t[1], t[2], t[3]));
            // Constants, with which the fused kernel deals; of the bool one, every query sees the last key.
            Tensor Constant(Tensor[] t) => Numbers(t[0].dtype, 4, dimensions == 1 ? [t[1].shape[-2]] : [.. dimensions == 2 ? [] : t[0].shape.ToArray()[..^2], t[0].shape[-2], t[1].shape[-2]]);
            Tensor Seen(Tensor[] t) => (Constant(t) > 0) | torch.arange(t[1].shape[-2]).eq(t[1].shape[-2] - 1);
            yield return Row($"constant mask {dimensions}", s => Samples(s, 0), t => F.scaled_dot_product_attention(t[0], t[1], t[2], Constant(t)), t => Plain(t[0], t[1], t[2], Constant(t)));
            yield return Row($"bool mask {dimensions}", s => Samples(s, 0), t => F.scaled_dot_product_attention(t[0], t[1], t[2], Seen(t)),
                t => Plain(t[0], t[1], t[2], torch.zeros(1, torch.float64).masked_fill(Seen(t).logical_not(), double.NegativeInfinity)));
        }
        static IEnumerable<Tensor[]> Grouped(ScalarType type)
        {
            yield return [Numbers(type, 1, 2, 4, 3, 3), Numbers(type, 2, 2, 2, 5, 3), Numbers(type, 3, 2, 2, 5, 4)];
            yield return [Numbers(type, 1, 6, 2, 3), Numbers(type, 2, 2, 3, 3), Numbers(type, 3, 2, 3, 2)];
        }
        yield return Row("grouped", Grouped, t => F.scaled_dot_product_attention(t[0], t[1], t[2], enable_gqa: true),
            t => Plain(t[0], t[1].repeat_interleave(t[0].shape[-3] / t[1].shape[-3], -3), t[2].repeat_interleave(t[0].shape[-3] / t[2].shape[-3], -3)));
        yield return Row("TorchSharp's names", s => Samples(s, 0), t => F.scaled_dot_product_attention(t[0], t[1], t[2], p: 0, is_casual: true), t => Plain(t[0], t[1], t[2], Causal(t)));
    }
}
