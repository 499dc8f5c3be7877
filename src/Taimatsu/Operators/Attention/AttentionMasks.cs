namespace Taimatsu.Operators;

/// <summary>The two masks of multi-head attention, brought to the form that is added to the scaled products.</summary>
internal static class AttentionMasks
{
    /// <summary>A mask as floats: −∞ where a bool one is true, that is where it forbids. Float masks are taken as they are.</summary>
    /// <exception cref="InvalidOperationException">It is neither bool nor float.</exception>
    public static Tensor? Canonical(Tensor? mask, string name, ScalarType type)
    {
        if (mask is null) return null;
        if (mask.dtype != ScalarType.Bool && !mask.is_floating_point()) throw new InvalidOperationException($"only bool and floating types of {name} are supported");
        if (mask.is_floating_point()) return mask.to(type);
        return torch.zeros(mask.shape, dtype: type, device: mask.device).masked_fill_(mask, double.NegativeInfinity);
    }

    /// <summary>Throws unless the mask is [L, S] or [N · heads, L, S].</summary>
    public static void CheckShape(Tensor mask, long batch, long heads, long targets, long sources)
    {
        if (mask.ndim == 2)
        {
            if (mask.size(0) != targets || mask.size(1) != sources)
                throw new ArgumentException($"The shape of the 2D attn_mask is {Text(mask)}, but should be ({targets}, {sources}).");
        }
        else if (mask.ndim == 3)
        {
            if (mask.size(0) != batch * heads || mask.size(1) != targets || mask.size(2) != sources)
                throw new ArgumentException($"The shape of the 3D attn_mask is {Text(mask)}, but should be ({batch * heads}, {targets}, {sources}).");
        }
        else
        {
            throw new ArgumentException($"attn_mask's dimension {mask.ndim} is not supported");
        }
    }

    /// <summary>The sum of both: broadcast to [N, heads, L, S].</summary>
    public static Tensor? Merge(Tensor? mask, Tensor? padding, long batch, long heads)
    {
        if (mask is { ndim: 3 }) mask = mask.view(batch, heads, mask.size(1), mask.size(2));
        if (padding is null) return mask;
        var columns = padding.view(batch, 1, 1, padding.size(1));
        return mask is null ? columns : mask + columns;
    }

    /// <summary>Whether a mask of <paramref name="size"/> × <paramref name="size"/> forbids exactly what comes later.</summary>
    public static bool IsCausal(Tensor? mask, long size)
    {
        if (mask is null || mask.ndim != 2 || mask.size(0) != size || mask.size(1) != size) return false;
        var causal = AttentionComposite.CausalMask(size, size, ScalarType.Float32, mask.device);
        var floats = mask.dtype == ScalarType.Bool ? Canonical(mask, "mask", ScalarType.Float32)! : mask.detach().to(ScalarType.Float32);
        return floats.eq(causal).all().item<bool>();
    }

    /// <summary>A shape as Python prints a tuple.</summary>
    public static string Text(Tensor tensor) => $"({string.Join(", ", tensor.shape)}{(tensor.ndim == 1 ? "," : "")})";
}
