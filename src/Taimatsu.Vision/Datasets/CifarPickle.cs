using System.Text;
using Taimatsu.Serialization;

namespace Taimatsu;

/// <summary>Reads the pickles of CIFAR's Python version: a dict with a NumPy array of bytes and lists. Nothing else in a file is accepted, and nothing is run.</summary>
internal static class CifarPickle
{
    /// <summary>The dict's entries by name; arrays as bytes.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or something else.</exception>
    public static Dictionary<string, object?> Read(string path)
    {
        using var stream = File.OpenRead(path);
        object? content = new PickleReader(new ByteSource(stream, stream.Length, path), Find, _ => throw new InvalidDataException("a persistent id")).Read();
        if (content is not PickleDict dict) throw new InvalidDataException($"{path} holds no dict");
        return dict.Items.ToDictionary(e => Text(e.Key), e => e.Value is NumpyArray array ? array.Bytes : Plain(e.Value));
    }

    private static PickleGlobal? Find(string module, string name) => (module, name) switch
    {
        ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct") => new(module, name, _ => new NumpyArray()),
        ("numpy", "ndarray") => new(module, name),
        ("numpy", "dtype") => new(module, name, arguments => new NumpyType(arguments.FirstOrDefault() as string ?? "")),
        ("_codecs", "encode") => new(module, name, arguments => arguments.FirstOrDefault() as string ?? ""),
        _ => null,
    };

    private static string Text(object key) => key is byte[] bytes ? Encoding.Latin1.GetString(bytes) : (string)key;

    private static object? Plain(object? value) => value is List<object?> list ? list.ConvertAll(e => e is byte[] bytes ? Encoding.Latin1.GetString(bytes) : e) : value;

    // The element type; only bytes are meant.
    private sealed class NumpyType(string code) : IPickleState
    {
        public bool IsBytes => code is "u1" or "|u1";

        public void SetState(object? state) { } // byte order and the like: bytes have none
    }

    private sealed class NumpyArray : IPickleState
    {
        public byte[] Bytes { get; private set; } = [];

        public void SetState(object? state)
        {
            if (state is not object?[] { Length: 5 } parts || parts[2] is not NumpyType { IsBytes: true } || parts[3] is not (false or 0L))
                throw new InvalidDataException("an array that is no row-major array of bytes");
            Bytes = parts[4] switch
            {
                byte[] bytes => bytes,
                string text => Encoding.Latin1.GetBytes(text),
                _ => throw new InvalidDataException("an array without data"),
            };
            if (parts[1] is not object?[] shape || shape.Aggregate(1L, (n, s) => checked(n * (s as long? ?? -1))) != Bytes.Length)
                throw new InvalidDataException("an array whose shape does not fit its data");
        }
    }
}
