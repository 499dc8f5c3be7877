using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Elements several times, backwards, or moved around.</summary>
internal static class Repeating
{
    /// <summary>The whole tensor several times along each dimension; further factors in front make new dimensions.</summary>
    /// <exception cref="ArgumentException">There are fewer factors than dimensions, or one is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.repeat.html"/>
    [Operator("repeat", Face = Face.Tensor)]
    public static Tensor Repeat(Tensor input, params ReadOnlySpan<long> repeats)
    {
        int extra = repeats.Length - (int)input.ndim;
        if (extra < 0) throw new ArgumentException("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
        // Each dimension as (factor, length): expanding the factors is a view, and one copy makes them whole.
        var between = new long[2 * repeats.Length];
        var shown = new long[2 * repeats.Length];
        var final = new long[repeats.Length];
        for (int d = 0; d < repeats.Length; d++)
        {
            if (repeats[d] < 0) throw new ArgumentException($"repeat: Trying to create tensor with negative dimension {repeats[d]}");
            long length = d < extra ? 1 : input.size(d - extra);
            (between[2 * d], between[2 * d + 1]) = (1, length);
            (shown[2 * d], shown[2 * d + 1]) = (repeats[d], length);
            final[d] = repeats[d] * length;
        }
        return input.reshape(between).expand(shown).clone().reshape(final);
    }

    /// <summary>As repeat, but missing factors in front count as 1.</summary>
    /// <exception cref="ArgumentException">A factor is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.tile.html"/>
    [Operator("tile")]
    public static Tensor Tile(Tensor input, params ReadOnlySpan<long> dims)
    {
        var factors = new long[Math.Max(dims.Length, (int)input.ndim)];
        Array.Fill(factors, 1);
        dims.CopyTo(factors.AsSpan(factors.Length - dims.Length));
        return Repeat(input, factors);
    }

    /// <summary>Each index of a dimension several times in a row; without a dimension, of the flattened tensor.</summary>
    /// <exception cref="ArgumentException">The factor is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.repeat_interleave.html"/>
    [Operator("repeat_interleave")]
    public static Tensor RepeatInterleave(Tensor input, long repeats, long? dim = null)
    {
        if (repeats < 0) throw new ArgumentException("repeat_interleave: repeats must be non-negative");
        if (dim is not { } given) return RepeatInterleave(input.reshape(-1), repeats, 0);
        int d = input.WrapDimension(given);
        long[] sizes = input.shape.ToArray(), shown = [.. sizes[..(d + 1)], repeats, .. sizes[(d + 1)..]];
        sizes[d] *= repeats;
        return input.unsqueeze(d + 1).expand(shown).clone().reshape(sizes);
    }

    /// <summary>The tensor backwards along some dimensions.</summary>
    /// <exception cref="ArgumentException">A dimension is named twice.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.flip.html"/>
    [Operator("flip")]
    public static Tensor Flip(Tensor input, params ReadOnlySpan<long> dims)
    {
        var flipped = new bool[input.ndim];
        foreach (long dim in dims)
        {
            int d = input.WrapDimension(dim);
            if (flipped.Length == 0) continue;
            if (flipped[d]) throw new ArgumentException($"dim {d} appears multiple times in the list of dims");
            flipped[d] = true;
        }
        var result = input.detach();
        if (ReferenceEquals(input.Storage.Device, Device.CPU)) result = Backwards(input, flipped);
        else
        {
            for (int d = 0; d < flipped.Length; d++)
                if (flipped[d]) result = result.index_select(d, torch.arange(input.size(d) - 1, -1, -1, device: input.device));
            if (Array.IndexOf(flipped, true) < 0) result = result.clone();
        }
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new FlipBackward0(input, dims.ToArray())) : result;
    }

    // A copy whose source is walked with negative strides, which views never have.
    private static Tensor Backwards(Tensor input, bool[] flipped)
    {
        var (sizes, strides, offset) = (input.Layout.Sizes, (long[])input.Layout.Strides.Clone(), input.storage_offset());
        for (int d = 0; d < flipped.Length; d++)
        {
            if (!flipped[d] || sizes[d] == 0) continue;
            offset += (sizes[d] - 1) * strides[d];
            strides[d] = -strides[d];
        }
        var result = Tensor.Empty(Layout.Contiguous(sizes), input.dtype, input.device);
        result.Backend.Copy(result.Operand, new Operand(input.Storage, offset, new Layout(sizes, strides), input.dtype));
        GC.KeepAlive(input);
        return result;
    }

    private sealed class FlipBackward0(Tensor input, long[] dims) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = Flip(grad, dims);
    }

    /// <summary>The rows of a matrix backwards.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.flipud.html"/>
    [Operator("flipud")]
    public static Tensor Flipud(Tensor input) => Flip(input, 0);

    /// <summary>The columns of a matrix backwards.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.fliplr.html"/>
    [Operator("fliplr")]
    public static Tensor Fliplr(Tensor input) => Flip(input, 1);

    /// <summary>The flattened elements moved along; what falls out at the end comes in at the beginning.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.roll.html"/>
    [Operator("roll")]
    public static Tensor Roll(Tensor input, long shifts) => Roll(input.reshape(-1), [shifts], [0]).reshape(input.shape);

    /// <summary>Elements moved along one dimension.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.roll.html"/>
    [Operator("roll")]
    public static Tensor Roll(Tensor input, long shifts, long dims) => Roll(input, [shifts], [dims]);

    /// <summary>Elements moved along some dimensions.</summary>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.roll.html"/>
    [Operator("roll")]
    public static Tensor Roll(Tensor input, long[] shifts, long[] dims)
    {
        if (shifts.Length != dims.Length) throw new ArgumentException($"shifts and dimensions must align. shifts: {shifts.Length}, dims:{dims.Length}");
        var result = input;
        for (int i = 0; i < shifts.Length; i++)
        {
            int d = input.WrapDimension(dims[i]);
            long length = input.size(d);
            if (length == 0) continue;
            long start = ((-shifts[i] % length) + length) % length;
            result = start == 0 ? result : torch.cat([result.narrow(d, start, length - start), result.narrow(d, 0, start)], d);
        }
        return ReferenceEquals(result, input) ? input.clone() : result;
    }
}
