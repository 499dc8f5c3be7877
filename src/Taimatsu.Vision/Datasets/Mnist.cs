using System.Buffers.Binary;
using System.IO.Compression;

namespace Taimatsu;

/// <summary>MNIST and its like: idx files, plain or gzipped, below <c>ROOT/NAME/raw</c>.</summary>
internal static class Mnist
{
    public static readonly (string Name, string Md5)[] Digits =
    [
        ("train-images-idx3-ubyte", "f68b3c2dcbeaaa9fbdd348bbdeb94873"), ("train-labels-idx1-ubyte", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte", "9fb629c4189551a2d022fa330f9573f3"), ("t10k-labels-idx1-ubyte", "ec29112dd5afa0611ce80d1b7f02629c"),
    ];

    public static readonly (string Name, string Md5)[] Fashion =
    [
        ("train-images-idx3-ubyte", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"), ("train-labels-idx1-ubyte", "25c81989df183df01b3e8a0aad5dffbe"),
        ("t10k-images-idx3-ubyte", "bef4ecab320f06d8554ea6380940ec79"), ("t10k-labels-idx1-ubyte", "bb300cfdad3c16e7a12a480ee83cd310"),
    ];

    public static readonly string[] DigitNames = ["0 - zero", "1 - one", "2 - two", "3 - three", "4 - four", "5 - five", "6 - six", "7 - seven", "8 - eight", "9 - nine"];
    public static readonly string[] FashionNames = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    public static LabelledPictures Read(string root, string name, bool train, bool download, (string Name, string Md5)[] files, string[] classes, string address, ITransform? transform, Func<long, long>? targetTransform)
    {
        string folder = Path.Combine(root, name, "raw");
        var wanted = train ? files[..2] : files[2..];
        if (download)
            foreach (var (file, md5) in wanted)
                if (!File.Exists(Path.Combine(folder, file))) Download.File(Path.Combine(folder, file + ".gz"), md5, address + file + ".gz");
        var (pixels, sizes) = ReadIdx(Find(folder, wanted[0].Name), 3);
        var (labels, _) = ReadIdx(Find(folder, wanted[1].Name), 1);
        if (sizes[0] != labels.Length) throw new InvalidDataException($"{folder}: {sizes[0]} pictures but {labels.Length} labels");
        return new(torch.from_array(pixels).view(sizes[0], 1, sizes[1], sizes[2]), Array.ConvertAll(labels, l => (long)l), classes, transform, targetTransform);
    }

    /// <summary>The bytes and lengths of an idx file of unsigned bytes.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or something else.</exception>
    public static (byte[] Data, long[] Sizes) ReadIdx(string path, int rank)
    {
        byte[] file = path.EndsWith(".gz", StringComparison.Ordinal) ? Unzip(path) : File.ReadAllBytes(path);
        int header = 4 + 4 * rank;
        if (file.Length < header || file[0] != 0 || file[1] != 0 || file[2] != 8 || file[3] != rank)
            throw new InvalidDataException($"{path} is no idx file of unsigned bytes with {rank} dimension{(rank == 1 ? "" : "s")}");
        var sizes = new long[rank];
        Int128 count = 1; // three lengths of 32 bits
        for (int d = 0; d < rank; d++) count *= sizes[d] = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(4 + 4 * d));
        if (file.Length - header != count) throw new InvalidDataException($"{path} is truncated or damaged: {file.Length - header} bytes of data, expected {count}");
        return (file[header..], sizes);
    }

    private static string Find(string folder, string name)
    {
        string plain = Path.Combine(folder, name), zipped = plain + ".gz";
        return File.Exists(plain) ? plain : File.Exists(zipped) ? zipped
            : throw new FileNotFoundException($"Dataset not found. You can use download=True to download it: {name} is not in {Path.GetFullPath(folder)}");
    }

    private static byte[] Unzip(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            using var bytes = new MemoryStream();
            unzipped.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path} is damaged: {error.Message}", error);
        }
    }
}
