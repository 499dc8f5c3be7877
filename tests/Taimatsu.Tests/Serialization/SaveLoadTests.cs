using System.IO.Compression;
using Taimatsu.Serialization;

namespace Taimatsu.Tests.Serialization;

public class SaveLoadTests
{
    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Bool)]
    public void EveryElementTypeComesBack(ScalarType type)
    {
        var tensor = torch.randint(0, 2, new Size(5, 3), type);
        var back = SavedFile.RoundTrip<Tensor>(tensor);
        Assert.Equal(type, back.dtype);
        Assert.Equal(tensor.shape, back.shape);
        Assert.Equal(tensor.ToFlatArray<double>(), back.ToFlatArray<double>());
    }

    [Fact]
    public void LargeTensorsComeBack()
    {
        var tensor = torch.rand(1000, 1111);
        Assert.Equal(tensor.ToFlatArray<float>(), SavedFile.RoundTrip<Tensor>(tensor).ToFlatArray<float>());
    }

    [Fact]
    public void SharedMemoryIsWrittenOnceAndStaysShared()
    {
        var all = torch.zeros(10000);
        var list = new List<object?> { all, all.view(100, 100).t(), all };
        byte[] bytes = SavedFile.Save(list);
        Assert.InRange(bytes.Length, 40000, 42000);
        var back = torch.load<List<object?>>(new MemoryStream(bytes));
        Assert.Same(back[0], back[2]);
        ((Tensor)back[0]!).fill_(1);
        Assert.Equal(10000, ((Tensor)back[1]!).sum().item<float>());
    }

    [Fact]
    public void ContainersComeBack()
    {
        var value = new Dictionary<string, object?>
        {
            ["int"] = 1, ["long"] = -1L << 50, ["float"] = 0.25f, ["bool"] = true, ["null"] = null, ["text"] = "七",
            ["list"] = new[] { 1.5, 2 }, ["tuple"] = (1, "b"), ["inner"] = new Dictionary<int, string> { [3] = "three" },
            ["bytes"] = new byte[] { 200, 1 }, ["set"] = new HashSet<object> { 1L }, ["ulong"] = ulong.MaxValue, ["dtype"] = torch.int16,
            ["many"] = Enumerable.Range(0, 2500).ToList(),
        };
        var back = SavedFile.RoundTrip<OrderedDictionary<string, object?>>(value);
        Assert.Equal(value.Keys, back.Keys);
        Assert.Equal(1L, back["int"]);
        Assert.Equal(-1L << 50, back["long"]);
        Assert.Equal(0.25, back["float"]);
        Assert.Equal(true, back["bool"]);
        Assert.Null(back["null"]);
        Assert.Equal("七", back["text"]);
        Assert.Equal([1.5, 2.0], (List<object?>)back["list"]!);
        Assert.Equal([1L, "b"], (object?[])back["tuple"]!);
        Assert.Equal("three", ((OrderedDictionary<object, object?>)back["inner"]!)[3L]);
        Assert.Equal([200, 1], (byte[])back["bytes"]!);
        Assert.Equal([1L], (HashSet<object>)back["set"]!);
        Assert.Equal(new System.Numerics.BigInteger(ulong.MaxValue), back["ulong"]);
        Assert.Equal(ScalarType.Int16, back["dtype"]);
        Assert.Equal(2500, ((List<object?>)back["many"]!).Count);
        Assert.Equal(2499L, ((List<object?>)back["many"]!)[^1]);
    }

    [Fact]
    public void StateDictsKeepOrderAndVersions()
    {
        var state = new StateDict { ["b"] = torch.ones(2), ["a"] = torch.zeros(3) };
        state._metadata[""] = 1;
        state._metadata["bn"] = 2;
        var back = SavedFile.RoundTrip<StateDict>(state);
        Assert.Equal(["b", "a"], back.Keys);
        Assert.Equal(2, back._metadata["bn"]);
        var plain = SavedFile.RoundTrip<Dictionary<string, Tensor>>(state);
        Assert.Equal([0f, 0, 0], plain["a"].ToFlatArray<float>());
    }

    [Fact]
    public void ArchivesAreLaidOutAsPyTorchs()
    {
        byte[] bytes = SavedFile.Save(new List<object?> { torch.ones(3), torch.ones(5, torch.float64) });
        var zip = new ZipArchiveReader(new MemoryStream(bytes), "stream");
        Assert.Equal(["archive/data.pkl", "archive/.format_version", "archive/.storage_alignment", "archive/byteorder", "archive/data/0", "archive/data/1",
            "archive/version", "archive/.data/serialization_id"], zip.Entries.Select(e => e.Name));
        foreach (var entry in zip.Entries)
        {
            int at = (int)entry.HeaderOffset;
            Assert.Equal(0x0808, BitConverter.ToUInt16(bytes, at + 6));
            Assert.Equal(0, (at + 30 + BitConverter.ToUInt16(bytes, at + 26) + BitConverter.ToUInt16(bytes, at + 28)) % 64);
        }
        using var other = new ZipArchive(new MemoryStream(bytes)); // another reader agrees
        foreach (var entry in other.Entries)
        {
            using var opened = entry.Open();
            using var copy = new MemoryStream();
            opened.CopyTo(copy);
            Assert.Equal(entry.Length, copy.Length);
        }
        Assert.Equal(40, SavedFile.Entry(bytes, ".data/serialization_id").Length);
        Assert.Equal("3\n"u8.ToArray(), SavedFile.Entry(bytes, "version"));
    }

    [Fact]
    public void FilesAppearWholeOrNotAtAll()
    {
        string folder = Directory.CreateTempSubdirectory("taimatsu").FullName, path = Path.Combine(folder, "net.pth");
        try
        {
            torch.save(torch.ones(2), path);
            Assert.Equal([1f, 1], torch.load<Tensor>(path).ToFlatArray<float>());
            Assert.Equal("net/data.pkl", new ZipArchiveReader(new MemoryStream(File.ReadAllBytes(path)), path).Entries[0].Name);
            var list = new List<object?> { torch.ones(2), new object() };
            Assert.Throws<ArgumentException>(() => torch.save(list, path));
            Assert.Equal([1f, 1], torch.load<Tensor>(path).ToFlatArray<float>());
            Assert.Equal([path], Directory.GetFiles(folder));
            Assert.Contains("net.pth", Assert.Throws<FileNotFoundException>(() => torch.load(path + "x")).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void ContainersThatHoldThemselvesAreRefused()
    {
        var list = new List<object?>();
        list.Add(list);
        Assert.Throws<ArgumentException>(() => SavedFile.Save(list));
        object? deep = 1;
        for (int i = 0; i < 300; i++) deep = new List<object?> { deep };
        Assert.Throws<ArgumentException>(() => SavedFile.Save(deep));
    }

    [Fact]
    public void WrongTypesAreNamed()
    {
        var error = Assert.Throws<InvalidDataException>(() => SavedFile.RoundTrip<Tensor>("text"));
        Assert.Equal("stream: holds a String, not a Tensor", error.Message);
    }

    [Fact]
    public void TorchSharpsFormatComesBack()
    {
        var state = new StateDict { ["layer.weight"] = torch.rand(3, 4).t(), ["步"] = torch.tensor([5L]), ["flag"] = torch.tensor([true]), ["none"] = torch.zeros(0, 2) };
        using var stream = new MemoryStream();
        TorchSharpFormat.Write(state, stream);
        stream.Position = 0;
        var back = TorchSharpFormat.Read(stream, "net.dat");
        Assert.Equal(state.Keys, back.Keys);
        foreach (var (name, tensor) in state)
        {
            Assert.Equal(tensor.shape, back[name].shape);
            Assert.Equal(tensor.ToFlatArray<double>(), back[name].ToFlatArray<double>());
        }
        byte[] bytes = stream.ToArray();
        Assert.Equal([4, 12, .. "layer.weight"u8, 6, 2, 4, 3], bytes[..18]);
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => TorchSharpFormat.Read(new MemoryStream(bytes[..length]), "net.dat"));
    }

    [Fact]
    public void ChecksumIsTheZipOne()
    {
        Assert.Equal(0xCBF43926u, Crc32.Append(0, "123456789"u8));
        Assert.Equal(0xCBF43926u, Crc32.Append(Crc32.Append(0, "1234"u8), "56789"u8));
    }
}
