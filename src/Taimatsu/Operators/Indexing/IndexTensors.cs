namespace Taimatsu.Operators;

/// <summary>Checks of index tensors before any kernel uses them.</summary>
internal static class IndexTensors
{
    /// <summary>The index as contiguous int64 with every element in [0, length); negative ones count from the end if they may.</summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside; thrown later by a device that the host does not wait for.</exception>
    public static Tensor Checked(string op, Tensor index, long length, int dimension, bool allowsNegative)
    {
        var plain = Plain(op, index);
        if (plain.numel() == 0) return plain;
        if (length > 0 && plain.Backend.ChecksIndicesLater) return CheckedLater(op, plain, length, dimension, allowsNegative);
        var (smallest, largest) = plain.Backend.Extremes(plain.Operand);
        if (smallest < (allowsNegative ? -length : 0)) throw Outside(op, smallest, length, dimension);
        if (largest >= length) throw Outside(op, largest, length, dimension);
        return smallest < 0 ? torch.where(plain.lt(0), plain + length, plain) : plain;
    }

    private static Tensor CheckedLater(string op, Tensor plain, long length, int dimension, bool allowsNegative)
    {
        var safe = Tensor.Empty(plain.Layout, ScalarType.Int64, plain.device);
        safe.Backend.CheckIndex(safe.Operand, plain.Operand, length, allowsNegative, wrong => Outside(op, wrong, length, dimension));
        return safe;
    }

    /// <summary>The error of an index that lies outside.</summary>
    public static IndexOutOfRangeException Outside(string op, long wrong, long length, int dimension) => new(op switch
    {
        "index" or "gather" or "scatter" or "index_fill" => $"index {wrong} is out of bounds for dimension {dimension} with size {length}",
        "take" or "put_" => $"out of range: tried to access index {wrong} on a tensor of {length} elements.",
        _ => $"{op}(): index {wrong} is out of bounds for dimension {dimension} with size {length}: index out of range in self",
    });

    /// <summary>The index as contiguous int64, not checked.</summary>
    /// <exception cref="IndexOutOfRangeException">Its type is not int32 or int64.</exception>
    /// <exception cref="InvalidOperationException">Its type is not int32 or int64.</exception>
    public static Tensor Plain(string op, Tensor index)
    {
        if (index.dtype is not (ScalarType.Int64 or ScalarType.Int32))
        {
            if (op == "index") throw new IndexOutOfRangeException($"tensors used as indices must be long, int, byte or bool tensors, got {index.dtype.PyTorchName()}");
            throw new InvalidOperationException($"{op}(): Expected dtype {(op == "index_select" ? "int32 or int64" : "int32/int64")} for index, got {index.dtype.PyTorchName()}");
        }
        return index.detach().to(ScalarType.Int64).contiguous();
    }

    /// <summary>Throws unless the index has at most one dimension.</summary>
    public static void CheckVector(string op, Tensor index)
    {
        if (index.ndim > 1) throw new IndexOutOfRangeException($"{op}(): Index is supposed to be a vector, but got dim: {index.ndim}");
    }

    /// <summary>Throws unless two tensors have one type.</summary>
    public static void CheckTypes(string op, Tensor input, Tensor source)
    {
        if (input.dtype != source.dtype)
            throw new InvalidOperationException($"{op}(): self and source expected to have the same dtype, but got (self) {input.dtype.LegacyName()} and (source) {source.dtype.LegacyName()}");
    }
}
