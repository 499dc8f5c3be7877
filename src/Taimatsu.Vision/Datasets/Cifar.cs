namespace Taimatsu;

/// <summary>CIFAR-10 and CIFAR-100 in their official layouts: Python pickles or binary records.</summary>
internal static class Cifar
{
    private const int Pixels = 3 * 32 * 32;
    private static readonly string[] s_classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static readonly (string Name, string Md5)[] s_train =
    [
        ("data_batch_1", "c99cafc152244af753f735de768cd75f"), ("data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"), ("data_batch_3", "54ebc095f3ab1f0389bbae665268c751"),
        ("data_batch_4", "634d18415352ddfa80567beed471001a"), ("data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"),
    ];

    private static readonly (string Name, string Md5)[] s_test = [("test_batch", "40351d587109b95175f43aff81a1287e")];

    public static LabelledPictures Read10(string root, bool train, bool download, ITransform? transform, Func<long, long>? targetTransform)
    {
        var files = train ? s_train : s_test;
        string python = Path.Combine(root, "cifar-10-batches-py"), binary = Path.Combine(root, "cifar-10-batches-bin");
        if (download) Ensure(root, python, binary, files, "cifar-10-python.tar.gz", "c58f30108f718f92721af3b95e74349a");
        else Unpack(root, [python, binary], ["cifar-10-python.tar.gz", "cifar-10-binary.tar.gz"]);
        var pixels = new List<byte[]>();
        var labels = new List<long>();
        if (files.All(f => File.Exists(Path.Combine(python, f.Name))))
            foreach (var (name, _) in files) ReadPickle(Path.Combine(python, name), "labels", 10, pixels, labels);
        else if (files.All(f => File.Exists(Path.Combine(binary, f.Name + ".bin"))))
            foreach (var (name, _) in files) ReadRecords(Path.Combine(binary, name + ".bin"), 1, 0, 10, pixels, labels);
        else throw NotFound(root, files.Select(f => f.Name));
        return Make(pixels, labels, s_classes, transform, targetTransform);
    }

    public static LabelledPictures Read100(string root, bool train, bool download, ITransform? transform, Func<long, long>? targetTransform)
    {
        (string Name, string Md5)[] files = train ? [("train", "16019d7e3df5f24257cddd939b257f8d")] : [("test", "f0ef6b0ae62326f3e7ffdfab6717acfc")];
        string python = Path.Combine(root, "cifar-100-python"), binary = Path.Combine(root, "cifar-100-binary");
        if (download) Ensure(root, python, binary, files, "cifar-100-python.tar.gz", "eb9058c3a382ffc7106e4002c42a8d85");
        else Unpack(root, [python, binary], ["cifar-100-python.tar.gz", "cifar-100-binary.tar.gz"]);
        var pixels = new List<byte[]>();
        var labels = new List<long>();
        string file = files[0].Name;
        IReadOnlyList<string> names = [];
        if (File.Exists(Path.Combine(python, file)))
        {
            ReadPickle(Path.Combine(python, file), "fine_labels", 100, pixels, labels);
            string meta = Path.Combine(python, "meta");
            if (File.Exists(meta)) names = [.. ((System.Collections.IEnumerable)CifarPickle.Read(meta)["fine_label_names"]!).Cast<string>()];
        }
        else if (File.Exists(Path.Combine(binary, file + ".bin"))) ReadRecords(Path.Combine(binary, file + ".bin"), 2, 1, 100, pixels, labels);
        else throw NotFound(root, [file]);
        return Make(pixels, labels, names, transform, targetTransform);
    }

    /// <summary>One file of records with one label byte.</summary>
    public static LabelledPictures ReadOneFile(string path, ITransform? transform, Func<long, long>? targetTransform)
    {
        var pixels = new List<byte[]>();
        var labels = new List<long>();
        ReadRecords(path, 1, 0, 10, pixels, labels);
        return Make(pixels, labels, s_classes, transform, targetTransform);
    }

