using Taimatsu.Backends;

namespace Taimatsu.Serialization;

/// <summary>Reads what torch.save wrote: today's zip archives and the older sequence of pickles.</summary>
internal static class TorchReader
{
    private const long LargestPickle = 256L << 20;

    public static object? Read(Stream stream, string name, Device? mapLocation, Func<Tensor, bool, Tensor> makeParameter)
    {
        Span<byte> start = stackalloc byte[4];
        int read = stream.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        stream.Position = 0;
        if (read == 0) throw new InvalidDataException($"{name}: the file is empty");
        bool isZip = read == 4 && start.SequenceEqual("PK\x3\x4"u8);
        var globals = new TorchGlobals(makeParameter);
        object? value = isZip ? ReadZip(new ZipArchiveReader(stream, name), name, mapLocation, globals) : new LegacyReader(stream, name, mapLocation, globals).Read();
        try
        {
            return LoadedValues.Convert(value);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }

    private static object? ReadZip(ZipArchiveReader archive, string name, Device? mapLocation, TorchGlobals globals)
    {
        if (archive.Entries.Count == 0) throw new InvalidDataException($"{name}: the archive is empty");
        string first = archive.Entries[0].Name, root = first[..(first.IndexOf('/') + 1)];
        if (archive.Find(root + "constants.pkl") is not null)
            throw new InvalidDataException($"{name}: this is a TorchScript archive, not a file of tensors: save the module's state_dict with torch.save");
        var pickle = archive.Find(root + "data.pkl") ?? throw new InvalidDataException($"{name}: the archive has no entry '{root}data.pkl'");
        if (archive.Find(root + "byteorder") is { } order && !archive.Read(order, 16).AsSpan().SequenceEqual("little"u8))
            throw new InvalidDataException($"{name}: entry '{order.Name}': the byte order is not 'little'");
        var storages = new Dictionary<string, Storage>(StringComparer.Ordinal);
        var source = new ByteSource(archive.Read(pickle, LargestPickle), $"{name}: entry '{pickle.Name}'");
        return new PickleReader(source, globals.Find, Load).Read();

        object Load(object? id)
        {
            var (type, key, location, bytes) = LoadedStorage.ParseId(id);
            if (!storages.TryGetValue(key, out var storage))
            {
                var entry = archive.Find($"{root}data/{key}") ?? throw new InvalidDataException($"the archive has no entry '{root}data/{key}'");
                if (entry.Length < bytes) throw new InvalidDataException($"storage '{key}' should have {bytes} bytes, its entry has {entry.Length}");
                storage = BackendRegistry.Of(LoadedStorage.Place(location, mapLocation)).Allocate(entry.Length);
                archive.CopyTo(entry, new StorageBytes(storage));
                storages.Add(key, storage);
            }
            else storage.IsCommon = true;
            if (storage.ByteLength < bytes) throw new InvalidDataException($"storage '{key}' should have {bytes} bytes, its entry has {storage.ByteLength}");
            return new LoadedStorage(storage, type);
        }
    }
}
