namespace Taimatsu;

/// <summary>Datasets, transforms and pictures.</summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/index.html"/>
public static partial class torchvision
{
    /// <summary>Steps that prepare pictures.</summary>
    /// <seealso href="https://docs.pytorch.org/vision/stable/transforms.html"/>
    public static class transforms
    {
        /// <summary>Several steps, one after the other.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Compose.html"/>
        public static ITransform Compose(params ITransform[] transforms) => new Compose(transforms);

        /// <summary>Bytes 0..255 to floats 0..1; a picture [H, W, C] becomes [C, H, W].</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ToTensor.html"/>
        public static ITransform ToTensor() => new ToTensor();

        /// <summary>(x − mean) / std, channel by channel.</summary>
        /// <exception cref="ArgumentException">The lengths differ, or a std is 0.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Normalize.html"/>
        public static ITransform Normalize(double[] mean, double[] std) => new Normalize(mean, std);

        /// <summary>(x − mean) / std for three channels.</summary>
        /// <exception cref="ArgumentException">A std is 0.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Normalize.html"/>
        public static ITransform Normalize((double, double, double) mean, (double, double, double) std)
            => new Normalize([mean.Item1, mean.Item2, mean.Item3], [std.Item1, std.Item2, std.Item3]);

        /// <summary>Between bytes, other integers and floats, keeping what full brightness is.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ConvertImageDtype.html"/>
        public static ITransform ConvertImageDtype(ScalarType dtype) => new ConvertImageDtype(dtype);

        /// <summary>Another size, bilinear; with one number the shorter side gets it.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Resize.html"/>
        public static ITransform Resize(long height, long? width = null, bool antialias = true) => new Resize(height, width, antialias);

        /// <summary>The middle of a picture.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.CenterCrop.html"/>
        public static ITransform CenterCrop(long height, long? width = null) => new CenterCrop(height, width ?? height);

        /// <summary>A part at a random place, after padding with zeros.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomCrop.html"/>
        public static ITransform RandomCrop(long height, long? width = null, long padding = 0) => new RandomCrop(height, width ?? height, padding);

        /// <summary>Left and right exchanged with some probability.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomHorizontalFlip.html"/>
        public static ITransform RandomHorizontalFlip(double p = 0.5) => new RandomFlip(p, -1);

        /// <summary>Top and bottom exchanged with some probability.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomVerticalFlip.html"/>
        public static ITransform RandomVerticalFlip(double p = 0.5) => new RandomFlip(p, -2);

        /// <summary>A step that is a function.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Lambda.html"/>
        public static ITransform Lambda(Func<Tensor, Tensor> lambd) => new LambdaTransform(lambd);
    }
}
