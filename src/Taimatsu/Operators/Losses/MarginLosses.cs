using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Operators;

/// <summary>Losses that vanish beyond a margin, and the distances they are made of.</summary>
internal static class MarginLosses
{
    /// <summary>max(0, −y (x1 − x2) + margin).</summary>
    /// <exception cref="ArgumentException">The numbers of dimensions differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.margin_ranking_loss.html"/>
    [Operator("margin_ranking_loss", Face = Face.Functional)]
    public static Tensor MarginRankingLoss(Tensor input1, Tensor input2, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean)
    {
        if (input1.ndim != input2.ndim || input1.ndim != target.ndim)
            throw new ArgumentException($"margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} ");
        return LossReduction.Apply((-target * (input1 - input2) + margin).clamp_min(0), reduction);
    }

    /// <summary>x where y is 1, max(0, margin − x) where y is −1.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hinge_embedding_loss.html"/>
    [Operator("hinge_embedding_loss", Face = Face.Functional)]
    public static Tensor HingeEmbeddingLoss(Tensor input, Tensor target, double margin = 1, Reduction reduction = Reduction.Mean)
        => LossReduction.Apply(torch.where(target.eq(1), 0.0, (margin - input).clamp_min(0)) + torch.where(target.eq(-1), 0.0, input), reduction);

    /// <summary>1 − cos(x1, x2) where y is 1, max(0, cos(x1, x2) − margin) where y is −1.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_embedding_loss.html"/>
    [Operator("cosine_embedding_loss", Face = Face.Functional)]
    public static Tensor CosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean)
    {
        if (target.ndim > 1) throw new ArgumentException("0D or 1D target tensor expected, multi-target not supported");
        if (target.ndim == 1 ? input1.ndim != 2 : input1.ndim != 1)
            throw new ArgumentException($"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found inputs with sizes {input1.shape} and {input2.shape}.");
        const double Epsilon = 1e-12;
        var product = (input1 * input2).sum(-1);
        var cosine = product / (((input1 * input1).sum(-1) + Epsilon) * ((input2 * input2).sum(-1) + Epsilon)).sqrt();
        return LossReduction.Apply(torch.where(target.eq(1), 1 - cosine, 0.0) + torch.where(target.eq(-1), (cosine - margin).clamp_min(0), 0.0), reduction);
    }

    /// <summary>max(0, |anchor − positive| − |anchor − negative| + margin), with norms of degree p.</summary>
    /// <exception cref="ArgumentException">The numbers of dimensions differ, or the margin is not positive.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.triplet_margin_loss.html"/>
    [Operator("triplet_margin_loss", Face = Face.Functional)]
    public static Tensor TripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative, double margin = 1, double p = 2, double eps = 1e-6, bool swap = false,
        Reduction reduction = Reduction.Mean)
    {
        if (!(margin > 0)) throw new ArgumentException($"margin must be greater than 0, got {Scalar.PythonFloat(margin)}");
        if (anchor.ndim != positive.ndim || positive.ndim != negative.ndim)
            throw new ArgumentException($"The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor {anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs");
        Tensor near = PairwiseDistance(anchor, positive, p, eps), far = PairwiseDistance(anchor, negative, p, eps);
        if (swap) far = torch.minimum(far, PairwiseDistance(positive, negative, p, eps));
        return LossReduction.Apply((margin + near - far).clamp_min(0), reduction);
    }

    /// <summary>The norm of degree p of x1 − x2 + eps along the last dimension.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pairwise_distance.html"/>
    [Operator("pairwise_distance", Face = Face.Torch | Face.Functional)]
    public static Tensor PairwiseDistance(Tensor x1, Tensor x2, double p = 2, double eps = 1e-6, bool keepdim = false)
        => Norm.Of(x1 - x2 + eps, p, [-1], keepdim, null);

    /// <summary>The cosine of the angle between x1 and x2 along a dimension.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_similarity.html"/>
    [Operator("cosine_similarity", Face = Face.Torch | Face.Functional)]
    public static Tensor CosineSimilarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
    {
        var layout = Broadcasting.Result(x1.Layout, x2.Layout);
        (x1, x2) = (x1.expand(layout.Sizes), x2.expand(layout.Sizes));
        Tensor norm1 = Norm.Of(x1, 2, [dim], true, null).clamp_min(eps), norm2 = Norm.Of(x2, 2, [dim], true, null).clamp_min(eps);
        return (x1 / norm1 * (x2 / norm2)).sum(dim);
    }

    /// <summary>Σ max(0, margin − x[y] + x[i])ᵖ / C over the classes i other than the target y, for scores (N, C) or (C).</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or p is neither 1 nor 2.</exception>
    /// <exception cref="IndexOutOfRangeException">A class number is out of bounds.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.multi_margin_loss.html"/>
    [Operator("multi_margin_loss", Face = Face.Functional)]
    public static Tensor MultiMarginLoss(Tensor input, Tensor target, long p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        if (p is not (1 or 2)) throw new ArgumentException($"only p == 1 and p == 2 supported, got {p}");
        bool single = input.ndim == 1;
        var scores = single ? input.unsqueeze(0) : input;
        if (scores.ndim != 2 || target.numel() != scores.Layout.Sizes[0])
            throw new ArgumentException($"inconsistent target size, expected {scores.Layout.Sizes[0]} but got {target.shape}");
        long classes = scores.Layout.Sizes[1];
        var flat = target.reshape(-1);
        foreach (long y in flat.ToFlatArray<long>())
            if (y < 0 || y >= classes) throw new IndexOutOfRangeException("target out of range");
        var mask = PositionMask.Of(flat.unsqueeze(1), 1, classes, input.dtype);
        var excess = (margin - (scores * mask).sum(1, keepdim: true) + scores).clamp_min(0) * (1 - mask);
        if (p == 2) excess = excess * excess;
        if (weight is not null) excess = excess * (mask * weight).sum(1, keepdim: true);
        var losses = excess.sum(1) / classes;
        return LossReduction.Apply(single ? losses.squeeze(0) : losses, reduction);
    }

    /// <summary>The mean over classes of the cross entropies of sigmoids, for scores and targets (N, C).</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.multilabel_soft_margin_loss.html"/>
    [Operator("multilabel_soft_margin_loss", Face = Face.Functional)]
    public static Tensor MultilabelSoftMarginLoss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
        => LossReduction.Apply(ElementLoss.Run(default(LogitCrossEntropy), input, target, Reduction.None, weight).mean(-1), reduction);
}
