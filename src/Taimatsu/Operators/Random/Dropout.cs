namespace Taimatsu.Operators;

/// <summary>Dropout: random elements, or whole channels, become zero (or the negative saturation of SELU) and the others are scaled up.</summary>
internal static class Dropout
{
    // −λα of SELU, to which alpha dropout sets what it drops.
    private const double SeluAlpha = 1.7580993408473766;

    /// <summary>While training, zeroes each element with probability <paramref name="p"/> and scales the others by 1 / (1 − p).</summary>
    /// <exception cref="ArgumentException">p is not a probability.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html"/>
    [Operator("dropout", Face = Face.Torch | Face.Functional)]
    public static Tensor Elements(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Run("dropout", input, p, training, inplace, false, false);

    /// <summary>While training, zeroes whole channels of a (N, C, L) or (C, L) tensor.</summary>
    /// <exception cref="ArgumentException">p is not a probability, or the number of dimensions is not 2 or 3.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout1d.html"/>
    [Operator("dropout1d", Face = Face.Functional)]
    public static Tensor Channels1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
    {
        if (input.ndim is not (2 or 3)) throw new ArgumentException($"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).");
        return Batched("dropout1d", input, input.ndim == 2, p, training, inplace);
    }

    /// <summary>While training, zeroes whole channels of a (N, C, H, W) tensor.</summary>
    /// <exception cref="ArgumentException">p is not a probability, or the number of dimensions is less than 3.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout2d.html"/>
    [Operator("dropout2d", Face = Face.Functional)]
    public static Tensor Channels2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Batched("dropout2d", input, false, p, training, inplace);

    /// <summary>While training, zeroes whole channels of a (N, C, D, H, W) or (C, D, H, W) tensor.</summary>
    /// <exception cref="ArgumentException">p is not a probability, or the number of dimensions is less than 4.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout3d.html"/>
    [Operator("dropout3d", Face = Face.Functional)]
    public static Tensor Channels3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Batched("dropout3d", input, input.ndim == 4, p, training, inplace);

    /// <summary>Dropout that keeps mean and variance of SELU networks.</summary>
    /// <exception cref="ArgumentException">p is not a probability.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.alpha_dropout.html"/>
    [Operator("alpha_dropout", Face = Face.Torch | Face.Functional)]
    public static Tensor Alpha(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Run("alpha_dropout", input, p, training, inplace, false, true);

    /// <summary>Alpha dropout of whole channels.</summary>
    /// <exception cref="ArgumentException">p is not a probability, or there are fewer than 2 dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.feature_alpha_dropout.html"/>
    [Operator("feature_alpha_dropout", Face = Face.Torch | Face.Functional)]
    public static Tensor FeatureAlpha(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Run("feature_alpha_dropout", input, p, training, inplace, true, true);

    private static Tensor Batched(string op, Tensor input, bool single, double p, bool training, bool inplace)
    {
        if (!single) return Run(op, input, p, training, inplace, true, false);
        var result = Run(op, input.unsqueeze(0), p, training, inplace, true, false);
        return inplace ? input : result.squeeze(0);
    }

    private static Tensor Run(string op, Tensor input, double p, bool training, bool inplace, bool channels, bool alpha)
    {
        if (!(p >= 0 && p <= 1)) throw new ArgumentException($"dropout probability has to be between 0 and 1, but got {Scalar.PythonFloat(p)}");
        if (p == 0 || !training || input.numel() == 0) return input;
        if (p == 1) return inplace ? input.mul_(torch.zeros_like(input.detach())) : input * torch.zeros_like(input.detach());
        var noise = channels ? Tensor.Empty(Layout.Contiguous(ChannelShape(op, input)), input.dtype, input.device) : torch.empty_like(input.detach());
        noise.bernoulli_(1 - p);
        if (!alpha)
        {
            noise.div_(1 - p);
            return inplace ? input.mul_(noise) : input * noise;
        }
        double scale = 1 / Math.Sqrt((SeluAlpha * SeluAlpha * p + 1) * (1 - p));
        var shift = noise.add(-1).mul_(SeluAlpha * scale).add_(SeluAlpha * scale * p);
        noise.mul_(scale);
        return inplace ? input.mul_(noise).add_(shift) : input * noise + shift;
    }

    private static long[] ChannelShape(string op, Tensor input)
    {
        if (input.ndim < 2) throw new ArgumentException($"{op}: Feature dropout requires at least 2 dimensions in the input, got {input.shape}");
        var shape = new long[input.ndim];
        Array.Fill(shape, 1);
        (shape[0], shape[1]) = (input.Layout.Sizes[0], input.Layout.Sizes[1]);
        return shape;
    }
}
