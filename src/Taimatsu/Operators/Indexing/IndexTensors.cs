namespace Taimatsu.Operators;

/// <summary>Checks of index tensors before any kernel uses them.</summary>
internal static class IndexTensors
{
    /// <summary>The index as contiguous int64 with every element in [0, length); negative ones count from the end if they may.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    public static Tensor Checked(string op, Tensor index, long length, int dimension, bool allowsNegative)
    {
        if (index.dtype is not (ScalarType.Int64 or ScalarType.Int32))
            throw new IndexOutOfRangeException(op == "index"
                ? $"tensors used as indices must be long, int, byte or bool tensors, got {index.dtype.PyTorchName()}"
                : $"{op}(): Expected dtype int32/int64 for index, got {index.dtype.PyTorchName()}");
        var plain = index.detach().to(ScalarType.Int64).contiguous();
        var (smallest, largest) = plain.Backend.Extremes(plain.Operand);
        if (plain.numel() == 0) return plain;
        long lowest = allowsNegative ? -length : 0;
        if (smallest < lowest || largest >= length)
        {
            long wrong = smallest < lowest ? smallest : largest;
            throw new IndexOutOfRangeException(op is "index" or "gather" or "scatter"
                ? $"index {wrong} is out of bounds for dimension {dimension} with size {length}"
                : $"{op}(): index {wrong} is out of bounds for dimension {dimension} with size {length}: index out of range in self");
        }
        return smallest < 0 ? torch.where(plain.lt(0), plain + length, plain) : plain;
    }

    /// <summary>Throws unless the index has at most one dimension.</summary>
    public static void CheckVector(string op, Tensor index)
    {
        if (index.ndim > 1) throw new ArgumentException($"{op}(): Index is supposed to be a vector, but got dim: {index.ndim}");
    }
}
