using System.Runtime.CompilerServices;
using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>y = x Wᵀ + b over the last dimension.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html"/>
        [OverloadResolutionPriority(1)]
        public static Linear Linear(long in_features, long out_features, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(in_features, out_features, bias, device, dtype);

        /// <inheritdoc cref="Linear(long, long, bool, Device?, ScalarType?)"/>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, ScalarType? dtype = null, Device? device = null) => new(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>y = x Wᵀ + b of these parameters.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html"/>
        public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

        /// <summary>y = x1ᵀ A x2 + b over the last dimensions.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html"/>
        [OverloadResolutionPriority(1)]
        public static Bilinear Bilinear(long in1_features, long in2_features, long out_features, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(in1_features, in2_features, out_features, bias, device, dtype);

        /// <inheritdoc cref="Bilinear(long, long, long, bool, Device?, ScalarType?)"/>
        public static Bilinear Bilinear(long in1_features, long in2_features, long out_features, bool hasBias = true, ScalarType? dtype = null, Device? device = null)
            => new(in1_features, in2_features, out_features, hasBias, device, dtype);

        /// <summary>A convolution over [N, C, L] or [C, L].</summary>
        /// <exception cref="ArgumentException">The channels are not divisible by the groups.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html"/>
        public static Conv1d Conv1d(long in_channels, long out_channels, long kernel_size, long stride = 1, ConvolutionPadding? padding = null, long dilation = 1, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, device, dtype);

        /// <summary>A convolution over [N, C, H, W] or [C, H, W].</summary>
        /// <exception cref="ArgumentException">The channels are not divisible by the groups.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html"/>
        public static Conv2d Conv2d(long in_channels, long out_channels, IntPair kernel_size, IntPair? stride = null, ConvolutionPadding? padding = null, IntPair? dilation = null, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, device, dtype);

        /// <summary>The largest element of each window of [N, C, L] or [C, L].</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html"/>
        public static MaxPool1d MaxPool1d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false)
            => new(kernel_size, stride, padding, dilation, ceil_mode);

        /// <summary>The largest element of each window of [N, C, H, W] or [C, H, W].</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html"/>
        public static MaxPool2d MaxPool2d(IntPair kernel_size, IntPair? stride = null, IntPair? padding = null, IntPair? dilation = null, bool ceil_mode = false)
            => new(kernel_size, stride, padding, dilation, ceil_mode);

        /// <summary>The largest element over windows that cut the input evenly into the output's height and width.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html"/>
        public static AdaptiveMaxPool2d AdaptiveMaxPool2d(IntPair output_size) => new(output_size);

        /// <summary>The mean of each window of [N, C, L] or [C, L].</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html"/>
        public static AvgPool1d AvgPool1d(long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true)
            => new(kernel_size, stride, padding, ceil_mode, count_include_pad);

        /// <summary>The mean of each window of [N, C, H, W] or [C, H, W].</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html"/>
        public static AvgPool2d AvgPool2d(IntPair kernel_size, IntPair? stride = null, IntPair? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            => new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        /// <summary>The mean over windows that cut the input evenly into the output's length.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html"/>
        public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new(output_size);

        /// <summary>The mean over windows that cut the input evenly into the output's height and width.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html"/>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(IntPair output_size) => new(output_size);
    }
}
