using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>x + value · y · z.</summary>
[Operator("addcmul", Face = 0)]
internal readonly partial struct AddProduct(double value) : ITernaryOp, ITernaryGradient
{
    public static Domain Domain => Domain.Number;
    public V Invoke<V, T>(V x, V y, V z) where V : struct, ISimd<V, T> where T : unmanaged => x + V.Create(value) * y * z;

    public Tensor? Backward(int index, Tensor grad, Tensor a, Tensor b, Tensor c) => index switch
    {
        0 => grad,
        1 => grad * (c * value),
        _ => grad * (b * value),
    };
}

/// <summary>x + value · y / z.</summary>
[Operator("addcdiv", Face = 0)]
internal readonly partial struct AddQuotient(double value) : ITernaryOp, ITernaryGradient
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V x, V y, V z) where V : struct, ISimd<V, T> where T : unmanaged => x + V.Create(value) * y / z;

    public Tensor? Backward(int index, Tensor grad, Tensor a, Tensor b, Tensor c) => index switch
    {
        0 => grad,
        1 => grad * (value / c),
        _ => -grad * (b * value / (c * c)),
    };
}

/// <summary>Scaled products and quotients added to a tensor.</summary>
internal static class AddProducts
{
    /// <summary>input + value · tensor1 · tensor2.</summary>
    /// <exception cref="InvalidOperationException">A float value for integers.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.addcmul.html"/>
    [Operator("addcmul")]
    public static Tensor AddCMul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar? value = null, Tensor? @out = null)
        => Pointwise.Ternary(new AddProduct(Product(input, tensor1, tensor2, value)), input, tensor1, tensor2, @out);

    /// <summary>Adds value · tensor1 · tensor2 in place.</summary>
    /// <exception cref="InvalidOperationException">A float value for integers.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.addcmul_.html"/>
    [Operator("addcmul_", Face = Face.Tensor)]
    public static Tensor AddCMul_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar? value = null)
        => Pointwise.TernaryInPlace(new AddProduct(Product(input, tensor1, tensor2, value)), input, tensor1, tensor2);

    /// <summary>input + value · tensor1 / tensor2.</summary>
    /// <exception cref="InvalidOperationException">Integers divided by integers.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.addcdiv.html"/>
    [Operator("addcdiv")]
    public static Tensor AddCDiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar? value = null, Tensor? @out = null)
        => Pointwise.Ternary(new AddQuotient(Quotient(tensor1, tensor2, value)), input, tensor1, tensor2, @out);

    /// <summary>Adds value · tensor1 / tensor2 in place.</summary>
    /// <exception cref="InvalidOperationException">Integers divided by integers.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.addcdiv_.html"/>
    [Operator("addcdiv_", Face = Face.Tensor)]
    public static Tensor AddCDiv_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar? value = null)
        => Pointwise.TernaryInPlace(new AddQuotient(Quotient(tensor1, tensor2, value)), input, tensor1, tensor2);

    private static double Product(Tensor input, Tensor tensor1, Tensor tensor2, Scalar? value)
    {
        var scale = value ?? 1;
        Checks.Scale(TypePromotion.Result(input, tensor1, tensor2), scale, "value");
        return scale.ToDouble();
    }

    private static double Quotient(Tensor tensor1, Tensor tensor2, Scalar? value)
    {
        if (!tensor1.is_floating_point() && !tensor2.is_floating_point())
            throw new InvalidOperationException("Integer division with addcdiv is no longer supported, and in a future release addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs.");
        return (value ?? 1).ToDouble();
    }
}
