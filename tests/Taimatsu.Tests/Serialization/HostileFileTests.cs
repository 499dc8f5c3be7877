using System.IO.Compression;
using System.Text;
using Taimatsu.Serialization;

namespace Taimatsu.Tests.Serialization;

/// <summary>Damaged and malicious files: always an error that says where, never a crash, a hang or much memory.</summary>
public class HostileFileTests
{
    private static readonly byte[] s_storage = "X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpu"u8.ToArray();

    private static byte[] Archive(byte[] pickle, params (string Name, byte[] Data)[] others)
    {
        using var stream = new MemoryStream();
        var writer = new ZipArchiveWriter(stream, "archive");
        writer.Write("data.pkl", pickle);
        foreach (var (name, data) in others) writer.Write(name, data);
        writer.Finish();
        return stream.ToArray();
    }

    private static byte[] Bytes(params object[] parts)
        => [.. parts.SelectMany(p => p switch { string s => Encoding.Latin1.GetBytes(s), byte[] b => b, int i => BitConverter.GetBytes(i), _ => throw new ArgumentException("part") })];

    // A tensor over storage 0 of four floats, with given numbers.
    private static byte[] TensorPickle(int count, int offset, int[] sizes, int[] strides)
    {
        object[] Tuple(int[] values) => ["(", .. values.SelectMany(v => (object[])["J", v]), "t"];
        return Bytes(["\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n((", s_storage, "J", count, "tQJ", offset, .. Tuple(sizes), .. Tuple(strides), "\u0089ccollections\nOrderedDict\n)RtR."]);
    }

    private static void Refused(byte[] file, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => torch.load(new MemoryStream(file)));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void TheTensorOfTheseTestsIsFineItself()
    {
        var tensor = (Tensor)torch.load(new MemoryStream(Archive(TensorPickle(4, 1, [3], [1]), ("data/0", new byte[16]))))!;
        Assert.Equal(3, tensor.numel());
    }

    [Theory]
    [InlineData(4, 2, new[] { 3 }, new[] { 1 }, "needs 20 bytes, its storage has 16")]
    [InlineData(4, 0, new[] { 3 }, new[] { -1 }, "negative strides")]
    [InlineData(4, -1, new[] { 3 }, new[] { 1 }, "offset -1")]
    [InlineData(4, 0, new[] { -3 }, new[] { 1 }, "sizes [-3]")]
    [InlineData(4, 0, new[] { 2, 2 }, new[] { 1 }, "2 sizes and 1 strides")]
    [InlineData(4, 0, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, new[] { 0, 0, 0 }, "too large")]
    [InlineData(4, 0, new[] { 2, int.MaxValue, int.MaxValue }, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, "too large")]
    [InlineData(4, int.MaxValue, new[] { 1 }, new[] { 1 }, "its storage has 16")]
    [InlineData(5, 0, new[] { 1 }, new[] { 1 }, "should have 20 bytes, its entry has 16")]
    [InlineData(-1, 0, new[] { 1 }, new[] { 1 }, "of -1 elements")]
    public void TensorsStayInTheirStorage(int count, int offset, int[] sizes, int[] strides, string expected)
        => Refused(Archive(TensorPickle(count, offset, sizes, strides), ("data/0", new byte[16])), expected);

