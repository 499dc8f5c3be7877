using System.Numerics;
using System.Text;

namespace Taimatsu.Serialization;

/// <summary>All Python globals that a file of tensors may name; nothing else is ever looked up. Parameters are a floor above: the caller makes them.</summary>
internal sealed class TorchGlobals(Func<Tensor, bool, Tensor> makeParameter)
{
    private static readonly Dictionary<(string, string), PickleGlobal> s_known = Make();

    public PickleGlobal? Find(string module, string name) => (module, name) switch
    {
        ("torch._utils", "_rebuild_parameter") => new(module, name, a => a.Length == 3 ? Parameter(a) : throw Arguments(name, a)),
        ("torch._utils", "_rebuild_parameter_with_state") => new(module, name, a => a.Length == 4 ? Parameter(a) : throw Arguments(name, a)),
        _ => s_known.GetValueOrDefault((module, name)),
    };

    private static Dictionary<(string, string), PickleGlobal> Make()
    {
        var known = new Dictionary<(string, string), PickleGlobal>();
        void Add(string module, string name, Func<object?[], object?>? call = null, object? value = null) => known.Add((module, name), new(module, name, call, value));

        Add("collections", "OrderedDict", a => Dict(a, true));
        Add("collections", "Counter", a => Dict(a, false));
        foreach (string builtins in (string[])["__builtin__", "builtins"])
        {
            Add(builtins, "set", Set);
            Add(builtins, "bytes", a => a.Length == 0 ? Array.Empty<byte>() : throw Arguments("bytes", a)); // b"" in protocol 2
            Add(builtins, "bytearray", a => a.Length == 0 ? Array.Empty<byte>() : a.Length == 1 && a[0] is byte[] bytes ? bytes : Encode(a));
            Add(builtins, "complex", a => a is [double re, double im] ? new Complex(re, im) : throw Arguments("complex", a));
        }
        Add("_codecs", "encode", Encode);
        Add("torch", "Size", a => a is [object?[] sizes] ? new Size(Numbers(sizes)) : throw Arguments("torch.Size", a));
        Add("torch", "device", ToDevice);
        foreach (var type in Enum.GetValues<ScalarType>())
        {
            Add("torch", type.LegacyName() + "Storage", value: new StorageType(type));
            Add("torch", type.PyTorchName()["torch.".Length..], value: type);
        }
        Add("torch.storage", "UntypedStorage", value: new StorageType(null));
        Add("torch._utils", "_rebuild_tensor", a => a.Length == 4 ? Rebuild(a, false, null) : throw Arguments("_rebuild_tensor", a));
        Add("torch._utils", "_rebuild_tensor_v2", a => a.Length is 6 or 7 ? Rebuild(a, a[4], null) : throw Arguments("_rebuild_tensor_v2", a));
        Add("torch._utils", "_rebuild_tensor_v3", a => a.Length is 7 or 8 ? Rebuild(a, a[4], a[6]) : throw Arguments("_rebuild_tensor_v3", a));
        return known;
    }

    private static PickleDict Dict(object?[] arguments, bool ordered)
    {
        var dict = new PickleDict(ordered);
        switch (arguments)
        {
            case []:
                break;
            case [PickleDict source]:
                foreach (var (key, value) in source.Items) dict.Set(key, value);
                break;
            case [List<object?> pairs]: // Python 2's form
                foreach (object? pair in pairs)
                {
                    if (pair is List<object?> { Count: 2 } list) dict.Set(list[0], list[1]);
                    else if (pair is object?[] { Length: 2 } tuple) dict.Set(tuple[0], tuple[1]);
                    else throw Arguments("OrderedDict", arguments);
                }
                break;
            default:
                throw Arguments("OrderedDict", arguments);
        }
        return dict;
    }

    private static PickleSet Set(object?[] arguments)
    {
        if (arguments.Length == 0) return new([]);
        if (arguments is not [List<object?> items]) throw Arguments("set", arguments);
        foreach (object? item in items)
            if (!PickleKeys.IsHashable(item)) throw new InvalidDataException($"a set's item of type {item?.GetType().Name ?? "None"}");
        return new(items!);
    }

    // Bytes in protocol 2: text whose characters are the bytes.
    private static byte[] Encode(object?[] arguments)
    {
        if (arguments is not [string text, string encoding]) throw Arguments("encode", arguments);
        if (encoding is "utf-8" or "utf8") return Encoding.UTF8.GetBytes(text);
        if (encoding is not ("latin1" or "latin-1")) throw new InvalidDataException($"bytes in the encoding '{encoding}'; latin1 was expected");
        var bytes = new byte[text.Length];
        for (int i = 0; i < text.Length; i++) bytes[i] = text[i] <= 0xFF ? (byte)text[i] : throw new InvalidDataException($"character U+{(int)text[i]:X4} in bytes");
        return bytes;
    }

    private static Device ToDevice(object?[] arguments) => arguments switch
    {
        [string description] => new Device(description),
        [string type, long index] when index is >= 0 and < 1 << 16 => new Device(new Device(type).type, (int)index),
        _ => throw Arguments("torch.device", arguments),
    };

    private static Tensor Rebuild(object?[] arguments, object? requiresGrad, object? dtype)
    {
        if (arguments[0] is not LoadedStorage storage || arguments[1] is not long offset || requiresGrad is not bool records) throw Arguments("_rebuild_tensor", arguments);
        var type = dtype is PickleGlobal { Value: ScalarType given } ? given
            : dtype is null && storage.Type is { } own ? own
            : throw new InvalidDataException("a tensor without a supported element type");
        var tensor = storage.Rebuild(type, offset, Numbers(arguments[2]), Numbers(arguments[3]));
        return records ? Recording(tensor) : tensor;
    }

    private Tensor Parameter(object?[] arguments)
    {
        if (arguments[0] is not Tensor data || arguments[1] is not bool records) throw Arguments("_rebuild_parameter", arguments);
        return records && !data.is_floating_point() ? throw new InvalidDataException($"a parameter of type {data.dtype.PyTorchName()} that requires a gradient") : makeParameter(data, records);
    }

    private static Tensor Recording(Tensor tensor)
        => tensor.is_floating_point() ? tensor.requires_grad_() : throw new InvalidDataException($"a tensor of type {tensor.dtype.PyTorchName()} that requires a gradient");

    private static long[] Numbers(object? value)
    {
        if (value is Size size) return size.ToArray();
        if (value is not object?[] tuple) throw new InvalidDataException("sizes and strides are expected as tuples of integers");
        var numbers = new long[tuple.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = tuple[i] is long number ? number : throw new InvalidDataException("sizes and strides are expected as tuples of integers");
        return numbers;
    }

    private static InvalidDataException Arguments(string name, object?[] arguments)
        => new($"{name} is called with ({string.Join(", ", arguments.Take(8).Select(a => a is null ? "None" : a.GetType().Name))})");
}
