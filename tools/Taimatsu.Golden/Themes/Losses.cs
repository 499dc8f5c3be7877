namespace Taimatsu.Golden.Themes;

/// <summary>Losses with all their options, and the gradients of what they take.</summary>
internal static class Losses
{
    private static readonly string[] Reductions = ["none", "mean", "sum"];

    public static void Fill(GoldenTheme theme)
    {
        foreach (var type in new[] { float32, float64 })
        {
            Tensor N(uint seed, params long[] shape) => Values.Numbers(shape, type, -2, 2, seed);
            Tensor P(uint seed, params long[] shape) => Values.Numbers(shape, type, 0.05, 0.95, seed);
            Tensor input = N(1, 3, 4), target = N(2, 3, 4), signs = N(3, 3, 4).sign(), weight = P(4, 4), logits = N(5, 4, 5);
            var classes = torch.tensor(new long[] { 0, 4, 2, 4 });
            var someIgnored = torch.tensor(new long[] { 0, -100, 2, 4 });
            var probabilities = nn.functional.softmax(N(6, 4, 5), 1);
            var classWeight = P(7, 5) * 2;
            foreach (string reduction in Reductions)
            {
                (string, object?)[] R(params (string, object?)[] more) => [("reduction", reduction), .. more];
                theme.Grad("mse_loss", [input, target], R());
                theme.Grad("l1_loss", [input, target], R());
                foreach (double beta in new[] { 1.0, 0.5, 0.0 }) theme.Grad("smooth_l1_loss", [input, target], R(("beta", beta)));
                foreach (double delta in new[] { 1.0, 0.5 }) theme.Grad("huber_loss", [input, target], R(("delta", delta)));
                theme.Grad("binary_cross_entropy", [P(8, 3, 4), P(9, 3, 4)], R());
                theme.Grad("binary_cross_entropy", [P(8, 3, 4), P(9, 3, 4)], R(("weight", weight)));
                theme.Grad("binary_cross_entropy", [Values.Of(type, [4], 0, 1, 0, 1), Values.Of(type, [4], 0, 1, 1, 0)], R());
                theme.Grad("binary_cross_entropy_with_logits", [input, P(9, 3, 4)], R());
                theme.Grad("binary_cross_entropy_with_logits", [input, P(9, 3, 4)], R(("weight", weight)));
                theme.Grad("binary_cross_entropy_with_logits", [input * 60, P(9, 3, 4)], R(("pos_weight", weight * 3)));
                theme.Grad("kl_div", [torch.log(probabilities), P(10, 4, 5)], R());
                theme.Grad("kl_div", [torch.log(probabilities), N(10, 4, 5)], R(("log_target", true)));
                theme.Grad("poisson_nll_loss", [input, P(9, 3, 4), true, false, 1e-8, Array.IndexOf(Reductions, reduction)]);
                theme.Grad("soft_margin_loss", [input, signs], R());
                theme.Grad("hinge_embedding_loss", [input, signs], R(("margin", 0.7)));
                theme.Grad("margin_ranking_loss", [input, target, signs], R(("margin", 0.3)));
                theme.Grad("cosine_embedding_loss", [input, target, Values.Of(type, [3], 1, -1, 1)], R(("margin", 0.1)));
                theme.Grad("triplet_margin_loss", [input, target, N(11, 3, 4)], R(("margin", 1.5)));
                theme.Grad("multi_margin_loss", [logits, classes], R(("p", 1), ("margin", 0.8)));

                var logProbabilities = nn.functional.log_softmax(logits, 1);
                theme.Grad("nll_loss", [logProbabilities, classes], R());
                theme.Grad("nll_loss", [logProbabilities, someIgnored], R(("weight", classWeight)));
                theme.Grad("nll_loss", [logProbabilities, classes], R(("ignore_index", 4)));
                theme.Grad("nll_loss", [nn.functional.log_softmax(N(12, 2, 3, 2, 2), 1), torch.tensor(new long[] { 0, 1, 2, 0, 1, -100, 2, 2 }).reshape(2, 2, 2)], R());
                theme.Grad("cross_entropy", [logits, classes], R());
                theme.Grad("cross_entropy", [logits, classes], R(("weight", classWeight)));
                theme.Grad("cross_entropy", [logits, someIgnored], R());
                theme.Grad("cross_entropy", [logits, classes], R(("ignore_index", 4)));
                theme.Grad("cross_entropy", [logits, classes], R(("label_smoothing", 0.1)));
                theme.Grad("cross_entropy", [logits, someIgnored], R(("label_smoothing", 0.3), ("weight", classWeight)));
                theme.Grad("cross_entropy", [logits, classes], R(("label_smoothing", 1.0)));
                theme.Grad("cross_entropy", [logits, probabilities], R());
                theme.Grad("cross_entropy", [logits, probabilities], R(("weight", classWeight)));
                theme.Grad("cross_entropy", [logits, probabilities], R(("label_smoothing", 0.2), ("weight", classWeight)));
                theme.Grad("cross_entropy", [N(13, 5), torch.tensor(3L)], R());
                theme.Grad("cross_entropy", [N(12, 2, 3, 2, 2), torch.tensor(new long[] { 0, 1, 2, 0, 1, -100, 2, 2 }).reshape(2, 2, 2)], R(("label_smoothing", 0.1)));
                theme.Grad("cross_entropy", [logits * 100, classes], R());
                theme.Grad("cross_entropy", [logits, torch.full(4, -100L, dtype: int64)], R());
                theme.Case("cross_entropy", [torch.zeros([0, 5], dtype: type), torch.zeros(0L, dtype: int64)], R());
                theme.Case("mse_loss", [torch.zeros(0L, dtype: type), torch.zeros(0L, dtype: type)], R());
            }
        }
        foreach (var type in new[] { float16, bfloat16 })
        {
            var logits = Values.Numbers([4, 5], type);
            theme.Case("cross_entropy", [logits, torch.tensor(new long[] { 0, 4, 2, 4 })]);
            theme.Case("mse_loss", [logits, Values.Numbers([4, 5], type, seed: 2)]);
            theme.Case("binary_cross_entropy_with_logits", [logits, Values.Numbers([4, 5], type, 0, 1, seed: 2)]);
        }
        Tensor F(params long[] shape) => torch.ones(shape);
        theme.Case("cross_entropy", [F(2, 3), torch.tensor(new long[] { 0, 3 })]);
        theme.Case("cross_entropy", [F(2, 3), torch.tensor(new long[] { 0, -1 })]);
        theme.Case("cross_entropy", [F(2, 3), torch.tensor(new long[] { 0, 1, 2 })]);
        theme.Case("cross_entropy", [F(2, 3), torch.tensor(new[] { 0, 1 })]);
        theme.Case("cross_entropy", [F(2, 3), torch.tensor(new long[] { 0, 1 })], ("weight", F(2)));
        theme.Case("cross_entropy", [F(2, 3), torch.tensor(new long[] { 0, 1 })], ("label_smoothing", 1.5));
        theme.Case("cross_entropy", [F(2, 3), F(2, 2)]);
        theme.Case("nll_loss", [F(2, 3), torch.tensor(new long[] { 0, 3 })]);
        theme.Case("binary_cross_entropy", [F(2) * 2, F(2)]);
        theme.Case("binary_cross_entropy_with_logits", [F(2), F(3)]);
        theme.Case("mse_loss", [F(2), F(3)]);
    }
}
