using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Linear interpolation with one weight.</summary>
[Operator("lerp", Face = 0)]
internal readonly partial struct LerpNumber(double weight) : IBinaryOp, IBinaryGradient, IOperandCheck
{
    public static Domain Domain => Domain.FloatingOnly;
    public bool SavesInputs => false;

    // From the nearer end, so that both ends are met exactly.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
        => Math.Abs(weight) < 0.5 ? x + V.Create(weight) * (y - x) : y - (y - x) * (V.One - V.Create(weight));
    public Tensor BackwardLeft(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * (1 - weight);
    public Tensor BackwardRight(Tensor grad, Tensor left, Tensor right, Tensor output) => grad * weight;
    public void Check(Tensor x, Tensor? y) => Interpolation.SameType("end", x, y!);
}

/// <summary>Linear interpolation with a weight for each element.</summary>
[Operator("lerp", Face = 0, Node = "LerpBackward1")]
internal readonly partial struct LerpTensor : ITernaryOp, ITernaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y, V weight) where V : struct, ISimd<V, T> where T : unmanaged
        => V.Select(V.Less(V.Abs(weight), V.Create(0.5)), x + weight * (y - x), y - (y - x) * (V.One - weight));

    public Tensor? Backward(int index, Tensor grad, Tensor a, Tensor b, Tensor c) => index switch
    {
        0 => grad * (1 - c),
        1 => grad * c,
        _ => grad * (b - a),
    };
}

/// <summary>The forms of linear interpolation.</summary>
internal static class Interpolation
{
    /// <summary>input + weight · (end − input) with one weight.</summary>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.lerp.html"/>
    [Operator("lerp")]
    public static Tensor Lerp(Tensor input, Tensor end, Scalar weight, Tensor? @out = null) => Pointwise.Binary(new LerpNumber(weight.ToDouble()), input, end, @out);

    /// <summary>input + weight · (end − input), element by element.</summary>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.lerp.html"/>
    [Operator("lerp")]
    public static Tensor Lerp(Tensor input, Tensor end, Tensor weight, Tensor? @out = null)
    {
        SameType("end", input, end);
        SameType("weight", input, weight);
        return Pointwise.Ternary(new LerpTensor(), input, end, weight, @out);
    }

    /// <summary>Interpolates in place with one weight.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.lerp_.html"/>
    [Operator("lerp_", Face = Face.Tensor)]
    public static Tensor Lerp_(Tensor input, Tensor end, Scalar weight) => Pointwise.BinaryInPlace(new LerpNumber(weight.ToDouble()), input, end);

    /// <summary>Interpolates in place, element by element.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.lerp_.html"/>
    [Operator("lerp_", Face = Face.Tensor)]
    public static Tensor Lerp_(Tensor input, Tensor end, Tensor weight)
    {
        SameType("end", input, end);
        SameType("weight", input, weight);
        return Pointwise.TernaryInPlace(new LerpTensor(), input, end, weight);
    }

    public static void SameType(string argument, Tensor x, Tensor y)
    {
        if (x.dtype != y.dtype)
            throw new InvalidOperationException($"lerp: expected dtype {x.dtype.LegacyName().ToLowerInvariant()} for `{argument}` but got dtype {y.dtype.LegacyName().ToLowerInvariant()}");
    }
}
