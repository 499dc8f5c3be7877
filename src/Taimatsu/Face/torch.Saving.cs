using Taimatsu.Modules;
using Taimatsu.Serialization;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>
    /// Saves a tensor, a state dict, or lists, tuples and dictionaries of them and of plain values, in the zip format that PyTorch reads. Tensors that share
    /// memory share it in the file too. The file appears whole or not at all.
    /// </summary>
    /// <exception cref="ArgumentException">A value of another kind is among them, or a container holds itself.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.save.html"/>
    public static void save(object? obj, string path)
    {
        string full = Path.GetFullPath(path), root = Path.GetFileNameWithoutExtension(full);
        WholeFile.Write(full, stream => TorchWriter.Write(obj, t => t is Parameter, stream, root.Length > 0 ? root : "archive"));
    }

    /// <summary>The same to a stream, which stays open.</summary>
    /// <exception cref="ArgumentException">A value of another kind is among them, or a container holds itself.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.save.html"/>
    public static void save(object? obj, Stream stream) => TorchWriter.Write(obj, t => t is Parameter, stream, "archive");

    /// <summary>
    /// Loads what torch.save wrote, here or in PyTorch, old files too. Gives a Tensor, a <see cref="StateDict"/>, a List, an array for a tuple, an ordered
    /// dictionary, or a plain value. No file can make it run code, so <paramref name="weights_only"/> changes nothing.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else; the text names file, entry and offset.</exception>
    /// <exception cref="InvalidOperationException">The file's device is not there, and <paramref name="map_location"/> names no other.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.load.html"/>
    public static object? load(string path, Device? map_location = null, bool weights_only = true)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return TorchReader.Read(stream, path, map_location, MakeParameter);
    }

    /// <summary>The same from a stream, from its position to its end.</summary>
    /// <exception cref="InvalidDataException">The data is damaged, or holds something else; the text names entry and offset.</exception>
    /// <exception cref="InvalidOperationException">The file's device is not there, and <paramref name="map_location"/> names no other.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.load.html"/>
    public static object? load(Stream stream, Device? map_location = null, bool weights_only = true)
    {
        if (stream.CanSeek && stream.Position == 0) return TorchReader.Read(stream, "stream", map_location, MakeParameter);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return TorchReader.Read(copy, "stream", map_location, MakeParameter);
    }

    /// <summary>Loads a value of a known type: <c>torch.load&lt;Tensor&gt;(path)</c>. Any dictionary of named tensors may be had as a <see cref="StateDict"/>.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds a value of another type.</exception>
    /// <exception cref="InvalidOperationException">The file's device is not there, and <paramref name="map_location"/> names no other.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.load.html"/>
    public static T load<T>(string path, Device? map_location = null, bool weights_only = true) => Typed<T>(load(path, map_location, weights_only), path);

    /// <summary>The same from a stream.</summary>
    /// <exception cref="InvalidDataException">The data is damaged, or holds a value of another type.</exception>
    /// <exception cref="InvalidOperationException">The file's device is not there, and <paramref name="map_location"/> names no other.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.load.html"/>
    public static T load<T>(Stream stream, Device? map_location = null, bool weights_only = true) => Typed<T>(load(stream, map_location, weights_only), "stream");

    private static Parameter MakeParameter(Tensor data, bool requires_grad) => new(data, requires_grad);

    private static T Typed<T>(object? value, string name)
    {
        if (value is T typed) return typed;
        object? converted = null;
        if (value is OrderedDictionary<string, object?> items && items.Values.All(v => v is Tensor))
            value = new StateDict(items.Select(p => new KeyValuePair<string, Tensor>(p.Key, (Tensor)p.Value!)));
        if (value is StateDict state)
        {
            if (typeof(T) == typeof(Dictionary<string, Tensor>)) converted = (Dictionary<string, Tensor>)state;
            else if (typeof(T) == typeof(OrderedDictionary<string, object?>)) converted = new OrderedDictionary<string, object?>(state.Select(p => new KeyValuePair<string, object?>(p.Key, p.Value)));
            else converted = state;
        }
        else if (value is long number)
        {
            if (typeof(T) == typeof(int)) converted = checked((int)number);
            else if (typeof(T) == typeof(double)) converted = (double)number;
        }
        else if (value is double real && typeof(T) == typeof(float)) converted = (float)real;
        return converted is T result ? result : throw new InvalidDataException($"{name}: holds {(value is null ? "None" : "a " + value.GetType().Name)}, not a {typeof(T).Name}");
    }
}
