namespace Taimatsu;

/// <summary>Values with their positions, as <c>max</c>, <c>min</c>, <c>cummax</c> and their like return them. Deconstructs; prints as PyTorch does.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.max.html"/>
public readonly struct ValuesIndices
{
    private readonly string _operator;

    internal ValuesIndices(string op, Tensor values, Tensor indices)
    {
        _operator = op;
        this.values = values;
        this.indices = indices;
    }

    /// <summary>The values.</summary>
    public Tensor values { get; }

    /// <summary>The positions of the values along the dimension, int64.</summary>
    public Tensor indices { get; }

    /// <summary>The positions, under TorchSharp's name.</summary>
    public Tensor indexes => indices;

    /// <summary>Takes the pair apart.</summary>
    public void Deconstruct(out Tensor values, out Tensor indices) => (values, indices) = (this.values, this.indices);

    /// <summary>A plain pair.</summary>
    public static implicit operator (Tensor values, Tensor indices)(ValuesIndices pair) => (pair.values, pair.indices);

    /// <summary>As PyTorch prints it: <c>torch.return_types.max(values=…, indices=…)</c>.</summary>
    public override string ToString() => $"torch.return_types.{_operator}(\nvalues={values},\nindices={indices})";
}
