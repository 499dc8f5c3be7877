using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>max(0, x).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html"/>
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        /// <summary>min(max(0, x), 6).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html"/>
        public static ReLU6 ReLU6(bool inplace = false) => new(inplace);

        /// <summary>x, or a fraction of it where it is negative.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html"/>
        public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

        /// <summary>x, or a learnt fraction of it where it is negative.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html"/>
        public static PReLU PReLU(long num_parameters = 1, double init = 0.25, Device? device = null, ScalarType? dtype = null) => new(num_parameters, init, device, dtype);

        /// <summary>x, or alpha (exp(x) - 1) where it is negative.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ELU.html"/>
        public static ELU ELU(double alpha = 1, bool inplace = false) => new(alpha, inplace);

        /// <summary>max(0, x) + min(0, alpha (exp(x / alpha) - 1)).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CELU.html"/>
        public static CELU CELU(double alpha = 1, bool inplace = false) => new(alpha, inplace);

        /// <summary>ELU, scaled so that activations keep their variance.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.SELU.html"/>
        public static SELU SELU(bool inplace = false) => new(inplace);

        /// <summary>x times the normal distribution function of x.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html"/>
        public static GELU GELU(string approximate = "none") => new(approximate);

        /// <summary>x · sigmoid(x).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html"/>
        public static SiLU SiLU(bool inplace = false) => new(inplace);

        /// <summary>x · tanh(softplus(x)).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Mish.html"/>
        public static Mish Mish(bool inplace = false) => new(inplace);

        /// <summary>log(1 + exp(beta x)) / beta.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html"/>
        public static Softplus Softplus(double beta = 1, double threshold = 20) => new(beta, threshold);

        /// <summary>x / (1 + |x|).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html"/>
        public static Softsign Softsign() => new();

        /// <summary>The hyperbolic tangent.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html"/>
        public static Tanh Tanh() => new();

        /// <summary>1 / (1 + exp(-x)).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html"/>
        public static Sigmoid Sigmoid() => new();

        /// <summary>log(sigmoid(x)).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html"/>
        public static LogSigmoid LogSigmoid() => new();

        /// <summary>x - tanh(x).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html"/>
        public static Tanhshrink Tanhshrink() => new();

        /// <summary>x within two bounds.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html"/>
        public static Hardtanh Hardtanh(double min_val = -1, double max_val = 1, bool inplace = false) => new(min_val, max_val, inplace);

        /// <summary>x / 6 + 1 / 2 within 0 and 1.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html"/>
        public static Hardsigmoid Hardsigmoid(bool inplace = false) => new(inplace);

        /// <summary>x · hardsigmoid(x).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html"/>
        public static Hardswish Hardswish(bool inplace = false) => new(inplace);

        /// <summary>x where its magnitude is above a bound, else 0.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html"/>
        public static Hardshrink Hardshrink(double lambd = 0.5) => new(lambd);

        /// <summary>x moved towards 0 by a bound, and 0 within it.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html"/>
        public static Softshrink Softshrink(double lambd = 0.5) => new(lambd);

        /// <summary>x where it is above a threshold, else a value.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Threshold.html"/>
        public static Threshold Threshold(double threshold, double value, bool inplace = false) => new(threshold, value, inplace);

        /// <summary>Probabilities along a dimension.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html"/>
        public static Softmax Softmax(long dim) => new(dim);

        /// <summary>Probabilities along the channels of [N, C, H, W] or [C, H, W].</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html"/>
        public static Softmax2d Softmax2d() => new();

        /// <summary>The logarithms of probabilities along a dimension.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html"/>
        public static LogSoftmax LogSoftmax(long dim) => new(dim);

        /// <summary>Probabilities along a dimension, highest for the smallest.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmin.html"/>
        public static Softmin Softmin(long dim) => new(dim);
    }
}
