using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Operators;

/// <summary>Cross entropy of scores.</summary>
internal static class CrossEntropy
{
    /// <summary>
    /// The cross entropy of scores (C), (N, C) or (N, C, d1, …) with class numbers (no dimension C, int64) or class probabilities (the scores' shape).
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or the label smoothing is not in [0, 1].</exception>
    /// <exception cref="IndexOutOfRangeException">A class number is out of bounds.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html"/>
    [Operator("cross_entropy", Face = Face.Functional)]
    public static Tensor Of(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0)
    {
        if (!(label_smoothing >= 0 && label_smoothing <= 1)) throw new ArgumentException($"label_smoothing must be between 0.0 and 1.0. Got: {Scalar.PythonFloat(label_smoothing)}");
        int classDim = input.ndim <= 1 ? 0 : 1;
        if (input.Layout.SameSizes(target.Layout) && target.is_floating_point()) return OfProbabilities(input, target, weight, reduction, label_smoothing, classDim);
        if (target.is_floating_point() && target.ndim != input.ndim)
            throw new InvalidOperationException($"expected scalar type Long but found {target.dtype.LegacyName()}");
        if (label_smoothing == 0 && FusedCrossEntropy.TryRun(input, target, weight, ignore_index, reduction) is { } fused) return fused;
        var logs = input.log_softmax(classDim);
        var nll = NllLoss.Of(logs, target, weight, ignore_index, reduction);
        if (label_smoothing == 0) return nll;
        return (1 - label_smoothing) * nll + label_smoothing / input.Layout.Sizes[classDim] * Smooth(logs, target, weight, ignore_index, reduction, classDim);
    }

    // The loss of the uniform distribution.
    private static Tensor Smooth(Tensor logs, Tensor target, Tensor? weight, long ignored, Reduction reduction, int classDim)
    {
        if (weight is not null) logs = logs * Spread(weight, logs, classDim);
        var counted = 1 - Pointwise.Binary(default(EqualMask), target.to(ScalarType.Int64), Tensor.Wrap(ignored)).to(logs.dtype);
        var losses = -logs.sum(classDim) * counted;
        if (reduction != Reduction.Mean) return LossReduction.Apply(losses, reduction);
        if (weight is null) return losses.sum() / counted.sum();
        long n = logs.ndim == 1 ? 1 : logs.Layout.Sizes[0];
        var mask = NllLoss.Mask(target.to(ScalarType.Int64).reshape(n, target.numel() / Math.Max(n, 1)), logs.Layout.Sizes[classDim], logs.dtype, weight.to(logs.dtype), ignored);
        return losses.sum() / mask.sum();
    }

    private static Tensor OfProbabilities(Tensor input, Tensor target, Tensor? weight, Reduction reduction, double smoothing, int classDim)
    {
        long classes = input.Layout.Sizes[classDim];
        if (weight is not null && (weight.ndim != 1 || weight.numel() != classes))
            throw new ArgumentException($"cross_entropy: weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: [{string.Join(", ", weight.Layout.Sizes)}]");
        if (smoothing > 0) target = target * (1 - smoothing) + smoothing / classes;
        var products = input.log_softmax(classDim) * target;
        if (weight is not null) products = products * Spread(weight, input, classDim);
        return reduction switch
        {
            Reduction.None => -products.sum(classDim),
            Reduction.Sum => -products.sum(),
            Reduction.Mean => -products.sum() / (input.numel() / Math.Max(classes, 1)),
            _ => LossReduction.Apply(products, reduction),
        };
    }

    private static Tensor Spread(Tensor weight, Tensor input, int classDim)
    {
        var shape = new long[input.ndim];
        Array.Fill(shape, 1);
        shape[classDim] = weight.numel();
        return weight.view(shape);
    }
}
