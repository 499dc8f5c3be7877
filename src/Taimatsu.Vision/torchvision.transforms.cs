namespace Taimatsu;

/// <summary>Datasets, transforms and pictures.</summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/index.html"/>
public static partial class torchvision
{
    /// <summary>Where the pixels of a picture in another size come from.</summary>
    public enum InterpolationMode
    {
        /// <summary>The nearest pixel.</summary>
        NEAREST,
        /// <summary>A mean, weighted by the distance.</summary>
        BILINEAR,
    }

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

        /// <summary>Another size, bilinear unless told otherwise; with one number the shorter side gets it.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Resize.html"/>
        public static ITransform Resize(long height, long? width = null, InterpolationMode interpolation = InterpolationMode.BILINEAR, bool antialias = true) => new Resize(height, width, interpolation, antialias);

        /// <summary>Another size: height and width.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Resize.html"/>
        public static ITransform Resize((long, long) size, InterpolationMode interpolation = InterpolationMode.BILINEAR, bool antialias = true) => new Resize(size.Item1, size.Item2, interpolation, antialias);

        /// <summary>The middle of a picture.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.CenterCrop.html"/>
        public static ITransform CenterCrop(long height, long? width = null) => new CenterCrop(height, width ?? height);

        /// <summary>A part at a random place, after padding with <paramref name="fill"/>.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.RandomCrop.html"/>
        public static ITransform RandomCrop(long height, long? width = null, long padding = 0, double fill = 0) => new RandomCrop(height, width ?? height, padding, fill);

        /// <summary>A margin of <paramref name="padding"/> pixels on all sides.</summary>
        /// <exception cref="ArgumentException">The margin is negative.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Pad.html"/>
        public static ITransform Pad(long padding, double fill = 0) => new Padding([padding], fill);

        /// <summary>Margins: one for all sides, two for left and right and for top and bottom, or four for left, top, right, bottom.</summary>
        /// <exception cref="ArgumentException">A margin is negative, or there is another number of them.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Pad.html"/>
        public static ITransform Pad(long[] padding, double fill = 0) => new Padding(padding, fill);

        /// <summary>Shades of gray, in one channel or three equal ones.</summary>
        /// <exception cref="ArgumentException">Another number of channels is asked for.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Grayscale.html"/>
        public static ITransform Grayscale(long num_output_channels = 1) => new Grayscale(num_output_channels);

        /// <summary>Brightness, contrast, saturation (factors up to 1 ± the number) and hue (up to ± the number, 0.5 at most) changed at random.</summary>
        /// <exception cref="ArgumentException">A number is negative, or the hue's above 0.5.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ColorJitter.html"/>
        public static ITransform ColorJitter(double brightness = 0, double contrast = 0, double saturation = 0, double hue = 0) => new ColorJitter(brightness, contrast, saturation, hue);

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
