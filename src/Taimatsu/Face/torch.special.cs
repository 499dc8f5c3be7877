namespace Taimatsu;

public static partial class torch
{
    /// <summary>Special functions.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/special.html"/>
    public static partial class special
    {
        /// <summary>1 / (1 + e⁻ˣ); the same as <c>torch.sigmoid</c>.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/special.html#torch.special.expit"/>
        public static Tensor expit(Tensor input, Tensor? @out = null) => torch.sigmoid(input, @out);

        /// <summary>log |Γ(x)|; the same as <c>torch.lgamma</c>.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/special.html#torch.special.gammaln"/>
        public static Tensor gammaln(Tensor input, Tensor? @out = null) => torch.lgamma(input, @out);

        /// <summary>The derivative of log Γ; the same as <c>torch.digamma</c>.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/special.html#torch.special.psi"/>
        public static Tensor psi(Tensor input, Tensor? @out = null) => torch.digamma(input, @out);
    }
}
