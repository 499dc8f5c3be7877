using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Taimatsu.Golden;

/// <summary>A tensor that many cases share: written once, under its name.</summary>
internal sealed record Named(string Name, Tensor Tensor);

/// <summary>Collects the cases of one file and writes it, one case a line.</summary>
internal sealed class GoldenTheme(string name)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SortedDictionary<string, string> _inputs = new(StringComparer.Ordinal);
    private readonly List<string> _cases = [];

    public string Name => name;

    public int Count => _cases.Count;

    /// <summary>An input that is written once.</summary>
    public Named Input(string key, Tensor tensor)
    {
        _inputs[key] = TensorText.Write(tensor);
        return new(key, tensor);
    }

    /// <summary>A call whose values, or whose refusal, are recorded.</summary>
    public void Case(string op, object?[] args, params (string Name, object? Value)[] kwargs) => Add(op, args, kwargs, null);

    /// <summary>A call and the gradients of all its floating point tensors, for outputs' gradients that are no ones.</summary>
    public void Grad(string op, object?[] args, params (string Name, object? Value)[] kwargs)
    {
        var floats = new List<(string Path, Tensor Tensor)>();
        for (int i = 0; i < args.Length; i++) Find(args[i], i.ToString(CultureInfo.InvariantCulture), floats);
        foreach (var (key, value) in kwargs) Find(value, key, floats);
        floats.RemoveAll(f => !HasDerivative(op, f.Path));
        foreach (var (_, tensor) in floats) tensor.requires_grad_(true);
        Add(op, args, kwargs, floats);
        foreach (var (_, tensor) in floats)
        {
            tensor.grad = null;
            tensor.requires_grad_(false);
        }
    }

    private static bool HasDerivative(string op, string path) => path switch
    {
        "running_mean" or "running_var" or "pos_weight" => false,
        "weight" => op is not ("nll_loss" or "cross_entropy" or "binary_cross_entropy" or "binary_cross_entropy_with_logits"),
        "1" => op != "soft_margin_loss",
        _ => true,
    };

    /// <summary>Calls one after the other that draw from the generator seeded first.</summary>
    public void Seeded(long seed, params (string Op, object?[] Args, (string, object?)[] Kwargs)[] steps)
    {
        torch.manual_seed(seed);
        var text = new StringBuilder($"{{\"seed\": {seed}, \"steps\": [");
        for (int i = 0; i < steps.Length; i++)
        {
            var (op, args, kwargs) = steps[i];
            string call = CallText(op, args, kwargs);
            var (results, error) = Aten.Call(op, args, kwargs);
            text.Append(i > 0 ? ", " : "").Append('{').Append(call).Append(", ").Append(Outcome(results, error)).Append('}');
        }
        _cases.Add(text.Append("]}").ToString());
    }

    /// <summary>A line whose text the caller made.</summary>
    public void Raw(string json) => _cases.Add(json);

    public void Save(string folder)
    {
        var text = new StringBuilder($"{{\"source\": \"libtorch {torch.__version__}\",\n\"inputs\": {{");
        text.AppendJoin(",", _inputs.Select(i => $"\n{Quote(i.Key)}: {Quote(i.Value)}")).Append("\n},\n\"cases\": [\n");
        text.AppendJoin(",\n", _cases).Append("\n]}\n");
        string path = Path.Combine(folder, name + ".json");
        File.WriteAllText(path, text.ToString());
        Console.WriteLine($"{path}: {_cases.Count} cases, {text.Length / 1024} KB");
    }

    private void Add(string op, object?[] args, (string, object?)[] kwargs, List<(string Path, Tensor Tensor)>? floats)
    {
        // Before the call, which may write into its arguments.
        string call = CallText(op, args, kwargs);
        var tensors = new List<(string Path, Tensor Tensor)>();
        for (int i = 0; i < args.Length; i++) Find(args[i], i.ToString(CultureInfo.InvariantCulture), tensors, any: true);
        foreach (var (key, value) in kwargs) Find(value, key, tensors, any: true);
        var before = tensors.Select(t => TensorText.Write(t.Tensor)).ToArray();

        var (results, error) = Aten.Call(op, args, kwargs);
        var text = new StringBuilder("{").Append(call).Append(", ").Append(Outcome(results, error));
        var changed = tensors.Select((t, i) => (t.Path, After: TensorText.Write(t.Tensor), Before: before[i])).Where(t => t.After != t.Before).ToList();
        if (changed.Count > 0) text.Append(", \"after\": {").AppendJoin(", ", changed.Select(c => $"{Quote(c.Path)}: {Quote(c.After)}")).Append('}');
        if (floats is not null && error is null) AppendGradients(text, results, floats);
        _cases.Add(text.Append('}').ToString());
    }

    private static void AppendGradients(StringBuilder text, List<object?> results, List<(string Path, Tensor Tensor)> floats)
    {
        Tensor? loss = null;
        var outputs = new List<string>();
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i] is not Tensor { requires_grad: true } result)
            {
                outputs.Add("null");
                continue;
            }
            var gradient = Values.Numbers(result.shape, result.dtype, -1, 1, (uint)(77 + i));
            outputs.Add(Quote(TensorText.Write(gradient)));
            // The derivative of this sum by the result is exactly the gradient.
            var part = (result * gradient).sum();
            loss = loss is null ? part : loss + part;
        }
        if (loss is null) return;
        loss.backward();
        text.Append(", \"grad_outputs\": [").AppendJoin(", ", outputs).Append("], \"grads\": {");
        text.AppendJoin(", ", floats.Select(f => $"{Quote(f.Path)}: {(f.Tensor.grad is null ? "null" : Quote(TensorText.Write(f.Tensor.grad)))}")).Append('}');
    }

    private static string CallText(string op, object?[] args, (string Name, object? Value)[] kwargs)
    {
        var text = new StringBuilder($"\"op\": {Quote(op)}, \"args\": [").AppendJoin(", ", args.Select(Json)).Append(']');
        var strided = args.Select((a, i) => (Tensor: a as Tensor, Position: i)).Where(a => a.Tensor is not null && !a.Tensor.is_contiguous()).ToList();
        if (strided.Count > 0) text.Append(", \"strides\": {").AppendJoin(", ", strided.Select(a => $"\"{a.Position}\": [{string.Join(", ", a.Tensor!.stride())}]")).Append('}');
        if (kwargs.Length > 0) text.Append(", \"kwargs\": {").AppendJoin(", ", kwargs.Select(k => $"{Quote(k.Name)}: {Json(k.Value)}")).Append('}');
        return text.ToString();
    }

    private static string Outcome(List<object?> results, string? error)
        => error is not null ? $"\"error\": {Quote(error)}" : $"\"results\": [{string.Join(", ", results.Select(Json))}]";

    private static void Find(object? value, string path, List<(string, Tensor)> into, bool any = false)
    {
        switch (value)
        {
            case Named named: Find(named.Tensor, path, into, any); break;
            case Tensor tensor when any || tensor.is_floating_point(): into.Add((path, tensor)); break;
            case Tensor or string: break;
            case IEnumerable items:
                int i = 0;
                foreach (object? item in items) Find(item, $"{path}.{i++}", into, any);
                break;
        }
    }

    /// <summary>A value as the files spell it: tensors are text, floats always have a point or exponent.</summary>
    public static string Json(object? value) => value switch
    {
        null => "null",
        Named named => Quote("@" + named.Name),
        Tensor tensor => Quote(TensorText.Write(tensor)),
        bool b => b ? "true" : "false",
        double d => double.IsFinite(d) ? Aten.Number(d) : Quote(Aten.Number(d)),
        ScalarType type => Quote(TensorText.NameOf(type)),
        string s => Quote(s),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Json))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Quote(string text) => JsonSerializer.Serialize(text, Plain);
}
