using Taimatsu.Models;

namespace Taimatsu;

public static partial class torchvision
{
    /// <summary>Networks for pictures; weights of torchvision load by <c>load_state_dict</c>.</summary>
    /// <seealso href="https://docs.pytorch.org/vision/stable/models.html"/>
    public static class models
    {
        private static readonly int[] s_vgg11 = [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0];
        private static readonly int[] s_vgg13 = [64, 64, 0, 128, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0];
        private static readonly int[] s_vgg16 = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];
        private static readonly int[] s_vgg19 = [64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512, 0];

        /// <summary>A residual network of 18 layers.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.resnet18.html"/>
        public static ResNet resnet18(long num_classes = 1000, bool zero_init_residual = false) => new(false, [2, 2, 2, 2], num_classes, 1, 64, zero_init_residual);

        /// <summary>A residual network of 34 layers.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.resnet34.html"/>
        public static ResNet resnet34(long num_classes = 1000, bool zero_init_residual = false) => new(false, [3, 4, 6, 3], num_classes, 1, 64, zero_init_residual);

        /// <summary>A residual network of 50 layers.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.resnet50.html"/>
        public static ResNet resnet50(long num_classes = 1000, bool zero_init_residual = false) => new(true, [3, 4, 6, 3], num_classes, 1, 64, zero_init_residual);

        /// <summary>A residual network of 101 layers.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.resnet101.html"/>
        public static ResNet resnet101(long num_classes = 1000, bool zero_init_residual = false) => new(true, [3, 4, 23, 3], num_classes, 1, 64, zero_init_residual);

        /// <summary>A residual network of 152 layers.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.resnet152.html"/>
        public static ResNet resnet152(long num_classes = 1000, bool zero_init_residual = false) => new(true, [3, 8, 36, 3], num_classes, 1, 64, zero_init_residual);

        /// <summary>50 layers, the 3x3 convolutions in 32 groups of 4 channels.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.resnext50_32x4d.html"/>
        public static ResNet resnext50_32x4d(long num_classes = 1000, bool zero_init_residual = false) => new(true, [3, 4, 6, 3], num_classes, 32, 4, zero_init_residual);

        /// <summary>101 layers, the 3x3 convolutions in 32 groups of 8 channels.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.resnext101_32x8d.html"/>
        public static ResNet resnext101_32x8d(long num_classes = 1000, bool zero_init_residual = false) => new(true, [3, 4, 23, 3], num_classes, 32, 8, zero_init_residual);

        /// <summary>101 layers, the 3x3 convolutions in 64 groups of 4 channels.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.resnext101_64x4d.html"/>
        public static ResNet resnext101_64x4d(long num_classes = 1000, bool zero_init_residual = false) => new(true, [3, 4, 23, 3], num_classes, 64, 4, zero_init_residual);

        /// <summary>50 layers, the inner ones twice as wide.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.wide_resnet50_2.html"/>
        public static ResNet wide_resnet50_2(long num_classes = 1000, bool zero_init_residual = false) => new(true, [3, 4, 6, 3], num_classes, 1, 128, zero_init_residual);

        /// <summary>101 layers, the inner ones twice as wide.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.wide_resnet101_2.html"/>
        public static ResNet wide_resnet101_2(long num_classes = 1000, bool zero_init_residual = false) => new(true, [3, 4, 23, 3], num_classes, 1, 128, zero_init_residual);

        /// <summary>11 layers of 3x3 convolutions.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg11.html"/>
        public static VGG vgg11(long num_classes = 1000, double dropout = 0.5) => new(s_vgg11, false, num_classes, dropout);

        /// <summary>11 layers of 3x3 convolutions with batch normalisation.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg11_bn.html"/>
        public static VGG vgg11_bn(long num_classes = 1000, double dropout = 0.5) => new(s_vgg11, true, num_classes, dropout);

        /// <summary>13 layers of 3x3 convolutions.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg13.html"/>
        public static VGG vgg13(long num_classes = 1000, double dropout = 0.5) => new(s_vgg13, false, num_classes, dropout);

        /// <summary>13 layers of 3x3 convolutions with batch normalisation.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg13_bn.html"/>
        public static VGG vgg13_bn(long num_classes = 1000, double dropout = 0.5) => new(s_vgg13, true, num_classes, dropout);

        /// <summary>16 layers of 3x3 convolutions.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg16.html"/>
        public static VGG vgg16(long num_classes = 1000, double dropout = 0.5) => new(s_vgg16, false, num_classes, dropout);

        /// <summary>16 layers of 3x3 convolutions with batch normalisation.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg16_bn.html"/>
        public static VGG vgg16_bn(long num_classes = 1000, double dropout = 0.5) => new(s_vgg16, true, num_classes, dropout);

        /// <summary>19 layers of 3x3 convolutions.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg19.html"/>
        public static VGG vgg19(long num_classes = 1000, double dropout = 0.5) => new(s_vgg19, false, num_classes, dropout);

        /// <summary>19 layers of 3x3 convolutions with batch normalisation.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg19_bn.html"/>
        public static VGG vgg19_bn(long num_classes = 1000, double dropout = 0.5) => new(s_vgg19, true, num_classes, dropout);

        /// <summary>Five convolutions and three linear layers.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.alexnet.html"/>
        public static AlexNet alexnet(long num_classes = 1000, double dropout = 0.5) => new(num_classes, dropout);

        /// <summary>Inverted residuals with depthwise convolutions, for small machines.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.mobilenet_v2.html"/>
        public static MobileNetV2 mobilenet_v2(long num_classes = 1000, double width_mult = 1.0, double dropout = 0.2) => new(num_classes, width_mult, dropout);
    }
}
