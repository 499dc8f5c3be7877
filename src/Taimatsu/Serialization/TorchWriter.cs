using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Taimatsu.Serialization;

/// <summary>
/// Writes values as torch.save does: a pickle that names storages, and the storages, in a zip archive. Parameters are a floor above and are told apart by the caller.
/// </summary>
internal sealed class TorchWriter(Predicate<Tensor> isParameter)
{
    private const int Deepest = 256, Batch = 1000;

    private readonly PickleWriter _pickle = new();
    private readonly List<Storage> _storages = [];
    private readonly Dictionary<object, (int Key, ScalarType Type)> _keys = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);

    public static void Write(object? value, Predicate<Tensor> isParameter, Stream stream, string root)
    {
        var writer = new TorchWriter(isParameter);
        writer.Value(value, 0);
        var archive = new ZipArchiveWriter(stream, root);
        archive.Write("data.pkl", writer._pickle.Finish());
        archive.Write(".format_version", "1");
        archive.Write(".storage_alignment", "64");
        archive.Write("byteorder", "little");
        for (int i = 0; i < writer._storages.Count; i++)
        {
            var storage = writer._storages[i];
            archive.Write($"data/{i.ToString(CultureInfo.InvariantCulture)}", storage.ByteLength, new StorageBytes(storage).Read);
            GC.KeepAlive(storage);
        }
        archive.Write("version", "3\n");
        archive.Finish();
    }

    private void Value(object? value, int depth)
    {
        switch (value)
        {
            case null: _pickle.None(); break;
            case bool b: _pickle.Bool(b); break;
            case byte or sbyte or short or ushort or int or uint or long: _pickle.Integer(System.Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case ulong u: _pickle.Integer((BigInteger)u); break;
            case BigInteger big: _pickle.Integer(big); break;
            case double d: _pickle.Float(d); break;
            case float f: _pickle.Float(f); break;
            case Half h: _pickle.Float((double)h); break;
            case BFloat16 f: _pickle.Float((float)f); break;
            case string s: _pickle.String(s); break;
            case Scalar s: Number(s); break;
            case ScalarType t: _pickle.Global("torch", t.PyTorchName()["torch.".Length..]); break;
            case Size s: SizeOf(s); break;
            case Complex c: Call("__builtin__", "complex", c.Real, c.Imaginary); break;
            default:
                if (_open.Contains(value)) throw new ArgumentException("torch.save: a container holds itself");
                if (!_pickle.TryGet(value)) Shared(value, depth);
                break;
        }
    }

    // Values that others may refer to: written once, then by reference.
    private void Shared(object value, int depth)
    {
        if (value is Tensor tensor)
        {
            if (isParameter(tensor)) ParameterOf(tensor);
            else TensorOf(tensor, tensor.requires_grad, tensor);
            return;
        }
        if (depth == Deepest) throw new ArgumentException($"torch.save: containers are nested more than {Deepest} deep");
        _open.Add(value);
        switch (value)
        {
            case StateDict state: State(state); break;
            case Device device: DeviceOf(device); break;
            case byte[] bytes: Call("_codecs", "encode", Encoding.Latin1.GetString(bytes), "latin1"); break;
            case IDictionary<string, Tensor> named: _pickle.EmptyDict(value); Items([.. named.Select(p => new KeyValuePair<object, object?>(p.Key, p.Value))], depth); break;
            case IDictionary plain: _pickle.EmptyDict(value); Items(Pairs(plain), depth); break;
            case object?[] tuple when value.GetType() == typeof(object[]): Tuple(tuple, tuple, depth); break;
            case ITuple tuple: Tuple([.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])], null, depth); break;
            case IList list: List(list, depth); break;
            case ISet<object> set: SetOf(set, depth); break;
            default:
                throw new ArgumentException($"torch.save: cannot save a {value.GetType()}; tensors, numbers, strings, lists, tuples, dictionaries and state dicts can be saved");
        }
        _open.Remove(value);
    }

    private void ParameterOf(Tensor parameter)
    {
        _pickle.Global("torch._utils", "_rebuild_parameter");
        _pickle.BeginTuple(3);
        TensorOf(parameter, false, null);
        _pickle.Bool(parameter.requires_grad);
        _pickle.EmptyOrderedDict(); // backward hooks
        _pickle.EndTuple(3);
        _pickle.Reduce();
        _pickle.Memoize(parameter);
    }

    private void TensorOf(Tensor tensor, bool requiresGrad, object? identity)
    {
        _pickle.Global("torch._utils", "_rebuild_tensor_v2");
        _pickle.BeginTuple(6);
        StorageOf(tensor);
        _pickle.Integer(tensor.storage_offset());
        _pickle.Integers(tensor.Layout.Sizes);
        _pickle.Integers(tensor.Layout.Strides);
        _pickle.Bool(requiresGrad);
        _pickle.EmptyOrderedDict(); // backward hooks
        _pickle.EndTuple(6);
        _pickle.Reduce();
        _pickle.Memoize(identity);
    }

    private void StorageOf(Tensor tensor)
    {
        var storage = tensor.Storage;
        if (!_keys.TryGetValue(storage.Identity, out var known))
        {
            known = (_storages.Count, tensor.dtype);
            _keys.Add(storage.Identity, known);
            _storages.Add(storage);
        }
        if (known.Type != tensor.dtype) throw new InvalidOperationException("Cannot save multiple tensors or storages that view the same data as different types");
        _pickle.BeginTuple(5);
        _pickle.String("storage");
        _pickle.Global("torch", tensor.dtype.LegacyName() + "Storage");
        _pickle.Key(known.Key.ToString(CultureInfo.InvariantCulture));
        _pickle.String(storage.Device.type == DeviceType.CPU ? "cpu" : new Device(storage.Device.type, Math.Max(storage.Device.index, 0)).ToString());
        _pickle.Integer(storage.ByteLength / tensor.dtype.ElementSize());
        _pickle.EndTuple(5);
        _pickle.PersistentId();
    }

    private void State(StateDict state)
    {
        _pickle.EmptyOrderedDict(state);
        Items([.. state.Select(p => new KeyValuePair<object, object?>(p.Key, p.Value))], 0);
        if (state._metadata.Count == 0) return;
        _pickle.EmptyDict(null);
        _pickle.String("_metadata");
        _pickle.EmptyOrderedDict();
        bool many = state._metadata.Count > 1;
        if (many) _pickle.Mark();
        int written = 0;
        foreach (var (prefix, version) in state._metadata)
        {
            if (many && written > 0 && written % Batch == 0)
            {
                _pickle.SetItems();
                _pickle.Mark();
            }
            written++;
            _pickle.String(prefix);
            _pickle.EmptyDict(null);
            _pickle.String("version");
            _pickle.Integer(version);
            _pickle.SetItem();
        }
        if (many) _pickle.SetItems();
        else _pickle.SetItem();
        _pickle.SetItem();
        _pickle.Build();
    }

    private static List<KeyValuePair<object, object?>> Pairs(IDictionary dictionary)
    {
        var pairs = new List<KeyValuePair<object, object?>>(dictionary.Count);
        var each = dictionary.GetEnumerator();
        while (each.MoveNext()) pairs.Add(new(each.Key, each.Value));
        return pairs;
    }

    // In batches, as Python's pickler has them.
    private void Items(List<KeyValuePair<object, object?>> items, int depth)
    {
        for (int from = 0; from < items.Count; from += Batch)
        {
            int count = Math.Min(Batch, items.Count - from);
            if (count > 1) _pickle.Mark();
            for (int i = from; i < from + count; i++)
            {
                Value(items[i].Key, depth + 1);
                Value(items[i].Value, depth + 1);
            }
            if (count > 1) _pickle.SetItems();
            else _pickle.SetItem();
        }
    }

    private void List(IList list, int depth)
    {
        _pickle.EmptyList(list);
        for (int from = 0; from < list.Count; from += Batch)
        {
            int count = Math.Min(Batch, list.Count - from);
            if (count > 1) _pickle.Mark();
            for (int i = from; i < from + count; i++) Value(list[i], depth + 1);
            if (count > 1) _pickle.Appends();
            else _pickle.Append();
        }
    }

    private void Tuple(object?[] items, object? identity, int depth)
    {
        if (items.Length > 0) _pickle.BeginTuple(items.Length);
        foreach (object? item in items) Value(item, depth + 1);
        _pickle.EndTuple(items.Length, identity);
    }

    private void SetOf(ISet<object> set, int depth)
    {
        _pickle.Global("__builtin__", "set");
        List(set.ToList(), depth);
        _pickle.EndTuple(1);
        _pickle.Reduce();
        _pickle.Memoize(set);
    }

    private void SizeOf(Size size)
    {
        _pickle.Global("torch", "Size");
        _pickle.Integers(size.AsSpan());
        _pickle.EndTuple(1);
        _pickle.Reduce();
        _pickle.Memoize(null);
    }

    private void DeviceOf(Device device)
    {
        string kind = new Device(device.type).ToString();
        if (device.index < 0) Call("torch", "device", kind);
        else Call("torch", "device", kind, (long)device.index);
    }

    private void Call(string module, string name, params object[] arguments)
    {
        _pickle.Global(module, name);
        _pickle.BeginTuple(arguments.Length);
        foreach (object argument in arguments) Value(argument, 0);
        _pickle.EndTuple(arguments.Length);
        _pickle.Reduce();
        _pickle.Memoize(null);
    }

    private void Number(Scalar value)
    {
        if (value.IsFloatingPoint) _pickle.Float(value.ToDouble());
        else if (value.IsBool) _pickle.Bool(value.ToBoolean());
        else _pickle.Integer(value.ToInt64());
    }
}
