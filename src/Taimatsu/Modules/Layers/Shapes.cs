namespace Taimatsu.Modules;

/// <summary>Makes one dimension of several.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html"/>
public sealed class Flatten(long start_dim = 1, long end_dim = -1) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (input.ndim == 0) return input.reshape(1);
        int start = input.WrapDimension(start_dim), end = input.WrapDimension(end_dim);
        if (start > end) throw new ArgumentException("flatten() has invalid args: start_dim cannot come after end_dim");
        var sizes = input.shape;
        return input.reshape(new Size([.. sizes[..start], sizes[start..(end + 1)].numel(), .. sizes[(end + 1)..]]));
    }

    /// <inheritdoc/>
    public override string extra_repr() => $"start_dim={start_dim}, end_dim={end_dim}";
}

/// <summary>Makes several dimensions of one.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html"/>
public sealed class Unflatten(long dim, Size unflattened_size) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        int at = input.WrapDimension(dim);
        long known = 1;
        foreach (long size in unflattened_size)
            if (size != -1)
                known *= size;
        var inferred = unflattened_size.Select(size => size == -1 && known > 0 ? input.size(at) / known : size).ToArray();
        if (new Size(inferred).numel() != input.size(at))
            throw new ArgumentException($"unflatten: Provided sizes [{string.Join(", ", unflattened_size)}] don't multiply up to the size of dim {dim} ({input.size(at)}) in the input tensor");
        var sizes = input.shape;
        return input.reshape(new Size([.. sizes[..at], .. inferred, .. sizes[(at + 1)..]]));
    }

    /// <inheritdoc/>
    public override string extra_repr() => $"dim={dim}, unflattened_size=({string.Join(", ", unflattened_size)}{(unflattened_size.Length == 1 ? "," : "")})";
}
