using F = Taimatsu.torch.nn.functional;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Modules;

/// <summary>A loss with a weight for each class or element, which moves and is saved with it.</summary>
public abstract class WeightedLoss : Module<Tensor, Tensor, Tensor>
{
    private protected WeightedLoss(Tensor? weight, Reduction reduction)
    {
        register_buffer("weight", this.weight = weight);
        this.reduction = reduction;
    }

    /// <summary>The weights; null for equal ones.</summary>
    public Tensor? weight { get; set; }

    /// <summary>What becomes of the losses of a batch.</summary>
    public Reduction reduction { get; }
}

/// <summary>The negative log of the probability that scores give to a class.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html"/>
public sealed class CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean, double label_smoothing = 0) : WeightedLoss(weight, reduction)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.cross_entropy(input, target, this.weight, ignore_index ?? -100, this.reduction, label_smoothing);
}

/// <summary>The negative log-likelihood of a class, from log-probabilities.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html"/>
public sealed class NLLLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) : WeightedLoss(weight, reduction)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.nll_loss(input, target, this.weight, ignore_index ?? -100, this.reduction);
}

/// <summary>The binary cross entropy of probabilities.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html"/>
public sealed class BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss(weight, reduction)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.binary_cross_entropy(input, target, this.weight, this.reduction);
}

/// <summary>The binary cross entropy of several labels at once, from scores.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html"/>
public sealed class MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss(weight, reduction)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.multilabel_soft_margin_loss(input, target, this.weight, this.reduction);
}

/// <summary>How far other classes come within a margin of the target class.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html"/>
public sealed class MultiMarginLoss(long p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss(weight, reduction)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.multi_margin_loss(input, target, p, margin, this.weight, this.reduction);
}

/// <summary>The binary cross entropy of scores.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html"/>
public sealed class BCEWithLogitsLoss : WeightedLoss
{
    /// <summary>A loss with a weight for each element, and one for the positive answers of each class.</summary>
    public BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weight = null) : base(weight, reduction)
        => register_buffer("pos_weight", this.pos_weight = pos_weight);

    /// <summary>The weights of positive answers; null for equal ones.</summary>
    public Tensor? pos_weight { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input, Tensor target) => F.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weight);
}
