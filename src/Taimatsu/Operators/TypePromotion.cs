using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>
/// The common element type of operands, as PyTorch finds it: tensors with dimensions decide; 0-d tensors and plain numbers only if theirs is of a
/// higher category (bool, integer, float).
/// </summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc"/>
internal static class TypePromotion
{
    public static ScalarType Result(Tensor a, Tensor b)
    {
        if (a.dtype == b.dtype && !a.IsWrappedNumber && !b.IsWrappedNumber) return a.dtype;
        int levelA = Level(a), levelB = Level(b);
        if (levelA == levelB) return ScalarTypes.Promote(OwnType(a), OwnType(b));
        var (strong, weak) = levelA > levelB ? (OwnType(a), OwnType(b)) : (OwnType(b), OwnType(a));
        if (Category(weak) <= Category(strong)) return strong;
        return ScalarTypes.Promote(strong, weak);
    }

    public static ScalarType Result(Tensor a, Tensor b, Tensor c)
    {
        ScalarType? dimensioned = null, single = null, number = null;
        foreach (var tensor in (ReadOnlySpan<Tensor>)[a, b, c])
        {
            if (tensor.IsWrappedNumber) number = Join(number, OwnType(tensor));
            else if (tensor.ndim == 0) single = Join(single, tensor.dtype);
            else dimensioned = Join(dimensioned, tensor.dtype);
        }
        return Over(dimensioned, Over(single, number))!.Value;
    }

    /// <summary>The common type of a tensor and a plain number.</summary>
    public static ScalarType Result(Tensor a, Scalar b)
    {
        var own = b.PromotionType(torch.get_default_dtype());
        if (a.IsWrappedNumber) return ScalarTypes.Promote(OwnType(a), own);
        return Category(own) > Category(a.dtype) ? own : a.dtype;
    }

    // Two types of one level of priority.
    private static ScalarType? Join(ScalarType? a, ScalarType b) => a is { } own ? ScalarTypes.Promote(own, b) : b;

    // A weaker level counts only if its category is higher.
    private static ScalarType? Over(ScalarType? strong, ScalarType? weak)
        => strong is not { } own ? weak : weak is { } other && Category(other) > Category(own) ? ScalarTypes.Promote(own, other) : own;

    /// <summary>The type a kernel computes in for a tensor type.</summary>
    public static ScalarType Compute(ScalarType type) => type switch
    {
        ScalarType.Float16 or ScalarType.BFloat16 => ScalarType.Float32,
        ScalarType.Bool => ScalarType.Byte,
        _ => type,
    };

    /// <summary>The common type after an operator's domain has had its say.</summary>
    /// <exception cref="InvalidOperationException">The operator does not take the type.</exception>
    public static ScalarType Apply(Domain domain, ScalarType type, string op)
    {
        bool isFloat = type.IsFloatingPoint();
        switch (domain)
        {
            case Domain.Floating: return isFloat ? type : torch.get_default_dtype();
            case Domain.FloatingOnly when !isFloat:
            case Domain.Integral when isFloat:
            case Domain.Number when type == ScalarType.Bool:
                throw new InvalidOperationException($"\"{op}\" not implemented for '{type.LegacyName()}'");
            default: return type;
        }
    }

    /// <summary>Throws if a result of one type cannot be stored in a tensor of another, as a float cannot in an integer tensor.</summary>
    public static void CheckCast(ScalarType from, ScalarType to)
    {
        if (Category(from) > Category(to))
            throw new InvalidOperationException($"result type {from.LegacyName()} can't be cast to the desired output type {to.LegacyName()}");
    }

    private static ScalarType OwnType(Tensor tensor)
        => tensor.IsWrappedNumber && tensor.dtype == ScalarType.Float64 ? torch.get_default_dtype() : tensor.dtype;

    private static int Level(Tensor tensor) => tensor.IsWrappedNumber ? 0 : tensor.ndim == 0 ? 1 : 2;

    private static int Category(ScalarType type) => type == ScalarType.Bool ? 0 : type.IsFloatingPoint() ? 2 : 1;
}
