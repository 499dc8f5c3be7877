using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>The rules for changing a tensor in place.</summary>
internal static class InPlace
{
    /// <summary>Throws if the tensor may not be changed in place; true if the change has to be recorded.</summary>
    public static bool Check(Tensor target)
    {
        if (target.Layout.HasInternalOverlap())
            throw new InvalidOperationException("unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.");
        if (!GradMode.IsEnabled) return false;
        if (!target.requires_grad) return false;
        target.CheckInPlaceAllowed();
        return true;
    }

    /// <summary>The same for an operator with another operand, which may need a gradient of its own.</summary>
    public static bool Check(Tensor target, Tensor other)
    {
        bool own = Check(target);
        if (own || !GradMode.IsEnabled || !other.requires_grad) return own;
        target.CheckInPlaceAllowed();
        return true;
    }

    /// <summary>The same for an operator with two other operands.</summary>
    public static bool Check(Tensor target, Tensor other, Tensor third) => Check(target, other) | Check(target, third);

    /// <summary>The operand itself, or a copy of it if the target covers some of its memory in another order, so that it would change while being read.</summary>
    public static Tensor WithoutOverlap(Tensor operand, Tensor target)
    {
        if (ReferenceEquals(operand, target) || !operand.Storage.SharesMemoryWith(target.Storage)) return operand;
        if (operand.storage_offset() == target.storage_offset() && operand.Layout.SameSizes(target.Layout)
            && operand.Layout.Strides.AsSpan().SequenceEqual(target.Layout.Strides) && operand.dtype == target.dtype) return operand;
        long firstA = operand.storage_offset() * operand.dtype.ElementSize(), lastA = firstA + operand.Layout.Extent() * operand.dtype.ElementSize();
        long firstB = target.storage_offset() * target.dtype.ElementSize(), lastB = firstB + target.Layout.Extent() * target.dtype.ElementSize();
        if (lastA <= firstB || lastB <= firstA) return operand;
        return operand.detach().clone();
    }
}