    [Theory]
    [InlineData("\u0080\u0002cos\nsystem\nX\u0002\0\0\0ls\u0085R.", "GLOBAL os.system was not an allowed global at offset 2")]
    [InlineData("\u0080\u0002c__builtin__\neval\n.", "GLOBAL __builtin__.eval")]
    [InlineData("\u0080\u0002(ios\nsystem\n.", "Unsupported operand 105 (INST")]
    [InlineData("\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093.", "SHORT_BINUNICODE")]
    [InlineData("\u0080\u0002N\u0085R.", "finds no operand")]
    [InlineData("\u0080\u0002NN\u0085R.", "which is not an allowed function")]
    [InlineData("\u0080\u0002X\u00ff\u00ff\u00ff\u007fab.", "the data ends early")]
    [InlineData("\u0080\u0002X\u00ff\u00ff\u00ff\u00ffab.", "a string of length -1")]
    [InlineData("\u0080\u0002X\u0001\0\0\0\u00ff.", "at offset 2")]
    [InlineData("\u0080\u0002h\u0005.", "memo 5")]
    [InlineData("\u0080\u0002(.", "inside a list of items")]
    [InlineData("\u0080\u0002NN.", "leaves 1 objects behind")]
    [InlineData("\u0080\u0002N", "the data ends early")]
    [InlineData("\u0080\u0002}(Nu.", "a key has no value")]
    [InlineData("\u0080\u0002}NNs.", "a dict key of type None")]
    [InlineData("\u0080\u0002}]Ns.", "a dict key of type List`1")]
    [InlineData("\u0080\u0002Na.", "finds no operand")]
    [InlineData("\u0080\u0002NNa.", "APPEND on None")]
    [InlineData("\u0080\u0002]}b.", "BUILD on List`1")]
    [InlineData("\u0080\u0002K\u0005Q.", "a persistent id")]
    [InlineData("\u0080\u0002ctorch\nFloatStorage\n.", "torch.FloatStorage itself")]
    [InlineData("\u0080\u0002ctorch\nfloat32\n)R.", "not an allowed function")]
    [InlineData("\u0080\u0002]q\0h\0a.", "holds itself")]
    [InlineData("\u0080\u0002ctorch\ndevice\nX\u0004\0\0\0moon\u0085R.", "moon")]
    [InlineData("\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n)R.", "_rebuild_tensor_v2 is called with ()")]
    [InlineData("\u0080\u0009N.", "pickle protocol 9")]
    [InlineData("\u0080\u0002c\u0001\n", "in a name")]
    public void OnlyPlainDataIsRead(string pickle, string expected)
    {
        Refused(Archive(Bytes(pickle)), expected);
        Refused(Archive(Bytes(pickle)), "stream: ");
    }

    [Fact]
    public void DeepNestingIsAnError()
    {
        Refused(Archive(Bytes("\u0080\u0002", new string(']', 100_000), new string('a', 99_999), ".")), "nested more than");
        Refused(Archive(Bytes("\u0080\u0002N", string.Concat(Enumerable.Repeat("\u0085", 100_000)), ".")), "nested more than");
    }

    /// <summary>A pair of a pair of a pair … each twice the one before: small in memory, and 2^200 leaves if it were unfolded.</summary>
    [Fact]
    public void SharingIsNotUnfolded()
    {
        var pickle = new StringBuilder("\u0080\u0002(]q\0");
        for (int i = 1; i < 200; i++) pickle.Append($"h{(char)(i - 1)}h{(char)(i - 1)}\u0086q{(char)i}");
        var all = Assert.IsType<object?[]>(torch.load(new MemoryStream(Archive(Bytes(pickle.ToString(), "t.")))));
        Assert.Equal(200, all.Length);
        Assert.Same(all[198], ((object?[])all[199]!)[1]);
        Assert.InRange(SavedFile.Save(all).Length, 0, 10_000);
    }

    [Fact]
    public void MissingAndDamagedEntriesAreNamed()
    {
        Refused(Archive(TensorPickle(4, 0, [4], [1])), "no entry 'archive/data/0'");
        byte[] file = Archive(TensorPickle(4, 0, [4], [1]), ("data/0", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));
        int at = file.AsSpan().IndexOf((byte[])[1, 2, 3, 4, 5, 6, 7, 8]);
        file[at] ^= 1;
        Refused(file, "entry 'archive/data/0' is damaged");
        Refused(Archive(TensorPickle(4, 0, [4], [1]), ("data/0", new byte[16]), ("byteorder", "big"u8.ToArray())), "byte order");
        Refused([], "empty");
        Refused("hello"u8.ToArray(), "offset");
        Refused(Archive("N."u8.ToArray(), ("constants.pkl", [])), "TorchScript");
    }

    [Fact]
    public void DevicesThatAreNotHereAreErrors()
    {
        byte[] pickle = Bytes(Encoding.Latin1.GetString(TensorPickle(4, 0, [4], [1])).Replace("X\u0003\0\0\0cpu", "X\u0006\0\0\0cuda:7"));
        byte[] file = Archive(pickle, ("data/0", new byte[16]));
        Assert.Contains("CUDA device", Assert.Throws<InvalidOperationException>(() => torch.load(new MemoryStream(file))).Message);
        Assert.Equal(4, torch.load<Tensor>(new MemoryStream(file), map_location: "cpu").numel());
    }

