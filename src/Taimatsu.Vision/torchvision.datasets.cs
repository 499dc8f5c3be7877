namespace Taimatsu;

public static partial class torchvision
{
    /// <summary>Well-known sets of pictures. Samples are (picture after the transform, label); without a transform a picture is uint8 [C, H, W].</summary>
    /// <seealso href="https://docs.pytorch.org/vision/stable/datasets.html"/>
    public static class datasets
    {
        /// <summary>Where CIFAR's archives are fetched from.</summary>
        internal static string CifarAddress { get; set; } = "https://www.cs.toronto.edu/~kriz/";

        /// <summary>Where MNIST's files are fetched from.</summary>
        internal static string MnistAddress { get; set; } = "https://ossci-datasets.s3.amazonaws.com/mnist/";

        /// <summary>Where FashionMNIST's files are fetched from.</summary>
        internal static string FashionAddress { get; set; } = "https://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

        /// <summary>60,000 pictures [3, 32, 32] of ten classes; reads <c>cifar-10-batches-py</c>, <c>cifar-10-batches-bin</c> or the official archives below <paramref name="root"/>.</summary>
        /// <exception cref="FileNotFoundException">The files are not there.</exception>
        /// <exception cref="InvalidDataException">A file is damaged.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.CIFAR10.html"/>
        public static LabelledPictures CIFAR10(string root, bool train = true, bool download = false, ITransform? transform = null, Func<long, long>? target_transform = null)
            => Cifar.Read10(root, train, download, transform, target_transform);

        /// <summary>60,000 pictures [3, 32, 32] of a hundred classes; reads <c>cifar-100-python</c>, <c>cifar-100-binary</c> or the official archives.</summary>
        /// <exception cref="FileNotFoundException">The files are not there.</exception>
        /// <exception cref="InvalidDataException">A file is damaged.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.CIFAR100.html"/>
        public static LabelledPictures CIFAR100(string root, bool train = true, bool download = false, ITransform? transform = null, Func<long, long>? target_transform = null)
            => Cifar.Read100(root, train, download, transform, target_transform);

        /// <summary>Pictures [3, 32, 32] of CIFAR-10 in one file of binary records: a label byte and 3,072 pixels each.</summary>
        /// <exception cref="InvalidDataException">The file is damaged.</exception>
        public static LabelledPictures CIFAR10Records(string path, ITransform? transform = null, Func<long, long>? target_transform = null)
            => Cifar.ReadOneFile(path, transform, target_transform);

        /// <summary>70,000 handwritten digits [1, 28, 28]; reads idx files below <c>ROOT/MNIST/raw</c>.</summary>
        /// <exception cref="FileNotFoundException">The files are not there.</exception>
        /// <exception cref="InvalidDataException">A file is damaged.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.MNIST.html"/>
        public static LabelledPictures MNIST(string root, bool train = true, bool download = false, ITransform? transform = null, Func<long, long>? target_transform = null)
            => Mnist.Read(root, "MNIST", train, download, Mnist.Digits, Mnist.DigitNames, MnistAddress, transform, target_transform);

        /// <summary>70,000 pieces of clothing [1, 28, 28]; reads idx files below <c>ROOT/FashionMNIST/raw</c>.</summary>
        /// <exception cref="FileNotFoundException">The files are not there.</exception>
        /// <exception cref="InvalidDataException">A file is damaged.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.FashionMNIST.html"/>
        public static LabelledPictures FashionMNIST(string root, bool train = true, bool download = false, ITransform? transform = null, Func<long, long>? target_transform = null)
            => Mnist.Read(root, "FashionMNIST", train, download, Mnist.Fashion, Mnist.FashionNames, FashionAddress, transform, target_transform);

        /// <summary>Random pictures with random labels.</summary>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.FakeData.html"/>
        public static FakeData FakeData(long size = 1000, Size? image_size = null, long num_classes = 10, ITransform? transform = null, long random_offset = 0)
            => new(size, image_size ?? new Size(3, 224, 224), num_classes, transform, random_offset);

        /// <summary>Picture files in folders, one folder a class.</summary>
        /// <exception cref="FileNotFoundException">There are no classes, or one has no pictures.</exception>
        /// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.ImageFolder.html"/>
        public static ImageFolder ImageFolder(string root, ITransform? transform = null, Func<long, long>? target_transform = null) => new(root, transform, target_transform);
    }
}
