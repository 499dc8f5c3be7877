namespace Taimatsu;

/// <summary>Picture files in folders, one folder a class. A sample is the picture after the transform (without one, uint8 RGB [3, H, W]) and its class's number.</summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.ImageFolder.html"/>
public sealed class ImageFolder : Dataset<(Tensor, long)>
{
    private static readonly HashSet<string> s_extensions = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".bmp", ".webp" };
    private readonly ITransform? _transform;
    private readonly Func<long, long>? _targetTransform;

    internal ImageFolder(string root, ITransform? transform, Func<long, long>? target_transform)
    {
        (_transform, _targetTransform) = (transform, target_transform);
        if (!Directory.Exists(root)) throw new DirectoryNotFoundException($"ImageFolder: {Path.GetFullPath(root)} does not exist");
        classes = [.. Directory.EnumerateDirectories(root).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];
        if (classes.Count == 0) throw new FileNotFoundException($"Couldn't find any class folder in {Path.GetFullPath(root)}.");
        var found = new List<(string, long)>();
        for (int c = 0; c < classes.Count; c++)
        {
            string[] files = [.. Directory.EnumerateFiles(Path.Combine(root, classes[c]), "*", SearchOption.AllDirectories).Where(f => s_extensions.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal)];
            if (files.Length == 0) throw new FileNotFoundException($"Found no valid file for the classes {classes[c]}. Supported extensions are: {string.Join(", ", s_extensions)}");
            foreach (string file in files) found.Add((file, c));
        }
        samples = found;
    }

    /// <summary>The names of the classes: those of the folders, in order.</summary>
    public IReadOnlyList<string> classes { get; }

    /// <summary>The files and their classes' numbers.</summary>
    public IReadOnlyList<(string Path, long Class)> samples { get; }

    /// <inheritdoc/>
    public override long Count => samples.Count;

    /// <inheritdoc/>
    public override (Tensor, long) this[long index]
    {
        get
        {
            var (path, label) = samples[(int)CheckIndex(index)];
            var picture = torchvision.io.read_image(path, torchvision.io.ImageReadMode.RGB);
            return (_transform is null ? picture : _transform.call(picture), _targetTransform is null ? label : _targetTransform(label));
        }
    }
}

/// <summary>Random pictures with random labels, the same for the same number: for trying things out.</summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.FakeData.html"/>
public sealed class FakeData : Dataset<(Tensor, long)>
{
    private readonly long _classes, _offset;
    private readonly Size _size;
    private readonly ITransform? _transform;

    internal FakeData(long size, Size image_size, long num_classes, ITransform? transform, long random_offset)
        => (Count, _size, _classes, _transform, _offset) = (size, image_size, num_classes, transform, random_offset);

    /// <inheritdoc/>
    public override long Count { get; }

    /// <inheritdoc/>
    public override (Tensor, long) this[long index]
    {
        get
        {
            var generator = new Generator().manual_seed(CheckIndex(index) + _offset);
            var picture = (torch.randn(_size, generator: generator) * 255).clamp(0, 255).to(ScalarType.Byte);
            long label = torch.randint(0, _classes, new Size(1), generator: generator).item<long>();
            return (_transform is null ? picture : _transform.call(picture), label);
        }
    }
}