    /// <summary>Records of label bytes and 3,072 pixels.</summary>
    public static void ReadRecords(string path, int labelBytes, int labelAt, int classes, List<byte[]> pixels, List<long> labels)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int record = labelBytes + Pixels;
        if (bytes.Length == 0 || bytes.Length % record != 0) throw new InvalidDataException($"{path} is damaged: {bytes.Length} bytes are no whole number of records of {record} bytes");
        for (int at = 0; at < bytes.Length; at += record)
        {
            long label = bytes[at + labelAt];
            if (label >= classes) throw new InvalidDataException($"{path} is damaged: label {label} at offset {at + labelAt}, expected 0 to {classes - 1}");
            labels.Add(label);
            pixels.Add(bytes[(at + labelBytes)..(at + record)]);
        }
    }

    public static LabelledPictures Make(List<byte[]> pixels, List<long> labels, IReadOnlyList<string> classes, ITransform? transform, Func<long, long>? targetTransform)
    {
        var all = new byte[labels.Count * (long)Pixels];
        int at = 0;
        foreach (byte[] part in pixels)
        {
            part.CopyTo(all, at);
            at += part.Length;
        }
        return new(torch.from_array(all).view(labels.Count, 3, 32, 32), [.. labels], classes, transform, targetTransform);
    }

    private static void ReadPickle(string path, string labelKey, int classes, List<byte[]> pixels, List<long> labels)
    {
        var batch = CifarPickle.Read(path);
        if (!batch.TryGetValue("data", out object? data) || data is not byte[] bytes || !batch.TryGetValue(labelKey, out object? list) || list is not System.Collections.IList given)
            throw new InvalidDataException($"{path} holds no 'data' and '{labelKey}'");
        if (bytes.Length != given.Count * (long)Pixels) throw new InvalidDataException($"{path} is damaged: {bytes.Length} bytes of pixels for {given.Count} labels");
        pixels.Add(bytes);
        foreach (object? label in given) labels.Add(label is long number && number >= 0 && number < classes ? number : throw new InvalidDataException($"{path} is damaged: label {label ?? "None"}, expected 0 to {classes - 1}"));
    }

    private static void Ensure(string root, string python, string binary, (string Name, string Md5)[] files, string archive, string md5)
    {
        bool hasPython = files.All(f => File.Exists(Path.Combine(python, f.Name))), hasBinary = files.All(f => File.Exists(Path.Combine(binary, f.Name + ".bin")));
        if (hasPython)
        {
            string[] other = [.. files.Where(f => Download.Md5(Path.Combine(python, f.Name)) != f.Md5).Select(f => f.Name)];
            if (other.Length == 0) Console.WriteLine("Files already downloaded and verified");
            else Console.Error.WriteLine($"warning: {python}: {string.Join(", ", other)} {(other.Length == 1 ? "is not the official file: its MD5 differs" : "are not the official files: their MD5s differ")}");
        }
        else if (hasBinary) Console.WriteLine("Files already downloaded");
        else
        {
            Download.File(Path.Combine(root, archive), md5, torchvision.datasets.CifarAddress + archive);
            Console.WriteLine($"Extracting {Path.Combine(root, archive)} to {root}");
            Download.Extract(Path.Combine(root, archive), root);
        }
    }

    // Archives that somebody put there are as good as folders.
    private static void Unpack(string root, string[] folders, string[] archives)
    {
        if (folders.Any(Directory.Exists)) return;
        foreach (string archive in archives)
            if (File.Exists(Path.Combine(root, archive)))
            {
                Download.Extract(Path.Combine(root, archive), root);
                return;
            }
    }

    private static FileNotFoundException NotFound(string root, IEnumerable<string> names)
        => new($"Dataset not found or corrupted. You can use download=True to download it: {string.Join(", ", names)} are not in {Path.GetFullPath(root)}");
}
