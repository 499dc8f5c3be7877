namespace Taimatsu;

/// <summary>
/// What may stand between the brackets of <c>x[…]</c>: a number, a range, every n-th index, a new dimension, an ellipsis, a truth value,
/// a tensor of indices or a mask. C#'s numbers, ranges and tensors convert by themselves.
/// </summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/notes/numpy_compatibility.html"/>
public readonly struct TensorIndex
{
    private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long step = 1, Tensor? tensor = null)
    {
        Kind = kind;
        Start = start;
        Stop = stop;
        Step = step;
        Indices = tensor;
    }

    internal enum IndexKind
    {
        All, // the default: a whole dimension
        Single,
        Slice,
        New,
        Ellipsis,
        Truth,
        Tensor,
    }

    internal IndexKind Kind { get; }

    internal long? Start { get; }

    internal long? Stop { get; }

    internal long Step { get; }

    internal Tensor? Indices { get; }

    /// <summary>As many whole dimensions as are left: Python's <c>...</c></summary>
    public static TensorIndex Ellipsis => new(IndexKind.Ellipsis);

    /// <summary>A new dimension of length 1.</summary>
    public static TensorIndex None => new(IndexKind.New);

    /// <summary>A new dimension of length 1.</summary>
    public static TensorIndex Null => None;

    /// <summary>A whole dimension: Python's <c>:</c></summary>
    public static TensorIndex Colon => default;

    /// <summary>Python's <c>start:stop:step</c>; what is null is left out, negative numbers count from the end.</summary>
    /// <exception cref="ArgumentException">The step is not positive.</exception>
    public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null)
    {
        if (step is <= 0) throw new ArgumentException("step must be greater than zero");
        return new(IndexKind.Slice, start, stop, step ?? 1);
    }

    /// <summary>One index; the dimension goes away.</summary>
    public static TensorIndex Single(long index) => new(IndexKind.Single, index);

    /// <summary>A truth value: a new dimension of length 1 or 0.</summary>
    public static TensorIndex Bool(bool value) => new(IndexKind.Truth, value ? 1 : 0);

    /// <summary>Indices or a mask.</summary>
    public static TensorIndex Tensor(Tensor indices) => new(IndexKind.Tensor, tensor: indices);

    /// <summary>One index; the dimension goes away.</summary>
    public static implicit operator TensorIndex(long index) => Single(index);
    /// <summary>One index; the dimension goes away.</summary>
    public static implicit operator TensorIndex(int index) => Single(index);
    /// <summary>A truth value: a new dimension of length 1 or 0.</summary>
    public static implicit operator TensorIndex(bool value) => Bool(value);
    /// <summary>Indices or a mask; null is a new dimension of length 1.</summary>
    public static implicit operator TensorIndex(Tensor? indices) => indices is null ? None : Tensor(indices);
    /// <summary>One index, also from the end: <c>^1</c>.</summary>
    public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -(long)index.Value : index.Value);

    /// <summary>A range, also from the end: <c>1..3</c>, <c>^2..</c>, <c>..</c></summary>
    public static implicit operator TensorIndex(Range range)
    {
        long? start = range.Start.IsFromEnd ? -(long)range.Start.Value : range.Start.Value;
        // ..^0 is the end itself.
        long? stop = !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -(long)range.End.Value;
        if (range.Start is { IsFromEnd: true, Value: 0 }) start = long.MaxValue;
        return new(IndexKind.Slice, start, stop);
    }

    /// <summary>As Python writes it.</summary>
    public override string ToString() => Kind switch
    {
        IndexKind.Single => $"{Start}",
        IndexKind.Slice => $"{Start}:{Stop}" + (Step == 1 ? "" : $":{Step}"),
        IndexKind.New => "None",
        IndexKind.Ellipsis => "...",
        IndexKind.Truth => Start == 1 ? "True" : "False",
        IndexKind.Tensor => Indices!.ToString(),
        _ => ":",
    };
}
