using System.IO.Compression;

namespace Taimatsu.Tests.Serialization;

/// <summary>Files that were saved on a GPU, on a machine without one. An emulated device is none for files either, unless it is named.</summary>
public class MapLocationTests
{
    private const string NoDevice = "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on a CPU-only machine, "
        + "please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU.";

    // What PyTorch wrote on the processor, with the tag that it writes on a GPU: the pickle's strings 'cpu' become 'cuda:0'.
    private static byte[] OnGpu(string fixture)
    {
        byte[] file = File.ReadAllBytes(SavedFile.Fixture(fixture));
        if (fixture.EndsWith(".legacy.pth", StringComparison.Ordinal)) return Tagged(file);
        var result = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(file)))
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var entry in source.Entries)
            {
                var bytes = new MemoryStream();
                using (var from = entry.Open()) from.CopyTo(bytes);
                using var to = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                to.Write(entry.Name == "data.pkl" ? Tagged(bytes.ToArray()) : bytes.ToArray());
            }
        return result.ToArray();
    }

    private static byte[] Tagged(byte[] pickle)
    {
        byte[] here = [(byte)'X', 3, 0, 0, 0, .. "cpu"u8], there = [(byte)'X', 6, 0, 0, 0, .. "cuda:0"u8];
        int at = pickle.AsSpan().IndexOf(here);
        Assert.True(at > 0);
        var result = new List<byte>();
        for (int from = 0; ; at = pickle.AsSpan(from).IndexOf(here) is >= 0 and var next ? from + next : -1)
        {
            result.AddRange(pickle.AsSpan(from, (at < 0 ? pickle.Length : at) - from));
            if (at < 0) return [.. result];
            result.AddRange(there);
            from = at + here.Length;
        }
    }

    [Theory, InlineData("checkpoint.pth"), InlineData("checkpoint.legacy.pth"), InlineData("state_dict.pth"), InlineData("state_dict.legacy.pth"), InlineData("views.pth")]
    public void A_file_from_a_gpu_loads_where_map_location_says(string fixture)
    {
        byte[] file = OnGpu(fixture);
        if (!torch.cuda.is_available())
            Assert.Equal(NoDevice, Assert.Throws<InvalidOperationException>(() => torch.load(new MemoryStream(file))).Message);
        var expected = Tensors(torch.load(SavedFile.Fixture(fixture)));
        Assert.NotEmpty(expected);
        foreach (string device in new[] { "cpu", "cuda:0" })
        {
            var loaded = Tensors(torch.load(new MemoryStream(file), map_location: device));
            Assert.Equal(expected.Count, loaded.Count);
            for (int i = 0; i < expected.Count; i++)
            {
                Assert.Equal(device, loaded[i].device.ToString());
                Assert.Equal(expected[i].ToFlatArray<double>(), loaded[i].cpu().ToFlatArray<double>());
            }
        }
    }

    [Fact]
    public void What_is_saved_on_a_gpu_says_so()
    {
        var file = new MemoryStream();
        var x = torch.arange(5, dtype: ScalarType.Float32);
        torch.save(x.cuda(), file);
        Assert.True(file.ToArray().AsSpan().IndexOf("cuda:0"u8) > 0);
        file.Position = 0;
        if (!torch.cuda.is_available()) Assert.Equal(NoDevice, Assert.Throws<InvalidOperationException>(() => torch.load(file)).Message);
        file.Position = 0;
        Assert.True(torch.equal(x, (Tensor)torch.load(file, map_location: "cpu")!));
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_error()
        => Assert.Contains("invalid device ordinal", Assert.Throws<InvalidOperationException>(() => torch.load(new MemoryStream(OnGpu("plain.pth")), map_location: "cuda:5")).Message);

    private static List<Tensor> Tensors(object? value) => value switch
    {
        Tensor tensor => [tensor],
        StateDict state => [.. state.Values],
        System.Collections.IDictionary map => [.. map.Values.Cast<object?>().SelectMany(Tensors)],
        System.Collections.IEnumerable items and not string => [.. items.Cast<object?>().SelectMany(Tensors)],
        _ => [],
    };
}
