using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Taimatsu.Golden;

/// <summary>Calls any operator of libtorch by its name, through a line of TorchScript: TorchSharp's own wrappers stay out of the way.</summary>
internal static class Aten
{
    /// <summary>Names that Python has for operators that libtorch calls otherwise.</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        ["cross_entropy"] = "cross_entropy_loss", ["nll_loss"] = "nll_loss_nd", ["logsigmoid"] = "log_sigmoid", ["adaptive_max_pool1d_with_indices"] = "adaptive_max_pool1d", ["adaptive_max_pool2d_with_indices"] = "adaptive_max_pool2d",
    };

    private static readonly string[] Reductions = ["none", "mean", "sum"];

    /// <summary>Calls an operator; the results, or the message with which it refused.</summary>
    public static (List<object?> Results, string? Error) Call(string op, IReadOnlyList<object?> args, IReadOnlyList<(string Name, object? Value)> kwargs)
    {
        var tensors = new List<Tensor>();
        string expression;
        if (op == "getitem")
        {
            string indexed = Literal(args[0], tensors);
            expression = $"{indexed}[{string.Join(", ", ((object?[])args[1]!).Select(a => a is string s ? s : Literal(a, tensors)))}]";
        }
        else
        {
            var text = args.Select(a => Literal(a, tensors)).ToList();
            foreach (var (name, value) in kwargs)
                text.Add(name + "=" + (name == "reduction" && value is string r ? Array.IndexOf(Reductions, r).ToString(CultureInfo.InvariantCulture) : Literal(value, tensors)));
            // Functions that are no operator of libtorch, or have another order of arguments there.
            if (op == "embedding") (text[0], text[1]) = (text[1], text[0]);
            expression = op == "softsign" ? $"{text[0]} / ({text[0]}.abs() + 1)" : $"torch.{Names.GetValueOrDefault(op, op)}({string.Join(", ", text)})";
        }
        string parameters = string.Join(", ", tensors.Select((_, i) => $"t{i}"));
        string script = $"def f({parameters}):\n    return {expression}\n";
        TorchSharp.torch.jit.CompilationUnit unit;
        try
        {
            unit = torch.jit.compile(script);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{script}{e.Message.Split("\nException raised from")[0]}", e);
        }
        try
        {
            object? result = tensors.Count == 0 ? unit.invoke("f") : unit.invoke("f", [.. tensors]);
            var results = new List<object?>();
            Flatten(result, results);
            return (results, null);
        }
        catch (Exception e) when (e.Message.Contains("Error: ", StringComparison.Ordinal))
        {
            string message = e.Message.Split("\nException raised from")[0];
            return ([], message[(message.LastIndexOf("Error: ", StringComparison.Ordinal) + 7)..].Trim());
        }
    }

    private static void Flatten(object? value, List<object?> into)
    {
        switch (value)
        {
            case Tensor: into.Add(value); break;
            case Scalar s: into.Add(s.Type switch { ScalarType.Bool => s.ToBoolean(), ScalarType.Float64 or ScalarType.Float32 => s.ToDouble(), _ => (object)s.ToInt64() }); break;
            case ITuple tuple: for (int i = 0; i < tuple.Length; i++) Flatten(tuple[i], into); break;
            case IEnumerable items and not string: foreach (object? item in items) Flatten(item, into); break;
            default: into.Add(value); break;
        }
    }

    private static string Literal(object? value, List<Tensor> tensors)
    {
        switch (value)
        {
            case null: return "None";
            case Named named: return Literal(named.Tensor, tensors);
            case Tensor tensor:
                tensors.Add(tensor);
                return $"t{tensors.Count - 1}";
            case bool b: return b ? "True" : "False";
            case int or long or uint: return Convert.ToString(value, CultureInfo.InvariantCulture)!;
            case double d: return double.IsFinite(d) ? Number(d) : $"float(\"{Number(d)}\")";
            case ScalarType type: return TensorText.NumberOf(TensorText.NameOf(type))!.Value.ToString(CultureInfo.InvariantCulture);
            case string s: return $"\"{s}\"";
            case IEnumerable items:
                var text = new StringBuilder("[");
                foreach (object? item in items) text.Append(text.Length > 1 ? ", " : "").Append(Literal(item, tensors));
                return text.Append(']').ToString();
            default: throw new ArgumentException($"no literal for {value.GetType()}");
        }
    }

    /// <summary>A double as TorchScript and JSON read it back: never without a point or exponent.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }
}
