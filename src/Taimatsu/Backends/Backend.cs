namespace Taimatsu.Backends;

/// <summary>
/// What a device can do: a small number of KINDS of kernels. Operators ask for a kind and hand over a descriptor, so a new operator changes no
/// backend. Each theme of kinds is a part of this class of its own (<c>Backend.*.cs</c>). Backends see operands, never tensors or gradients;
/// shapes, types and bounds have been checked above. A kind that is <c>virtual bool Try…</c> is a fused form: where it returns false, the operator
/// runs its composite.
/// </summary>
internal abstract partial class Backend
{
    /// <summary>Memory for a new tensor, not initialised.</summary>
    public abstract Storage Allocate(long bytes);

    /// <summary>Operand 0 = operator(operand 1), element by element.</summary>
    public abstract void Unary(UnaryOp op, in TensorIterator iterator);

    /// <summary>Operand 0 = operator(operand 1, operand 2), element by element.</summary>
    public abstract void Binary(BinaryOp op, in TensorIterator iterator);

    /// <summary>Operand 0 = operator(operand 1, operand 2, operand 3), element by element.</summary>
    public abstract void Ternary(TernaryOp op, in TensorIterator iterator);

    /// <summary>Operand 0 = operand 1 (bool) ? operand 2 : operand 3; the last two have operand 0's type.</summary>
    public abstract void Where(in TensorIterator iterator);

    /// <summary>Copies with any strides and converts between element types; both operands lie on this device.</summary>
    public abstract void Copy(in Operand target, in Operand source);

    /// <summary>Copies operands side by side along a dimension, whose lengths add up to the target's; they may have other types and any strides.</summary>
    public virtual void Concatenate(in Operand target, ReadOnlySpan<Operand> parts, int dimension)
    {
        long at = 0;
        foreach (ref readonly var part in parts)
        {
            long[] sizes = [.. target.Layout.Sizes];
            sizes[dimension] = part.Size(dimension);
            Copy(new Operand(target.Storage, target.Offset + at * target.Stride(dimension), new Layout(sizes, target.Layout.Strides), target.Type), part);
            at += sizes[dimension];
        }
    }

    /// <summary>Sets every element.</summary>
    public abstract void Fill(in Operand target, Scalar value);

    /// <summary>Copies bytes from the processor's memory to the start of a contiguous operand on this device.</summary>
    public abstract void Upload(ReadOnlySpan<byte> source, in Operand target);

    /// <summary>Copies the bytes of a contiguous operand on this device to the processor's memory.</summary>
    public abstract void Download(in Operand source, Span<byte> target);

    /// <summary>Memory of the processor from which this device copies while the processor goes on; null if there is no such thing.</summary>
    public virtual Storage? AllocatePinned(long bytes) => null;

    /// <summary>
    /// Starts a copy of a contiguous operand in this device's pinned memory to the start of a contiguous one on the device; until it has run, the source must not change.
    /// False if the source lies elsewhere.
    /// </summary>
    public virtual bool TryUploadPinned(in Operand source, in Operand target) => false;
}
