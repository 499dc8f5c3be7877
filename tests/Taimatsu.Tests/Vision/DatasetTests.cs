using System.IO.Compression;
using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torch;
using static Taimatsu.torchvision;

namespace Taimatsu.Tests.Vision;

/// <summary>The official layouts, whole and damaged. Alone, because some look at what is printed.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class DatasetTests
{
    private static readonly long[] s_labels = [3, 8, 0];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cifar10_is_read_in_both_layouts(bool python)
    {
        using var files = new CifarFiles();
        if (python) files.WritePython10(s_labels);
        else files.WriteBinary10(s_labels);
        var train = datasets.CIFAR10(files.Root, train: true);
        Assert.Equal(15, train.Count);
        var (picture, label) = train[4];
        Assert.Equal(8, label);
        Assert.Equal("ship", train.classes[(int)label]);
        Assert.Equal(8, train.class_to_idx["ship"]);
        Assert.Equal((uint8, 3L, 32L), (picture.dtype, picture.size(0), picture.size(2)));
        Assert.Equal(CifarFiles.Picture(21), picture.contiguous().bytes.ToArray());
        Assert.Equal(0, train[-1].Item2);
        Assert.Throws<IndexOutOfRangeException>(() => train[15]);
        Assert.Equal(s_labels, datasets.CIFAR10(files.Root, train: false).targets);
        Assert.Equal([13, 18, 10], datasets.CIFAR10(files.Root, train: false, target_transform: l => l + 10).Select10());
    }

    [Theory]
    [InlineData("cifar-10-batches-py", "cifar-10-python.tar.gz")]
    [InlineData("cifar-10-batches-bin", "cifar-10-binary.tar.gz")]
    public void An_archive_that_lies_there_is_unpacked(string folder, string archive)
    {
        using var files = new CifarFiles();
        files.WritePython10(s_labels);
        files.WriteBinary10(s_labels);
        files.Archive(folder, archive);
        Directory.Delete(files.Place("cifar-10-batches-py"), recursive: true);
        Directory.Delete(files.Place("cifar-10-batches-bin"), recursive: true);
        Assert.Equal(15, datasets.CIFAR10(files.Root).Count);
        Assert.Equal([files.Place(folder)], Directory.GetDirectories(files.Root));

        byte[] whole = File.ReadAllBytes(files.Place(archive));
        Directory.Delete(files.Place(folder), recursive: true);
        File.WriteAllBytes(files.Place(archive), whole[..(whole.Length / 2)]);
        Assert.Contains(archive + " is damaged", Assert.ThrowsAny<InvalidDataException>(() => datasets.CIFAR10(files.Root)).Message);
        Assert.Empty(Directory.GetDirectories(files.Root));
    }

    [Fact]
    public void Cifar100_is_read_with_its_names()
    {
        using var files = new CifarFiles();
        files.Write("cifar-100-python/train", CifarFiles.Pickle("fine_labels", [99, 5], 1));
        var set = datasets.CIFAR100(files.Root);
        Assert.Equal([99, 5], set.targets);
        files.Write("cifar-100-binary/test.bin", [4, 99, .. CifarFiles.Picture(1), 7, 12, .. CifarFiles.Picture(2)]);
        Assert.Equal([99, 12], datasets.CIFAR100(files.Root, train: false).targets);
        Assert.Equal(CifarFiles.Picture(2), datasets.CIFAR100(files.Root, train: false)[1].Item1.bytes.ToArray());
    }

    [Fact]
    public void A_batch_made_at_once_is_the_batch_of_single_pictures()
    {
        using var files = new CifarFiles();
        files.WriteBinary10(s_labels);
        ITransform[] steps = [transforms.ToTensor(), transforms.Normalize((0.5, 0.4, 0.3), (0.5, 0.6, 0.7))];
        var whole = datasets.CIFAR10(files.Root, transform: transforms.Compose(steps));
        // A function of one's own is called picture by picture.
        int calls = 0;
        var single = datasets.CIFAR10(files.Root, transform: transforms.Compose([.. steps, transforms.Lambda(x => { calls++; return x; })]));
        var expected = utils_data(single).ToList();
        var actual = utils_data(whole).ToList();
        Assert.Equal(15, calls);
        Assert.Equal(4, actual.Count);
        for (int i = 0; i < 4; i++)
        {
            Assert.True(equal(expected[i].Item1, actual[i].Item1));
            Assert.True(equal(expected[i].Item2, actual[i].Item2));
        }

        static IEnumerable<(Tensor, Tensor)> utils_data(LabelledPictures set) => torch.utils.data.DataLoader(set, batch_size: 4, shuffle: true, num_workers: 1, generator: new Generator(3));
    }

    [Fact]
    public void Damaged_and_missing_files_are_named()
    {
        using var files = new CifarFiles();
        Assert.Contains("Dataset not found or corrupted", Assert.Throws<FileNotFoundException>(() => datasets.CIFAR10(files.Root)).Message);
        files.WritePython10(s_labels);
        byte[] good = File.ReadAllBytes(files.Place("cifar-10-batches-py/test_batch"));

        void Refused(byte[] bytes, string text)
        {
            string path = files.Write("cifar-10-batches-py/test_batch", bytes);
            string message = Assert.Throws<InvalidDataException>(() => datasets.CIFAR10(files.Root, train: false)).Message;
            Assert.Contains(path, message);
            Assert.Contains(text, message);
        }
        Refused(good[..5000], "the data ends early");
        Refused([.. good[..^2], (byte)'.'], "");
        Refused([1, 2, 3], "Unsupported operand");
        Refused(CifarFiles.Pickle("other_labels", s_labels, 0), "holds no 'data' and 'labels'");
        Refused(CifarFiles.Pickle("labels", s_labels, 0, "f4"), "no row-major array of bytes");
        Refused([0x80, 2, .. "cos\nsystem\nU\x02id\u0085R."u8.ToArray().Where(b => b != 0xC2)], "os.system was not an allowed global");
        Refused(CifarFiles.Pickle("labels", [3, 11, 0], 0), "label 11");

        files.Write("records.bin", new byte[3073 * 2 - 1]);
        Assert.Contains("records.bin is damaged: 6145 bytes are no whole number of records", Assert.Throws<InvalidDataException>(() => datasets.CIFAR10Records(files.Place("records.bin"))).Message);
        files.Write("records.bin", CifarFiles.Records([1, 200], 0));
        Assert.Contains("label 200 at offset 3073", Assert.Throws<InvalidDataException>(() => datasets.CIFAR10Records(files.Place("records.bin"))).Message);
    }

    [Fact]
    public void Bytes_broken_anywhere_give_an_error_or_a_set_and_nothing_else()
    {
        using var files = new CifarFiles();
        byte[] good = CifarFiles.Pickle("labels", [3], 0);
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] broken = [.. good];
            // All of the structure, some of the pixels.
            int at = i < 200 ? i : random.Next(broken.Length);
            broken[at] = (byte)random.Next(256);
            files.Write("cifar-10-batches-py/test_batch", i % 7 == 0 ? broken[..random.Next(broken.Length)] : broken);
            try
            {
                Assert.Equal(1, datasets.CIFAR10(files.Root, train: false).Count);
            }
            catch (InvalidDataException e)
            {
                Assert.Contains("test_batch", e.Message);
            }
        }
    }

    [Fact]
    public void Files_that_are_not_the_official_ones_give_a_warning()
    {
        using var files = new CifarFiles();
        files.WritePython10(s_labels);
        using var printed = new StringWriter();
        var before = Console.Error;
        Console.SetError(printed);
        try
        {
            Assert.Equal(3, datasets.CIFAR10(files.Root, train: false, download: true).Count);
        }
        finally
        {
            Console.SetError(before);
        }
        Assert.Equal($"warning: {files.Place("cifar-10-batches-py")}: test_batch is not the official file: its MD5 differs", printed.ToString().Trim());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mnist_is_read_plain_and_zipped(bool zipped)
    {
        using var files = new CifarFiles();
        byte[] pictures = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, .. Enumerable.Range(1, 12).Select(i => (byte)i)], labels = [0, 0, 8, 1, 0, 0, 0, 2, 7, 4];
        void Write(string name, byte[] bytes) => files.Write($"FashionMNIST/raw/{name}{(zipped ? ".gz" : "")}", zipped ? Zip(bytes) : bytes);
        Write("train-images-idx3-ubyte", pictures);
        Write("train-labels-idx1-ubyte", labels);
        var set = datasets.FashionMNIST(files.Root);
        Assert.Equal([2, 1, 2, 3], set.data.shape);
        Assert.Equal("tensor([[[ 7,  8,  9],\n         [10, 11, 12]]], dtype=torch.uint8)", set[1].Item1.ToString());
        Assert.Equal("Sneaker", set.classes[(int)set[0].Item2]);
        Assert.Contains("t10k-images-idx3-ubyte is not in", Assert.Throws<FileNotFoundException>(() => datasets.FashionMNIST(files.Root, train: false)).Message);

        void Refused(string name, byte[] bytes, string text)
        {
            Write(name, bytes);
            Assert.Contains(text, Assert.Throws<InvalidDataException>(() => datasets.FashionMNIST(files.Root)).Message);
        }
        Refused("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 7, 4, 1], "2 pictures but 3 labels");
        Refused("train-images-idx3-ubyte", pictures[..^1], "truncated or damaged: 11 bytes of data, expected 12");
        Refused("train-images-idx3-ubyte", [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], "train-images-idx3-ubyte");
        Refused("train-images-idx3-ubyte", [0, 0, 13, 3, .. pictures[4..]], "no idx file of unsigned bytes");
        if (zipped)
        {
            files.Write("FashionMNIST/raw/train-images-idx3-ubyte.gz", Zip(pictures)[..20]);
            Assert.Contains("train-images-idx3-ubyte", Assert.Throws<InvalidDataException>(() => datasets.FashionMNIST(files.Root)).Message);
        }
    }

    [Fact]
    public void Fake_pictures_are_the_same_for_the_same_number()
    {
        var set = datasets.FakeData(5, new Size(3, 4, 4), num_classes: 3);
        Assert.Equal(5, set.Count);
        Assert.True(equal(set[2].Item1, set[2].Item1));
        Assert.False(equal(set[2].Item1, set[3].Item1));
        Assert.InRange(set[4].Item2, 0, 2);
        Assert.True(equal(set[2].Item1, datasets.FakeData(5, new Size(3, 4, 4), 3, random_offset: 1)[1].Item1));
    }

    [Fact]
    public void Folders_are_classes()
    {
        using var files = new CifarFiles();
        Assert.Contains("Couldn't find any class folder", Assert.Throws<FileNotFoundException>(() => datasets.ImageFolder(files.Root)).Message);
        Directory.CreateDirectory(files.Place("cat/more"));
        Directory.CreateDirectory(files.Place("ant"));
        io.write_png(full(new Size(3, 2, 3), 10, dtype: uint8), files.Place("cat/more/b.png"));
        io.write_png(full(new Size(1, 2, 3), 20, dtype: uint8), files.Place("cat/a.PNG"));
        Assert.Contains("Found no valid file for the classes ant", Assert.Throws<FileNotFoundException>(() => datasets.ImageFolder(files.Root)).Message);
        io.write_png(full(new Size(3, 2, 3), 30, dtype: uint8), files.Place("ant/c.png"));
        files.Write("ant/notes.txt", [1]);
        var set = datasets.ImageFolder(files.Root, transforms.ToTensor());
        Assert.Equal(["ant", "cat"], set.classes);
        Assert.Equal([0, 1, 1], set.samples.Select(s => s.Class));
        var (pictures, labels) = torch.utils.data.DataLoader(set, batch_size: 3).First();
        Assert.Equal([3, 3, 2, 3], pictures.shape);
        Assert.Equal("tensor([30, 20, 10], dtype=torch.uint8)", (pictures[.., 0, 0, 0] * 255).round().to(uint8).ToString());
        files.Write("ant/c.png", [1, 2, 3]);
        var error = Assert.Throws<DataLoaderException>(() => torch.utils.data.DataLoader(set, num_workers: 2).First());
        Assert.Contains(Path.Combine("ant", "c.png"), error.Message);
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest)) zip.Write(bytes);
        return target.ToArray();
    }
}

internal static class Labels
{
    public static long[] Select10(this LabelledPictures set) => [.. Enumerable.Range(0, (int)set.Count).Select(i => set[i].Item2)];
}
