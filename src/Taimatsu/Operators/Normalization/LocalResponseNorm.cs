namespace Taimatsu.Operators;

/// <summary>Normalisation by neighbouring channels.</summary>
internal static class LocalResponseNorm
{
    /// <summary>x / (k + alpha · mean of x² over <paramref name="size"/> neighbouring channels)^beta, for (N, C, …).</summary>
    /// <exception cref="ArgumentException">There are fewer than 3 dimensions, or the size is not positive.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.local_response_norm.html"/>
    [Operator("local_response_norm", Face = Face.Functional)]
    public static Tensor Of(Tensor input, long size, double alpha = 1e-4, double beta = 0.75, double k = 1)
    {
        if (input.ndim < 3) throw new ArgumentException($"Expected 3D or higher dimensionality input (got {input.ndim} dimensions)");
        if (size < 1) throw new ArgumentException($"local_response_norm: size must be positive, got {size}");
        if (input.numel() == 0) return input;
        long channels = input.Layout.Sizes[1];
        var sizes = input.Layout.Sizes.ToArray();
        sizes[1] += size - 1;
        // Squares with zeros around them, shifted against each other.
        var padded = torch.zeros(sizes, input.dtype, input.device);
        padded.narrow(1, size / 2, channels).copy_(input * input);
        var sum = padded.narrow(1, 0, channels);
        for (long i = 1; i < size; i++) sum = sum + padded.narrow(1, i, channels);
        return input / (sum * (alpha / size) + k).pow(beta);
    }
}
