namespace Taimatsu.Operators;

/// <summary>Activations that are compositions, or that come in several forms.</summary>
internal static class Activations
{
    /// <summary>x · Φ(x), where Φ is the distribution function of the normal distribution; approximate "tanh" computes it by tanh.</summary>
    /// <exception cref="ArgumentException">Another approximation than "none" and "tanh".</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html"/>
    [Operator("gelu", Face = Face.Tensor | Face.Functional)]
    public static Tensor Gelu(Tensor input, string approximate = "none") => approximate switch
    {
        "none" => Pointwise.Unary(new Gelu(), input),
        "tanh" => Pointwise.Unary(new GeluTanh(), input),
        _ => throw Unknown(approximate),
    };

    /// <summary>gelu in place.</summary>
    /// <exception cref="ArgumentException">Another approximation than "none" and "tanh".</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html"/>
    [Operator("gelu_", Face = Face.Tensor)]
    public static Tensor Gelu_(Tensor input, string approximate = "none") => approximate switch
    {
        "none" => Pointwise.UnaryInPlace(new Gelu(), input),
        "tanh" => Pointwise.UnaryInPlace(new GeluTanh(), input),
        _ => throw Unknown(approximate),
    };

    /// <summary>x / (1 + |x|).</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softsign.html"/>
    [Operator("softsign", Face = Face.Tensor | Face.Functional)]
    public static Tensor Softsign(Tensor input) => input / (input.abs() + 1);

    /// <summary>x − tanh(x).</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.tanhshrink.html"/>
    [Operator("tanhshrink", Face = Face.Tensor | Face.Functional)]
    public static Tensor Tanhshrink(Tensor input) => input - input.tanh();

    private static ArgumentException Unknown(string approximate) => new($"approximate argument must be either none or tanh, but got {approximate}.");
}
