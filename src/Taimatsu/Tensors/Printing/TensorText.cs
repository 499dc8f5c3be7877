using System.Text;

namespace Taimatsu.Printing;

/// <summary>Writes a tensor as PyTorch prints it.</summary>
internal sealed class TensorText
{
    private const string Prefix = "tensor(";
    private readonly PrintOptions _options;
    private readonly Tensor _tensor;
    private readonly bool _summarises;
    private readonly Func<Tensor, string> _element;
    private readonly Func<double, string> _format;
    private readonly int _width;

    private TensorText(Tensor tensor, PrintOptions options)
    {
        (_tensor, _options) = (tensor, options);
        _summarises = tensor.numel() > options.Threshold;
        double[] shown = [.. Shown(tensor)];
        if (tensor.dtype == ScalarType.Bool)
        {
            _width = shown.Length == 0 ? 1 : shown.Max(v => v != 0 ? 4 : 5);
            _format = v => (v != 0 ? "True" : "False").PadLeft(_width);
        }
        else if (tensor.dtype == ScalarType.Int64)
        {
            // A double cannot hold every int64.
            long[] whole = [.. ShownIntegers(tensor)];
            _width = whole.Length == 0 ? 1 : whole.Max(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
            _format = _ => "";
        }
        else
        {
            var format = new NumberFormat(shown, tensor.is_floating_point(), options);
            _width = format.Width;
            _format = format.Format;
        }
        _element = tensor.dtype == ScalarType.Int64
            ? t => t.item<long>().ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(_width)
            : t => _format(t.item<double>());
    }

    /// <summary>The whole text, such as <c>tensor([1., 2.], grad_fn=&lt;AddBackward0&gt;)</c>.</summary>
    public static string Of(Tensor tensor, PrintOptions? options = null)
    {
        options ??= PrintOptions.Current;
        var suffixes = new List<string>();
        if (tensor.device_type != DeviceType.CPU) suffixes.Add($"device='{tensor.device}'");
        bool hasDefaultType = tensor.dtype == torch.get_default_dtype() || tensor.dtype is ScalarType.Int64 or ScalarType.Bool;
        string body;
        if (tensor.device_type == DeviceType.META)
        {
            suffixes.Add($"size={Tuple(tensor.shape)}");
            if (tensor.dtype != torch.get_default_dtype()) suffixes.Add($"dtype={tensor.dtype.PyTorchName()}");
            body = "...";
        }
        else if (tensor.numel() == 0)
        {
            if (tensor.ndim != 1) suffixes.Add($"size={Tuple(tensor.shape)}");
            if (tensor.dtype != torch.get_default_dtype()) suffixes.Add($"dtype={tensor.dtype.PyTorchName()}");
            body = "[]";
        }
        else
        {
            if (!hasDefaultType) suffixes.Add($"dtype={tensor.dtype.PyTorchName()}");
            using (torch.no_grad())
            {
                var plain = tensor.detach().to(Device.CPU);
                body = new TensorText(plain, options).Part(plain, Prefix.Length);
            }
        }
        if (tensor.grad_fn is { } node) suffixes.Add($"grad_fn=<{node.Name}>");
        else if (tensor.requires_grad) suffixes.Add("requires_grad=True");
        return AddSuffixes(Prefix + body, suffixes, options.LineWidth);
    }

    private static string AddSuffixes(string text, List<string> suffixes, int lineWidth)
    {
        var result = new StringBuilder(text);
        int lastLine = text.Length - (text.LastIndexOf('\n') + 1) + 1;
        foreach (string suffix in suffixes)
        {
            if (lastLine + suffix.Length + 2 > lineWidth)
            {
                result.Append(",\n").Append(' ', Prefix.Length).Append(suffix);
                lastLine = Prefix.Length + suffix.Length;
            }
            else
            {
                result.Append(", ").Append(suffix);
                lastLine += suffix.Length + 2;
            }
        }
        return result.Append(')').ToString();
    }

    private string Part(Tensor tensor, int indent)
    {
        if (tensor.ndim == 0) return _element(tensor);
        if (tensor.ndim == 1) return Row(tensor, indent);
        var parts = new List<string>();
        long length = tensor.size(0);
        bool cut = _summarises && length > 2 * _options.EdgeItems;
        for (long i = 0; i < length; i++)
        {
            if (cut && i == _options.EdgeItems)
            {
                parts.Add("...");
                i = length - _options.EdgeItems;
            }
            parts.Add(Part(tensor.select(0, i), indent + 1));
        }
        string separator = "," + new string('\n', (int)tensor.ndim - 1) + new string(' ', indent + 1);
        return $"[{string.Join(separator, parts)}]";
    }

    private string Row(Tensor tensor, int indent)
    {
        int perLine = Math.Max(1, (_options.LineWidth - indent) / (_width + 2));
        long length = tensor.size(0);
        bool cut = _summarises && length > 2 * _options.EdgeItems;
        var elements = new List<string>();
        for (long i = 0; i < length; i++)
        {
            if (cut && i == _options.EdgeItems)
            {
                elements.Add(" ...");
                i = length - _options.EdgeItems;
            }
            elements.Add(_element(tensor.select(0, i)));
        }
        var lines = elements.Chunk(perLine).Select(line => string.Join(", ", line));
        return $"[{string.Join(",\n" + new string(' ', indent + 1), lines)}]";
    }

    // All elements, or those at the edges of every dimension.
    private IEnumerable<double> Shown(Tensor tensor) => Edges(tensor).ToFlatArray<double>();

    private IEnumerable<long> ShownIntegers(Tensor tensor) => Edges(tensor).ToFlatArray<long>();

    private Tensor Edges(Tensor tensor)
    {
        if (!_summarises) return tensor;
        for (int d = 0; d < tensor.ndim; d++)
        {
            long length = tensor.size(d);
            if (length <= 2 * _options.EdgeItems) continue;
            long[] sizes = tensor.shape.ToArray();
            Tensor first = tensor.narrow(d, 0, _options.EdgeItems), last = tensor.narrow(d, length - _options.EdgeItems, _options.EdgeItems);
            sizes[d] = 2 * _options.EdgeItems;
            var both = torch.empty(new Size(sizes), dtype: tensor.dtype);
            both.narrow(d, 0, _options.EdgeItems).copy_(first);
            both.narrow(d, _options.EdgeItems, _options.EdgeItems).copy_(last);
            tensor = both;
        }
        return tensor;
    }

    private static string Tuple(Size size) => size.Length == 1 ? $"({size[0]},)" : $"({string.Join(", ", size)})";
}
