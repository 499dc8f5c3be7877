namespace Taimatsu.Operators;

/// <summary>Margins put around tensors.</summary>
internal static class Padding
{
    /// <summary>
    /// The tensor with margins: <paramref name="pad"/> names pairs (before, after), the last dimension's first. "constant" fills with a value, and cuts where a margin
    /// is negative; "reflect" mirrors without the edge, "replicate" repeats the edge, "circular" goes on at the other end.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such mode, or the margins do not fit the tensor.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html"/>
    [Operator("pad", Face = Face.Functional)]
    public static Tensor Pad(Tensor input, Size pad, string mode = "constant", double? value = null)
    {
        if (pad.Length % 2 != 0) throw new ArgumentException("Padding length must be divisible by 2");
        if (pad.Length > 2 * input.ndim) throw new ArgumentException($"Padding length should be less than or equal to two times the input dimension but got padding length {pad.Length} and input of dimension {input.ndim}");
        if (mode == "constant") return Constant(input, pad, value ?? 0);
        if (mode is not ("reflect" or "replicate" or "circular")) throw new ArgumentException($"Unrecognised padding mode {mode}");
        if (value is not (null or 0)) throw new ArgumentException($"Padding mode \"{mode}\" doesn't take in value argument");
        if (pad.Length == 0 || (pad.Length + 2 != 2 * input.ndim && pad.Length + 4 != 2 * input.ndim))
            throw new ArgumentException($"Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
        // Each dimension is a choice of its own elements, so its derivative adds up what was chosen several times.
        for (int i = 0; i < pad.Length / 2; i++)
        {
            int d = (int)input.ndim - 1 - i;
            if (pad[2 * i] != 0 || pad[2 * i + 1] != 0) input = input.index_select(d, torch.tensor(Sources(mode, input, d, pad[2 * i], pad[2 * i + 1]), device: input.device));
        }
        return input;
    }

    private static Tensor Constant(Tensor input, Size pad, double value)
    {
        var sizes = input.shape.ToArray();
        var inner = input;
        for (int i = 0; i < pad.Length / 2; i++)
        {
            int d = sizes.Length - 1 - i;
            long before = pad[2 * i], after = pad[2 * i + 1], length = sizes[d] + before + after;
            if (length < 0)
                throw new ArgumentException($"The input size {sizes[d]}, plus negative padding {before} and {after} resulted in a negative output size, which is invalid. Check dimension {d} of your input.");
            long start = Math.Max(0, -before), kept = Math.Max(0, sizes[d] - start - Math.Max(0, -after));
            if (start > 0 || kept != sizes[d]) inner = inner.narrow(d, Math.Min(start, sizes[d]), kept);
            sizes[d] = length;
        }
        var result = torch.full(sizes, value, dtype: input.dtype, device: input.device);
        var place = result;
        for (int i = 0; i < pad.Length / 2; i++)
        {
            int d = sizes.Length - 1 - i;
            if (inner.size(d) != sizes[d]) place = place.narrow(d, Math.Min(Math.Max(0, pad[2 * i]), sizes[d]), inner.size(d));
        }
        if (ReferenceEquals(place, result)) return input.requires_grad ? inner + torch.zeros(Array.Empty<long>(), dtype: input.dtype, device: input.device) : inner.clone();
        place.copy_(inner);
        return result;
    }

    private static long[] Sources(string mode, Tensor input, int dimension, long before, long after)
    {
        long length = input.size(dimension);
        if (mode == "reflect" && (before >= length || after >= length))
            throw new ArgumentException($"Argument #4: Padding size should be less than the corresponding input dimension, but got: padding ({before}, {after}) at dimension {dimension} of input [{string.Join(", ", input.shape)}]");
        if (mode == "circular" && (before > length || after > length)) throw new ArgumentException("Padding value causes wrapping around more than once.");
        if (length + before + after < 0 || length == 0) throw new ArgumentException($"{mode} padding: the length {length} of dimension {dimension} with padding ({before}, {after}) leaves nothing to choose from");
        var places = new long[length + before + after];
        for (long i = 0; i < places.Length; i++)
        {
            long at = i - before;
            places[i] = mode switch
            {
                "replicate" => Math.Clamp(at, 0, length - 1),
                "circular" => (at % length + length) % length,
                _ => at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at,
            };
        }
        return places;
    }
}
