using System.Runtime.CompilerServices;
using Taimatsu.Autograd;
using Taimatsu.Backends;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Operators;

/// <summary>−(y log x + (1 − y) log(1 − x)); logarithms are at least −100.</summary>
internal readonly struct BinaryCrossEntropy : IElementLoss
{
    public static string Name => "binary_cross_entropy";
    public static string NodeName => "BinaryCrossEntropyBackward0";
    public static Domain Domain => Domain.FloatingOnly;

    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var lowest = V.Create(-100.0);
        V yes = V.Max(Elementary.Log<V, T>(x), lowest), no = V.Max(Elementary.Log1pWithin<V, T>(-x), lowest);
        return (y - V.One) * no - y * yes;
    }

    public V Slope<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => (x - y) / V.Max((V.One - x) * x, V.Create(1e-12));
    public Tensor ByInput(Tensor grad, Tensor input, Tensor target) => grad * (input - target) / ((1 - input) * input).clamp_min(1e-12);
    public Tensor ByTarget(Tensor grad, Tensor input, Tensor target) => grad * ((-input).log1p().clamp_min(-100) - input.log().clamp_min(-100));
}

/// <summary>The cross entropy of sigmoid(x), without overflow: max(x, 0) − x y + log(1 + exp(−|x|)).</summary>
internal readonly struct LogitCrossEntropy : IElementLoss
{
    public static string Name => "binary_cross_entropy_with_logits";
    public static string NodeName => "BinaryCrossEntropyWithLogitsBackward0";
    public static Domain Domain => Domain.FloatingOnly;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
        => V.Max(x, V.Zero) - x * y + Elementary.Log1pWithin<V, T>(Elementary.Exp<V, T>(-V.Abs(x)));

    public V Slope<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Sigmoid<V, T>(x) - y;
    public Tensor ByInput(Tensor grad, Tensor input, Tensor target) => grad * (input.sigmoid() - target);
    public Tensor ByTarget(Tensor grad, Tensor input, Tensor target) => -grad * input;
}

/// <summary>log(1 + exp(−y x)), for targets of 1 and −1.</summary>
internal readonly struct SoftMargin : IElementLoss
{
    public static string Name => "soft_margin_loss";
    public static string NodeName => "SoftMarginLossBackward0";
    public static Domain Domain => Domain.FloatingOnly;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var z = -x * y;
        return V.Max(z, V.Zero) + Elementary.Log1pWithin<V, T>(Elementary.Exp<V, T>(-V.Abs(z)));
    }

    public V Slope<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => -y * Elementary.Sigmoid<V, T>(-(x * y));
    public Tensor ByInput(Tensor grad, Tensor input, Tensor target) => -grad * target * (-(input * target)).sigmoid();
    public Tensor ByTarget(Tensor grad, Tensor input, Tensor target) => -grad * input * (-(input * target)).sigmoid();
}

/// <summary>Losses of two classes.</summary>
internal static class BinaryLosses
{
    /// <summary>The cross entropy of probabilities from 0 to 1 with targets from 0 to 1.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="InvalidOperationException">An input is not from 0 to 1.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html"/>
    [Operator("binary_cross_entropy", Face = Face.Functional)]
    public static Tensor Of(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        if (!input.Layout.SameSizes(target.Layout))
            throw new ArgumentException($"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. Please ensure they have the same size.");
        if (input.dtype != target.dtype) throw new InvalidOperationException($"Found dtype {target.dtype.LegacyName()} but expected {input.dtype.LegacyName()}");
        if (input.numel() > 0)
        {
            var (min, max) = input.detach().aminmax();
            if (!(min.item<double>() >= 0 && max.item<double>() <= 1)) throw new InvalidOperationException("all elements of input should be between 0 and 1");
        }
        return ElementLoss.Run(default(BinaryCrossEntropy), input, target, reduction, weight);
    }

    /// <summary>The cross entropy of the sigmoid of scores with targets from 0 to 1; <paramref name="pos_weight"/> weighs the ones.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html"/>
    [Operator("binary_cross_entropy_with_logits", Face = Face.Functional)]
    public static Tensor OfLogits(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weight = null)
    {
        if (!input.Layout.SameSizes(target.Layout)) throw new ArgumentException($"Target size ({target.shape}) must be the same as input size ({input.shape})");
        if (pos_weight is null) return ElementLoss.Run(default(LogitCrossEntropy), input, target, reduction, weight);
        bool recorded = GradMode.IsEnabled, records = recorded && (input.requires_grad || target.requires_grad || weight is { requires_grad: true } || pos_weight.requires_grad);
        GradMode.IsEnabled = false;
        Tensor result;
        try
        {
            result = Weighted(input, target, weight, pos_weight, reduction);
        }
        finally
        {
            GradMode.IsEnabled = recorded;
        }
        return records ? result.SetGradFn(new BinaryCrossEntropyWithLogitsBackward0(input, target, weight, pos_weight, reduction)) : result;
    }

    /// <summary>log(1 + exp(−target · input)) for targets of 1 and −1.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.soft_margin_loss.html"/>
    [Operator("soft_margin_loss", Face = Face.Functional)]
    public static Tensor SoftMarginLoss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => ElementLoss.Run(default(SoftMargin), input, target, reduction);

    // (1 − y) x + (1 + (p − 1) y) log(1 + exp(−x)).
    private static Tensor Weighted(Tensor input, Tensor target, Tensor? weight, Tensor positive, Reduction reduction)
    {
        var losses = (1 - target) * input + (1 + (positive - 1) * target) * SoftplusOf(-input);
        return LossReduction.Apply(weight is null ? losses : losses * weight, reduction);
    }

    // log(1 + exp(x)) exactly, also far out.
    private static Tensor SoftplusOf(Tensor x) => ElementLoss.Run(default(LogitCrossEntropy), x, torch.zeros_like(x.detach()), Reduction.None);

    private sealed class BinaryCrossEntropyWithLogitsBackward0 : Node
    {
        private readonly Reduction _reduction;

        public BinaryCrossEntropyWithLogitsBackward0(Tensor input, Tensor target, Tensor? weight, Tensor positive, Reduction reduction)
            : base([EdgeOf(input), EdgeOf(target), EdgeOf(weight), EdgeOf(positive)])
        {
            _reduction = reduction;
            Save(input);
            Save(target);
            Save(weight);
            Save(positive);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0), target = Saved(1), positive = Saved(3);
            var weight = SavedOrNull(2);
            if (_reduction == Reduction.Mean) grad = grad / input.numel();
            var scaled = weight is null ? grad : grad * weight;
            if (inputs.Needs(0))
            {
                var weighted = positive * target;
                inputs[0] = Undo(scaled * ((weighted + 1 - target) * input.sigmoid() - weighted), input);
            }
            if (inputs.Needs(1)) inputs[1] = Undo(scaled * ((positive - 1) * SoftplusOf(-input) - input), target);
            if (inputs.Needs(2)) inputs[2] = Undo(grad * Weighted(input, target, null, positive, Reduction.None), weight!);
            if (inputs.Needs(3)) inputs[3] = Undo(scaled * target * SoftplusOf(-input), positive);
        }

        private static Tensor Undo(Tensor gradient, Tensor operand) => Broadcasting.Undo(gradient, operand.Layout, operand.dtype);
    }
}
