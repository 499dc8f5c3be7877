using F = Taimatsu.torch.nn.functional;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Modules;

/// <summary>The squared error.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html"/>
public sealed class MSELoss(Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.mse_loss(input, target, reduction);
}

/// <summary>The absolute error.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html"/>
public sealed class L1Loss(Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.l1_loss(input, target, reduction);
}

/// <summary>The absolute error, squared below beta.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html"/>
public sealed class SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.smooth_l1_loss(input, target, reduction, beta);
}

/// <summary>Half the squared error below delta, and linear above.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html"/>
public sealed class HuberLoss(double delta = 1, Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.huber_loss(input, target, reduction, delta);
}

/// <summary>The Kullback-Leibler divergence of a target from log-probabilities.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html"/>
public sealed class KLDivLoss(bool log_target = false, Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.kl_div(input, target, reduction, log_target);
}

/// <summary>log(1 + exp(-y x)) for targets y of 1 and -1.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html"/>
public sealed class SoftMarginLoss(Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.soft_margin_loss(input, target, reduction);
}

/// <summary>x where the target is 1, max(0, margin - x) where it is -1.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html"/>
public sealed class HingeEmbeddingLoss(double margin = 1, Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.hinge_embedding_loss(input, target, margin, reduction);
}

/// <summary>The negative log-likelihood of counts.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html"/>
public sealed class PoissonNLLLoss(bool log_input = true, bool full = false, double eps = 1e-8, Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.poisson_nll_loss(input, target, log_input, full, eps, reduction);
}

/// <summary>How far the first input is from being larger than the second (target 1), or smaller (-1).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html"/>
public sealed class MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => F.margin_ranking_loss(input1, input2, target, margin, reduction);
}

/// <summary>How far two inputs are from having one direction (target 1), or different ones (-1).</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html"/>
public sealed class CosineEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) => F.cosine_embedding_loss(input1, input2, target, margin, reduction);
}

/// <summary>How much farther an anchor should be from the negative than from the positive.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html"/>
public sealed class TripletMarginLoss(double margin = 1, double p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) => F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction);
}

/// <summary>The negative log-likelihood of a target under normal distributions of given variance.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html"/>
public sealed class GaussianNLLLoss(bool full = false, double eps = 1e-6, Reduction reduction = Reduction.Mean) : Module<Tensor, Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target, Tensor variance) => F.gaussian_nll_loss(input, target, variance, full, eps, reduction);
}
