using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Operators;

/// <summary>Losses between distributions.</summary>
internal static class DensityLosses
{
    /// <summary>The Kullback-Leibler divergence, y (log y − x), of log-probabilities x from probabilities y (or their logarithms).</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html"/>
    [Operator("kl_div", Face = Face.Functional)]
    public static Tensor KlDiv(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, bool log_target = false)
        => LossReduction.Apply(log_target ? target.exp() * (target - input) : target.xlogy(target) - target * input, reduction);

    /// <summary>The negative log-likelihood of counts under a Poisson distribution with that (log-)rate.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.poisson_nll_loss.html"/>
    [Operator("poisson_nll_loss", Face = Face.Functional)]
    public static Tensor PoissonNllLoss(Tensor input, Tensor target, bool log_input = true, bool full = false, double eps = 1e-8, Reduction reduction = Reduction.Mean)
    {
        var losses = log_input ? input.exp() - target * input : input - target * (input + eps).log();
        if (full)
        {
            // Stirling's approximation of log(target!).
            var stirling = target * target.log() - target + 0.5 * (2 * Math.PI * target).log();
            losses = losses + torch.where(target > 1, stirling, 0.0);
        }
        return LossReduction.Apply(losses, reduction);
    }

    /// <summary>The negative log-likelihood under normal distributions of given means and variances, of at least <paramref name="eps"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or a variance is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gaussian_nll_loss.html"/>
    [Operator("gaussian_nll_loss", Face = Face.Functional)]
    public static Tensor GaussianNllLoss(Tensor input, Tensor target, Tensor var, bool full = false, double eps = 1e-6, Reduction reduction = Reduction.Mean)
    {
        if (!var.Layout.SameSizes(input.Layout))
        {
            if (var.ndim == input.ndim - 1 && input.Layout.Sizes.AsSpan(0, (int)var.ndim).SequenceEqual(var.Layout.Sizes)) var = var.unsqueeze(-1);
            else if (var.ndim != input.ndim || var.Layout.Sizes[^1] != 1 || !input.Layout.Sizes.AsSpan(0, (int)input.ndim - 1).SequenceEqual(var.Layout.Sizes.AsSpan(0, (int)var.ndim - 1)))
                throw new ArgumentException($"var is of incorrect size: {var.shape}, input is {input.shape}");
        }
        if ((var.detach() < 0).any().item<bool>()) throw new ArgumentException("var has negative entry/entries");
        // The bound has no gradient of its own: the variance keeps its gradient also below it.
        var bounded = var + (var.detach().clamp_min(eps) - var.detach());
        var difference = input - target;
        var losses = 0.5 * (bounded.log() + difference * difference / bounded);
        if (full) losses = losses + 0.5 * Math.Log(2 * Math.PI);
        return LossReduction.Apply(losses, reduction);
    }
}
