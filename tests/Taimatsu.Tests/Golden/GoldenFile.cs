using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Taimatsu.Tests.Golden;

/// <summary>A file of answers that libtorch or PyTorch gave; the README beside it tells the format.</summary>
internal sealed class GoldenFile
{
    private static readonly ConcurrentDictionary<string, Lazy<GoldenFile>> Loaded = new();

    private GoldenFile(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", name + ".json")));
        var inputs = document.RootElement.GetProperty("inputs").EnumerateObject().ToDictionary(p => p.Name, p => GoldenTensor.Parse(p.Value.GetString()!)!);
        Cases = [.. document.RootElement.GetProperty("cases").EnumerateArray().Select((element, i) => new GoldenCase($"{name}.json case {i}", element, inputs))];
    }

    /// <summary>All cases, in the order of the file.</summary>
    public IReadOnlyList<GoldenCase> Cases { get; }

    /// <summary>Reads <c>Golden/NAME.json</c>, once.</summary>
    public static GoldenFile Load(string name) => Loaded.GetOrAdd(name, n => new(() => new GoldenFile(n))).Value;
}

/// <summary>One call and its answer. Values are GoldenTensor, long, double, bool, string, null, or object?[] of these.</summary>
internal sealed class GoldenCase
{
    private readonly IReadOnlyDictionary<string, GoldenTensor> _inputs;
    private readonly Dictionary<string, object?> _more = [];

    internal GoldenCase(string place, JsonElement element, IReadOnlyDictionary<string, GoldenTensor> inputs)
    {
        Place = place;
        _inputs = inputs;
        foreach (var property in element.EnumerateObject())
        {
            switch (property.Name)
            {
                case "op": Op = property.Value.GetString()!; break;
                case "seed": Seed = property.Value.GetInt64(); break;
                case "args": Args = Values(property.Value); break;
                case "kwargs": Kwargs = Members(property.Value); break;
                case "strides": Strides = Members(property.Value); break;
                case "results": Results = Values(property.Value); break;
                case "error": Error = property.Value.GetString(); break;
                case "after": After = Members(property.Value); break;
                case "grad_outputs": GradOutputs = Values(property.Value); break;
                case "grads": Grads = Members(property.Value); break;
                // Calls after one seed are cases of their own; an optimiser's steps are values.
                case "steps" when property.Value.GetArrayLength() > 0 && property.Value[0].ValueKind == JsonValueKind.Object:
                    Steps = [.. property.Value.EnumerateArray().Select((e, i) => new GoldenCase($"{place} step {i}", e, inputs))];
                    break;
                default: _more[property.Name] = Value(property.Value); break;
            }
        }
    }

    /// <summary>File and position, for messages.</summary>
    public string Place { get; }

    /// <summary>The function of torch, torch.nn.functional, torch.nn or torch.optim.</summary>
    public string Op { get; } = "";

    /// <summary>Positional arguments.</summary>
    public object?[] Args { get; } = [];

    /// <summary>Named arguments.</summary>
    public IReadOnlyDictionary<string, object?> Kwargs { get; } = new Dictionary<string, object?>();

    /// <summary>The strides of arguments that are not contiguous, by position.</summary>
    public IReadOnlyDictionary<string, object?> Strides { get; } = new Dictionary<string, object?>();

    /// <summary>The results, one after the other where there are several.</summary>
    public object?[] Results { get; } = [];

    /// <summary>PyTorch's message where the call fails.</summary>
    public string? Error { get; }

    /// <summary>Arguments that the call changed, by path: position or name, and ".i" for an element of a list.</summary>
    public IReadOnlyDictionary<string, object?> After { get; } = new Dictionary<string, object?>();

    /// <summary>The gradient put into each result; null for those without one.</summary>
    public object?[] GradOutputs { get; } = [];

    /// <summary>The gradients that come out, by the argument's path; null where none arrives.</summary>
    public IReadOnlyDictionary<string, object?> Grads { get; } = new Dictionary<string, object?>();

    /// <summary>The seed before the call or steps.</summary>
    public long? Seed { get; }

    /// <summary>Calls after one seed.</summary>
    public IReadOnlyList<GoldenCase> Steps { get; } = [];

    /// <summary>A property that only some files have, such as "gradients", "steps" and "lr" of optim.json and "names" of init.json.</summary>
    public object? this[string property] => _more[property];

    public override string ToString() => $"{Place}: {Op}({string.Join(", ", Args.Select(Show).Concat(Kwargs.Select(k => $"{k.Key}={Show(k.Value)}")))})";

    private static string Show(object? value) => value switch
    {
        null => "None",
        object?[] list => $"[{string.Join(", ", list.Select(Show))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private object?[] Values(JsonElement array) => [.. array.EnumerateArray().Select(Value)];

    private Dictionary<string, object?> Members(JsonElement element) => element.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value));

    private object? Value(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null: return null;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Array: return Values(element);
            case JsonValueKind.Number: return element.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? (object)element.GetDouble() : element.GetInt64();
        }
        string text = element.GetString()!;
        return text switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            ['@', ..] => _inputs[text[1..]],
            _ => (object?)GoldenTensor.Parse(text) ?? text,
        };
    }
}
