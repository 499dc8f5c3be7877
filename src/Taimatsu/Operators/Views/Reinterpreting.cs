namespace Taimatsu.Operators;

/// <summary>The same bytes as another element type.</summary>
internal static class Reinterpreting
{
    /// <summary>
    /// A view whose bytes are read as another type, outside the graph. Smaller elements make the last dimension longer, larger ones shorter.
    /// </summary>
    /// <exception cref="ArgumentException">The last dimension does not hold whole elements of the type, or its elements do not lie side by side.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.view.html"/>
    [Operator("view", Face = Face.Tensor)]
    public static Tensor View(Tensor input, ScalarType dtype)
    {
        long own = input.element_size(), other = dtype.ElementSize(), offset = input.storage_offset();
        var layout = input.Layout;
        if (own != other)
        {
            string what = $"self.size(-1) must be divisible by {other / Math.Max(own, 1)} to view {input.dtype.PyTorchName()[6..]} as {dtype.PyTorchName()[6..]} (different element sizes)";
            if (layout.Rank == 0) throw new ArgumentException($"self.dim() cannot be 0 to view {input.dtype.PyTorchName()[6..]} as {dtype.PyTorchName()[6..]} (different element sizes)");
            if (layout.Strides[^1] != 1) throw new ArgumentException($"self.stride(-1) must be 1 to view {input.dtype.PyTorchName()[6..]} as {dtype.PyTorchName()[6..]} (different element sizes), but got {layout.Strides[^1]}");
            if (layout.Sizes[^1] * own % other != 0) throw new ArgumentException($"{what}, but got {layout.Sizes[^1]}");
            if (offset * own % other != 0) throw new ArgumentException($"self.storage_offset() must be divisible by {other / own} to view {input.dtype.PyTorchName()[6..]} as {dtype.PyTorchName()[6..]} (different element sizes), but got {offset}");
            long[] sizes = [.. layout.Sizes], strides = [.. layout.Strides];
            sizes[^1] = sizes[^1] * own / other;
            for (int d = 0; d < strides.Length - 1; d++)
            {
                if (strides[d] * own % other != 0) throw new ArgumentException($"self.stride({d}) must be divisible by {other / own} to view {input.dtype.PyTorchName()[6..]} as {dtype.PyTorchName()[6..]} (different element sizes), but got {strides[d]}");
                strides[d] = strides[d] * own / other;
            }
            (layout, offset) = (new Layout(sizes, strides), offset * own / other);
        }
        using (torch.no_grad()) return input.MakeView(layout, offset, dtype);
    }
}
