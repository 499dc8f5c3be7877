using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Drawing by given probabilities.</summary>
internal static class Sampling
{
    /// <summary>Ones with each element's probability, else zeros, in the same type.</summary>
    /// <exception cref="ArgumentException">The type is not a float type, or a probability is not in [0, 1].</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bernoulli.html"/>
    [Operator("bernoulli")]
    public static Tensor Bernoulli(Tensor input, Generator? generator = null)
    {
        if (!input.is_floating_point()) throw new ArgumentException($"bernoulli: expected a floating point type, but got {input.dtype.PyTorchName()}");
        var result = torch.empty_like(input.detach());
        RandomFilling.Bernoulli_(result, input, generator);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new BernoulliBackward0(input)) : result;
    }

    /// <summary>Indices of each row of weights, drawn by weight: int64 [num_samples] or [rows, num_samples]. Weights need not sum to one.</summary>
    /// <exception cref="ArgumentException">The shape or number is wrong.</exception>
    /// <exception cref="InvalidOperationException">A weight is negative, infinite or NaN, or a row's weights sum to zero.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.multinomial.html"/>
    [Operator("multinomial")]
    public static Tensor Multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null)
    {
        if (!input.is_floating_point()) throw new ArgumentException($"multinomial only supports floating-point dtypes for input, got: {input.dtype.PyTorchName()}");
        if (input.ndim is < 1 or > 2) throw new ArgumentException($"prob_dist must be 1 or 2 dim, got {input.shape}");
        if (num_samples <= 0) throw new ArgumentException($"cannot sample n_sample <= 0 samples, got {num_samples}");
        long categories = input.Layout.Sizes[^1];
        if (!replacement && num_samples > categories)
            throw new ArgumentException($"cannot sample n_sample > prob_dist.size(-1) samples without replacement, got {num_samples} of {categories}");
        if (categories == 0) throw new ArgumentException($"multinomial: expected at least one category, got {input.shape}");
        if (categories > 1 << 24) throw new ArgumentException($"number of categories cannot exceed 2^24, got {categories}");
        bool single = input.ndim == 1;
        var weights = input.detach().contiguous();
        if (single) weights = weights.view(1, categories);
        var drawn = torch.empty(weights.size(0), num_samples, ScalarType.Int64, input.device);
        var source = Generators.For(input.device, generator);
        lock (source.Gate)
            drawn.Backend.RandomCategories(drawn.Operand, weights.Operand, source.Engine, replacement);
        return single ? drawn.view(num_samples) : drawn;
    }

    private sealed class BernoulliBackward0(Tensor input) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = torch.zeros_like(grad);
    }
}