    [Fact]
    public void DeflateBombsAreRefusedBeforeTheyGrow()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var entry = zip.CreateEntry("archive/data.pkl").Open()) entry.Write(TensorPickle(100 << 18, 0, [4], [1]));
            using (var entry = zip.CreateEntry("archive/data/0", CompressionLevel.Fastest).Open()) entry.Write(new byte[100 << 20]);
        }
        Refused(stream.ToArray(), "far more than the file's");
    }

    [Fact]
    public void AnnouncedLengthsMustBeTrue()
    {
        byte[] file = File.ReadAllBytes(SavedFile.Fixture("deflated.pth"));
        var zip = new ZipArchiveReader(new MemoryStream(file), "deflated");
        var entry = zip.Entries[0];
        int at = file.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(entry.Name)) - 46;
        foreach (int length in (int[])[0, (int)entry.Length - 1, (int)entry.Length + 1, 1_000_000])
        {
            BitConverter.TryWriteBytes(file.AsSpan(at + 24), length);
            Refused(file, "announced");
        }
    }

    [Theory]
    [InlineData("state_dict.pth")]
    [InlineData("state_dict.legacy.pth")]
    [InlineData("views.legacy.pth")]
    [InlineData("plain.pth")]
    [InlineData("plain.legacy.pth")]
    [InlineData("deflated.pth")]
    public void CutFilesAreErrors(string name)
    {
        byte[] file = File.ReadAllBytes(SavedFile.Fixture(name));
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<InvalidDataException>(() => torch.load(new MemoryStream(file[..length])));
    }

    [Theory]
    [InlineData("state_dict.pth", 1)]
    [InlineData("state_dict.legacy.pth", 2)]
    [InlineData("views.pth", 3)]
    [InlineData("views.legacy.pth", 4)]
    [InlineData("plain.pth", 5)]
    [InlineData("plain.legacy.pth", 6)]
    [InlineData("deflated.pth", 7)]
    [InlineData("checkpoint.legacy.pth", 8)]
    public void ChangedBytesNeverCrash(string name, int seed)
    {
        byte[] file = File.ReadAllBytes(SavedFile.Fixture(name));
        var random = new System.Random(seed);
        for (int round = 0; round < 1500; round++)
        {
            byte[] changed = [.. file];
            for (int i = random.Next(1, 4); i > 0; i--) changed[random.Next(changed.Length)] = random.Next(4) == 0 ? (byte)255 : (byte)random.Next(256);
            Attempt(() => torch.load(new MemoryStream(changed)), name, seed, round);
        }
    }

    /// <summary>Random pickles of the allowed opcodes get further than flipped bytes.</summary>
    [Fact]
    public void RandomPicklesNeverCrash()
    {
        var random = new System.Random(11);
        var globals = new TorchGlobals((data, records) => new Taimatsu.Modules.Parameter(data, records));
        string[] pieces = ["(", "N", "\u0088", "K\u0003", "J\u00ff\u00ff\u00ff\u007f", ")", "]", "}", "t", "\u0085", "\u0086", "\u0087", "a", "e", "s", "u", "q\0", "h\0", "q\u0001", "h\u0001",
            "R", "\u0081", "b", "Q", "X\u0007\0\0\0storage", "X\u0001\0\0\00", "X\u0003\0\0\0cpu", "ctorch\nFloatStorage\n", "ctorch\nSize\n", "ccollections\nOrderedDict\n",
            "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n", "c__builtin__\nset\n", "c__builtin__\nbytearray\n", "c_codecs\nencode\n", "ctorch\ndevice\n",
            "(" + Encoding.Latin1.GetString(s_storage) + "K\u0004tQ"];
        for (int round = 0; round < 20000; round++)
        {
            var text = new StringBuilder("\u0080\u0002");
            for (int i = random.Next(1, 30); i > 0; i--) text.Append(pieces[random.Next(pieces.Length)]);
            var source = new ByteSource(Bytes(text.ToString(), "."), "random");
            Attempt(() => LoadedValues.Convert(new PickleReader(source, globals.Find, id => new LoadedStorage(new Storage(new byte[16], 16), LoadedStorage.ParseId(id).Type)).Read()), "random", 11, round);
        }
    }

    private static void Attempt(Action read, string name, int seed, int round)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            Assert.NotEmpty(e.Message);
        }
        catch (Exception e)
        {
            Assert.Fail($"{name}, seed {seed}, round {round}: {e}");
        }
    }
}
