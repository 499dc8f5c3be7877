using System.Globalization;
using System.Numerics;
using Taimatsu.Backends;

namespace Taimatsu.Serialization;

/// <summary>
/// Reads files from before PyTorch 1.6: five pickles (a magic number, a protocol, the machine, the object, the keys of its storages), then each
/// storage's length and bytes.
/// </summary>
internal sealed class LegacyReader(Stream stream, string name, Device? mapLocation, TorchGlobals globals)
{
    private static readonly BigInteger s_magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly Dictionary<string, (Storage Storage, ScalarType Type, bool IsRead)> _storages = new(StringComparer.Ordinal);
    private readonly ByteSource _source = new(stream, stream.Length, name);
    private long _announced;

    public object? Read()
    {
        if (Pickle() is not BigInteger magic || magic != s_magic) throw new InvalidDataException($"{name}: neither a zip archive nor a file of torch.save: the magic number is missing (offset 0)");
        if (Pickle() is not 1001L) throw _source.Error("an unknown protocol version, 1001 was expected");
        if (Pickle() is not PickleDict machine) throw _source.Error("no description of the machine");
        if (machine.Items.TryGetValue("little_endian", out object? little) && little is false) throw _source.Error("the file comes from a big-endian machine");
        object? value = Pickle();
        if (Pickle() is not List<object?> keys) throw _source.Error("no list of storages");
        foreach (object? key in keys) ReadStorage(key as string ?? throw _source.Error("a storage's key that is no string"));
        foreach (var (key, storage) in _storages)
            if (!storage.IsRead) throw _source.Error($"storage '{key}' is used, but its data is missing");
        return value;
    }

    private object? Pickle() => new PickleReader(_source, globals.Find, Load).Read();

    private object Load(object? id)
    {
        var (type, key, location, bytes) = LoadedStorage.ParseId(id);
        if (type is not { } element) throw new InvalidDataException($"storage '{key}' has no element type");
        if (id is object?[] { Length: 6 } fields && fields[5] is not null)
            throw new InvalidDataException($"storage '{key}' is a view of another one, as PyTorch before 0.4 wrote them; load and save it with a newer PyTorch");
        if (_storages.TryGetValue(key, out var known))
        {
            if (known.Storage.ByteLength != bytes) throw new InvalidDataException($"storage '{key}' has {known.Storage.ByteLength} bytes in one place and {bytes} in another");
            known.Storage.IsCommon = true;
            return new LoadedStorage(known.Storage, element);
        }
        // Nothing is allocated that the rest of the file could not fill.
        if (bytes > _source.Remaining - _announced) throw new InvalidDataException($"storage '{key}' should have {bytes} bytes, the file has {_source.Remaining - _announced} left");
        _announced += bytes;
        var storage = BackendRegistry.Of(LoadedStorage.Place(location, mapLocation)).Allocate(bytes);
        _storages.Add(key, (storage, element, false));
        return new LoadedStorage(storage, element);
    }

    private void ReadStorage(string key)
    {
        if (!_storages.TryGetValue(key, out var entry) || entry.IsRead) throw _source.Error($"data of storage '{key}', which is not used or was read before");
        long count = _source.ReadInt64(), length = entry.Storage.ByteLength;
        if (count != length / entry.Type.ElementSize()) throw _source.Error($"storage '{key}' has {count} elements, {length / entry.Type.ElementSize()} were announced");
        var target = new StorageBytes(entry.Storage);
        var buffer = new byte[(int)Math.Clamp(length, 1, 1 << 20)];
        for (long done = 0; done < length;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done));
            _source.ReadExactly(piece);
            target.Write(done, piece);
            done += piece.Length;
        }
        _storages[key] = entry with { IsRead = true };
    }
}
