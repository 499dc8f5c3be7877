using Taimatsu.Operators;

namespace Taimatsu;

public partial class Tensor
{
    private Tensor Part(ReadOnlySpan<TensorIndex> indices) => Bracket.Get(this, indices);

    private void Assign(ReadOnlySpan<TensorIndex> indices, Tensor value) => Bracket.Set(this, indices, value);

    /// <summary>A part of the tensor: what the brackets give.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or there are too many.</exception>
    public Tensor index(params ReadOnlySpan<TensorIndex> indices) => Bracket.Get(this, indices);

    /// <summary>Assigns to a part of the tensor: what the brackets do.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or there are too many.</exception>
    public Tensor index_put_(Tensor value, params ReadOnlySpan<TensorIndex> indices)
    {
        Bracket.Set(this, indices, value);
        return this;
    }

    /// <summary>Assigns one value to a part of the tensor.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside, or there are too many.</exception>
    public Tensor index_put_(Scalar value, params ReadOnlySpan<TensorIndex> indices)
    {
        Bracket.Set(this, indices, torch.full(Array.Empty<long>(), value, dtype: dtype, device: device));
        return this;
    }
}
