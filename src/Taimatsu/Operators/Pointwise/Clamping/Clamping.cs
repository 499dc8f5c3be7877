namespace Taimatsu.Operators;

/// <summary>The forms in which limits can be given.</summary>
internal static class Clamping
{
    /// <summary>Elements brought into [min, max]; either limit may be left out.</summary>
    /// <exception cref="ArgumentException">No limit is given.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.clamp.html"/>
    [Operator("clamp", Alias = "clip")]
    public static Tensor Clamp(Tensor input, Scalar? min = null, Scalar? max = null, Tensor? @out = null)
    {
        var type = Common(input, min, max);
        if (min is { } low && max is { } high) return Pointwise.UnaryAs(new ClampBoth(Bound(low, type), Bound(high, type)), input, type, @out);
        if (min is { } only) return Pointwise.UnaryAs(new ClampBelow(Bound(only, type)), input, type, @out);
        return Pointwise.UnaryAs(new ClampAbove(Bound(max!.Value, type)), input, type, @out);
    }

    /// <summary>Brings the elements into [min, max] in place; either limit may be left out.</summary>
    /// <exception cref="ArgumentException">No limit is given.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.clamp_.html"/>
    [Operator("clamp_", Alias = "clip_")]
    public static Tensor Clamp_(Tensor input, Scalar? min = null, Scalar? max = null)
    {
        var type = Common(input, min, max);
        if (min is { } low && max is { } high) return Pointwise.UnaryInPlaceAs(new ClampBoth(Bound(low, type), Bound(high, type)), input, type);
        if (min is { } only) return Pointwise.UnaryInPlaceAs(new ClampBelow(Bound(only, type)), input, type);
        return Pointwise.UnaryInPlaceAs(new ClampAbove(Bound(max!.Value, type)), input, type);
    }

    /// <summary>Elements brought between two tensors' elements; either may be null.</summary>
    /// <exception cref="ArgumentException">No limit is given.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.clamp.html"/>
    [Operator("clamp", Alias = "clip")]
    public static Tensor Clamp(Tensor input, Tensor? min, Tensor? max = null, Tensor? @out = null)
    {
        if (min is not null && max is not null) return Pointwise.Ternary(new ClampTensors(), input, min, max, @out);
        if (min is not null) return Pointwise.Binary(new ClampBelowTensor(), input, min, @out);
        return Pointwise.Binary(new ClampAboveTensor(), input, max ?? throw NoLimit(), @out);
    }

    /// <summary>Brings the elements between two tensors' elements in place; either may be null.</summary>
    /// <exception cref="ArgumentException">No limit is given.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.clamp_.html"/>
    [Operator("clamp_", Alias = "clip_")]
    public static Tensor Clamp_(Tensor input, Tensor? min, Tensor? max = null)
    {
        if (min is not null && max is not null) return Pointwise.TernaryInPlace(new ClampTensors(), input, min, max);
        if (min is not null) return Pointwise.BinaryInPlace(new ClampBelowTensor(), input, min);
        return Pointwise.BinaryInPlace(new ClampAboveTensor(), input, max ?? throw NoLimit());
    }

    /// <summary>Elements, at least min.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.clamp.html"/>
    [Operator("clamp_min")]
    public static Tensor ClampMin(Tensor input, Scalar min, Tensor? @out = null) => Clamp(input, min, null, @out);

    /// <summary>Elements, at least another tensor's.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.clamp.html"/>
    [Operator("clamp_min")]
    public static Tensor ClampMin(Tensor input, Tensor min, Tensor? @out = null) => Clamp(input, min, null, @out);

    /// <summary>Elements, at most max.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.clamp.html"/>
    [Operator("clamp_max")]
    public static Tensor ClampMax(Tensor input, Scalar max, Tensor? @out = null) => Clamp(input, null, max, @out);

    /// <summary>Elements, at most another tensor's.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.clamp.html"/>
    [Operator("clamp_max")]
    public static Tensor ClampMax(Tensor input, Tensor max, Tensor? @out = null) => Clamp(input, (Tensor?)null, max, @out);

    /// <summary>Raises elements to at least min, in place.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.clamp.html"/>
    [Operator("clamp_min_")]
    public static Tensor ClampMin_(Tensor input, Scalar min) => Clamp_(input, min);

    /// <summary>Lowers elements to at most max, in place.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.clamp.html"/>
    [Operator("clamp_max_")]
    public static Tensor ClampMax_(Tensor input, Scalar max) => Clamp_(input, null, max);

    private static ScalarType Common(Tensor input, Scalar? min, Scalar? max)
    {
        if (min is null && max is null) throw NoLimit();
        var type = input.dtype;
        if (min is { } low) type = TypePromotion.Result(input, low);
        if (max is { } high && !type.IsFloatingPoint() && TypePromotion.Result(input, high) is var other && (other.IsFloatingPoint() || type == ScalarType.Bool)) type = other;
        if (type == ScalarType.Bool) throw new InvalidOperationException("\"clamp\" not implemented for 'Bool'");
        return type;
    }

    // A limit that the type cannot hold would wrap around.
    private static double Bound(Scalar limit, ScalarType type)
    {
        double value = limit.ToDouble();
        var (low, high) = type switch
        {
            ScalarType.Byte => (0.0, 255.0),
            ScalarType.Int8 => (-128.0, 127.0),
            ScalarType.Int16 => (-32768.0, 32767.0),
            ScalarType.Int32 => (-2147483648.0, 2147483647.0),
            _ => (double.NegativeInfinity, double.PositiveInfinity),
        };
        if (value < low || value > high)
            throw new InvalidOperationException($"clamp: value {limit} cannot be converted to type {type.PyTorchName()} without overflow");
        return value;
    }

    private static ArgumentException NoLimit() => new("torch.clamp: At least one of 'min' or 'max' must not be None");
}
