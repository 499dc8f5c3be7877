namespace Taimatsu;

public partial class Tensor
{
    /// <summary>
    /// A part of the tensor, as NumPy indexes: <c>x[.., 1]</c>, <c>x[1..3, ^1]</c>, <c>x[mask]</c>, <c>x[TensorIndex.Ellipsis, null]</c>. Numbers, ranges and new dimensions
    /// give views; masks and index tensors give copies. Assigning changes the tensor, also for autograd.
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or there are too many.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/notes/numpy_compatibility.html"/>
    public Tensor this[params ReadOnlySpan<TensorIndex> indices]
    {
        get => Part(indices);
        set => Assign(indices, value);
    }
}
