namespace Cifar10;

/// <summary>The training and test pictures, scaled to [-1, 1].</summary>
internal sealed class Pictures
{
    /// <summary>The tutorial's names of the ten classes.</summary>
    public static readonly string[] Classes = ["plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private Pictures(Dataset<(Tensor, long)> train, Dataset<(Tensor, long)> test) => (Train, Test) = (train, test);

    public Dataset<(Tensor, long)> Train { get; }

    public Dataset<(Tensor, long)> Test { get; }

    /// <summary>The real set below a folder, or the small one that the sample carries; with changes, training pictures are moved and turned over at random.</summary>
    public static Pictures Load(string? folder, bool changes)
    {
        var transform = transforms.Compose(transforms.ToTensor(), transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)));
        var training = changes ? transforms.Compose(transforms.RandomCrop(32, padding: 4), transforms.RandomHorizontalFlip(), transform) : transform;
        if (folder is not null)
        {
            if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"--data {folder}: there is no such folder");
            return new(datasets.CIFAR10(folder, train: true, transform: training), datasets.CIFAR10(folder, train: false, transform: transform));
        }
        string carried = Path.Combine(AppContext.BaseDirectory, "data");
        return new(datasets.CIFAR10Records(Path.Combine(carried, "train.bin"), training), datasets.CIFAR10Records(Path.Combine(carried, "test.bin"), transform));
    }

    /// <summary>Back from [-1, 1] to [0, 1], to be looked at.</summary>
    public static Tensor Visible(Tensor images) => images / 2 + 0.5;
}
