using Taimatsu.Backends;

namespace Taimatsu.Serialization;

/// <summary>A storage that a file names, and the element type that it names it by; null for bytes without a type.</summary>
internal sealed record LoadedStorage(Storage Storage, ScalarType? Type)
{
    /// <summary>The fields of a persistent id: (<c>'storage'</c>, type, key, location, number of elements).</summary>
    public static (ScalarType? Type, string Key, string Location, long Bytes) ParseId(object? id)
    {
        if (id is not object?[] { Length: 5 or 6 } fields || fields[0] is not "storage" || fields[1] is not PickleGlobal { Value: StorageType type }
            || fields[2] is not string key || fields[3] is not string location || fields[4] is not long count)
            throw new InvalidDataException("a persistent id that is not ('storage', type, key, location, number of elements)");
        long width = type.Element?.ElementSize() ?? 1;
        if (count < 0 || count > long.MaxValue / 8) throw new InvalidDataException($"storage '{key}' of {count} elements");
        return (type.Element, key, location, count * width);
    }

    /// <summary>The device that a file's location tag stands for, unless the caller names one.</summary>
    /// <exception cref="InvalidOperationException">There is no such device here.</exception>
    public static Device Place(string location, Device? mapLocation)
    {
        if (mapLocation is not null)
        {
            _ = BackendRegistry.Of(mapLocation);
            return mapLocation;
        }
        if (location == "cpu") return Device.CPU;
        if (location.StartsWith("cuda", StringComparison.Ordinal) && !BackendRegistry.IsAvailable(DeviceType.CUDA))
            throw new InvalidOperationException("Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU.");
        Device device;
        try
        {
            device = new Device(location);
        }
        catch (ArgumentException)
        {
            throw new InvalidOperationException($"don't know how to restore data location of a storage (tagged with {location}); name a device with map_location");
        }
        int count = BackendRegistry.DeviceCount(device.type);
        if (device.type == DeviceType.CUDA && device.index >= count)
            throw new InvalidOperationException($"Attempting to deserialize object on CUDA device {device.index} but torch.cuda.device_count() is {count}. Please use torch.load with map_location to map your storages to an existing device.");
        _ = BackendRegistry.Of(device);
        return device;
    }

    /// <summary>A tensor over this storage, after checking that it stays inside.</summary>
    /// <exception cref="InvalidDataException">It does not, or a number is impossible.</exception>
    public Tensor Rebuild(ScalarType type, long offset, long[] sizes, long[] strides)
    {
        if (sizes.Length != strides.Length) throw new InvalidDataException($"a tensor of {sizes.Length} sizes and {strides.Length} strides");
        string text = $"sizes [{string.Join(", ", sizes)}], strides [{string.Join(", ", strides)}] and offset {offset}";
        if (sizes.Length > 64) throw new InvalidDataException($"a tensor of {sizes.Length} dimensions");
        if (offset < 0 || sizes.Any(s => s < 0)) throw new InvalidDataException($"a tensor of {text}");
        if (strides.Any(s => s < 0)) throw new InvalidDataException($"a tensor of {text}: negative strides are not supported");
        try
        {
            var layout = new Layout(sizes, strides);
            long end = layout.Count == 0 ? 0 : checked((offset + layout.Extent()) * type.ElementSize());
            _ = checked(layout.Count * type.ElementSize());
            if (end > Storage.ByteLength || offset > long.MaxValue / 8) throw new InvalidDataException($"a tensor of {text} needs {end} bytes, its storage has {Storage.ByteLength}");
            return new Tensor(Storage, layout.Count == 0 ? 0 : offset, layout, type);
        }
        catch (OverflowException)
        {
            throw new InvalidDataException($"a tensor of {text} is too large");
        }
    }
}

/// <summary>A Python storage class: its elements' type, or null for bytes.</summary>
internal sealed record StorageType(ScalarType? Element);
