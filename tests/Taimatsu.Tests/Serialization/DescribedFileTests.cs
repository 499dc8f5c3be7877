using System.Globalization;
using System.Text.Json;
using Taimatsu.Modules;

namespace Taimatsu.Tests.Serialization;

/// <summary>Every file of real PyTorch that a description lies beside holds what the description says.</summary>
public class DescribedFileTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public static TheoryData<string> Files => [.. Directory.GetFiles(s_folder, "*.json").Select(Path.GetFileNameWithoutExtension)
        .Where(n => n != "hostile").SelectMany(n => (string[])[n + ".pth", n + "_legacy.pth"])!];

    [Theory]
    [MemberData(nameof(Files))]
    public void FilesHoldWhatTheirDescriptionSays(string file)
    {
        string path = Path.Combine(s_folder, file);
        using var description = JsonDocument.Parse(File.ReadAllText(path.Replace("_legacy", "").Replace(".pth", ".json")));
        Compare(description.RootElement, torch.load(path), file, []);
        // And again after a round trip through our own writer.
        Compare(description.RootElement, torch.load(new MemoryStream(SavedFile.Save(torch.load(path)))), file + " saved again", []);
    }

    [Theory]
    [InlineData("hostile.pth", "system")]
    [InlineData("hostile_legacy.pth", "system")]
    [InlineData("whole_module.pth", "GLOBAL ")]
    public void CodeIsNeverRun(string file, string named)
        => Assert.Contains(named, Assert.Throws<InvalidDataException>(() => torch.load(Path.Combine(s_folder, file))).Message);

    private static void Compare(JsonElement expected, object? got, string at, Dictionary<int, object> storages)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Null: Assert.Null(got); return;
            case JsonValueKind.True or JsonValueKind.False: Assert.Equal(expected.GetBoolean(), got); return;
            case JsonValueKind.String: Assert.Equal(expected.GetString(), got); return;
            case JsonValueKind.Number: Assert.Equal(expected.GetInt64(), got); return;
        }
        var first = expected.EnumerateObject().First();
        var value = first.Value;
        switch (first.Name)
        {
            case "tensor": CompareTensor(expected, got as Tensor, at, storages); break;
            case "dict" or "OrderedDict": ComparePairs(value, Pairs(got), at, storages); break;
            case "list": CompareItems(value, Assert.IsType<List<object?>>(got), at, storages); break;
            case "tuple": CompareItems(value, Assert.IsType<object?[]>(got), at, storages); break;
            case "Size": Assert.Equal(value.EnumerateArray().Select(v => v.GetInt64()), Assert.IsType<Size>(got)); break;
            case "dtype": Assert.Equal("torch." + value.GetString(), Assert.IsType<ScalarType>(got).PyTorchName()); break;
            case "device": Assert.Equal(new Device(value.GetString()!), got); break;
            case "float": Assert.Equal(value.GetString(), BitConverter.DoubleToInt64Bits(Assert.IsType<double>(got)).ToString("x16", CultureInfo.InvariantCulture)); break;
            case "int": Assert.Equal(value.GetString(), Convert.ToString(got, CultureInfo.InvariantCulture)); break;
            default: Assert.Fail($"{at}: unknown description {first.Name}"); break;
        }
    }

    private static void CompareTensor(JsonElement expected, Tensor? got, string at, Dictionary<int, object> storages)
    {
        Assert.True(got is not null, $"{at}: no tensor");
        string[] words = expected.GetProperty("tensor").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string head = got.dtype.PyTorchName()["torch.".Length..] + "[" + string.Join(",", got.shape) + "]";
        Assert.Equal($"{at}: {words[0]}", $"{at}: {head}");
        Assert.Equal(expected.GetProperty("strides").EnumerateArray().Select(v => v.GetInt64()), got.stride());
        Assert.Equal(expected.GetProperty("offset").GetInt64(), got.storage_offset());
        Assert.Equal(expected.GetProperty("requires_grad").GetBoolean(), got.requires_grad);
        Assert.Equal(expected.GetProperty("parameter").GetBoolean(), got is Parameter);
        int storage = expected.GetProperty("storage").GetInt32();
        if (storages.TryGetValue(storage, out object? known)) Assert.Same(known, got.Storage.Identity);
        else
        {
            Assert.DoesNotContain(storages.Values, v => ReferenceEquals(v, got.Storage.Identity));
            storages.Add(storage, got.Storage.Identity);
        }
        Assert.Equal(words[1..], Elements(got));
    }

    private static IEnumerable<string> Elements(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float64 => tensor.ToFlatArray<double>().Select(v => BitConverter.DoubleToInt64Bits(v).ToString("x16", CultureInfo.InvariantCulture)),
        ScalarType.Float32 => tensor.ToFlatArray<float>().Select(v => BitConverter.SingleToInt32Bits(v).ToString("x8", CultureInfo.InvariantCulture)),
        ScalarType.Float16 => tensor.ToFlatArray<Half>().Select(v => BitConverter.HalfToUInt16Bits(v).ToString("x4", CultureInfo.InvariantCulture)),
        ScalarType.BFloat16 => tensor.ToFlatArray<BFloat16>().Select(v => v.Bits.ToString("x4", CultureInfo.InvariantCulture)),
        _ => tensor.ToFlatArray<long>().Select(v => v.ToString(CultureInfo.InvariantCulture)),
    };

    private static List<KeyValuePair<object, object?>> Pairs(object? got) => got switch
    {
        StateDict state => [.. state.Select(p => new KeyValuePair<object, object?>(p.Key, p.Value))],
        OrderedDictionary<string, object?> named => [.. named.Select(p => new KeyValuePair<object, object?>(p.Key, p.Value))],
        OrderedDictionary<object, object?> any => [.. any],
        _ => throw new ArgumentException($"a {got?.GetType()} where a dictionary was expected"),
    };

    private static void ComparePairs(JsonElement expected, List<KeyValuePair<object, object?>> got, string at, Dictionary<int, object> storages)
    {
        Assert.Equal(expected.GetArrayLength(), got.Count);
        int i = 0;
        foreach (var pair in expected.EnumerateArray())
        {
            Compare(pair[0], got[i].Key, at, storages);
            Compare(pair[1], got[i].Value, $"{at}/{pair[0]}", storages);
            i++;
        }
    }

    private static void CompareItems(JsonElement expected, IList<object?> got, string at, Dictionary<int, object> storages)
    {
        Assert.Equal(expected.GetArrayLength(), got.Count);
        int i = 0;
        foreach (var item in expected.EnumerateArray()) Compare(item, got[i], $"{at}[{i++}]", storages);
    }
}
