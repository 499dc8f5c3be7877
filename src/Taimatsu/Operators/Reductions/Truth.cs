using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Whether elements differ from zero, and how many do.</summary>
internal static class Truth
{
    /// <summary>True if any element is not zero.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.any.html"/>
    [Operator("any")]
    public static Tensor Any(Tensor input) => Reduce(default(MaxOp), input, default, false);

    /// <summary>Along some dimensions: true where any element is not zero.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.any.html"/>
    [Operator("any")]
    public static Tensor Any(Tensor input, Size dim, bool keepdim = false) => Reduce(default(MaxOp), input, dim, keepdim);

    /// <summary>True if no element is zero.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.all.html"/>
    [Operator("all")]
    public static Tensor All(Tensor input) => Reduce(default(MinOp), input, default, false);

    /// <summary>Along some dimensions: true where no element is zero.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.all.html"/>
    [Operator("all")]
    public static Tensor All(Tensor input, Size dim, bool keepdim = false) => Reduce(default(MinOp), input, dim, keepdim);

    /// <summary>The number of elements that are not zero, along some dimensions or of all.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.count_nonzero.html"/>
    [Operator("count_nonzero")]
    public static Tensor CountNonzero(Tensor input, Size dim = default) => input.detach().to(ScalarType.Bool).sum(dim);

    // Bytes of 0 and 1: any is their maximum, all their minimum; of none, the identities make false and true.
    private static Tensor Reduce<TOp>(TOp op, Tensor input, Size dim, bool keepdim) where TOp : struct, IReduceOp
    {
        var reduced = Reducing.Dimensions(input, dim.AsSpan());
        // For uint8 PyTorch answers in uint8.
        var type = input.dtype == ScalarType.Byte ? ScalarType.Byte : ScalarType.Bool;
        if (input.numel() > 0 || Reducing.CountOf(input.Layout, reduced) > 0) return Reducing.Run(op, input, reduced, keepdim, type, ScalarType.Bool);
        var empty = Tensor.Empty(Reducing.KeptLayout(input.Layout, reduced), type, input.device);
        empty.Backend.Fill(empty.Operand, typeof(TOp) == typeof(MinOp));
        return keepdim ? empty : Reducing.Squeeze(empty, reduced);
    }
}
