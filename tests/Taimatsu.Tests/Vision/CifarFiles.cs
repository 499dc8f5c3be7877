using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Taimatsu.Tests.Vision;

/// <summary>Small files in CIFAR's official layouts, in a folder that goes away.</summary>
internal sealed class CifarFiles : IDisposable
{
    public const int Pixels = 3072;

    public string Root { get; } = Directory.CreateTempSubdirectory("cifar").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public string Place(string name) => Path.Combine(Root, name);

    /// <summary>Writes a file, and the folders that lead to it.</summary>
    public string Write(string name, byte[] bytes)
    {
        string path = Place(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Pixels that tell the file's and the picture's number.</summary>
    public static byte[] Picture(int seed) => [.. Enumerable.Range(0, Pixels).Select(i => (byte)((i * 7) + seed))];

    /// <summary>All batches of the Python version, one picture for each label.</summary>
    public void WritePython10(params long[] labels)
    {
        for (int b = 1; b <= 5; b++) Write($"cifar-10-batches-py/data_batch_{b}", Pickle("labels", labels, b * 10));
        Write("cifar-10-batches-py/test_batch", Pickle("labels", labels, 60));
    }

    /// <summary>All batches of the binary version.</summary>
    public void WriteBinary10(params long[] labels)
    {
        for (int b = 1; b <= 5; b++) Write($"cifar-10-batches-bin/data_batch_{b}.bin", Records(labels, b * 10));
        Write("cifar-10-batches-bin/test_batch.bin", Records(labels, 60));
    }

    public static byte[] Records(long[] labels, int seed) => [.. labels.SelectMany((l, i) => (byte[])[(byte)l, .. Picture(seed + i)])];

    /// <summary>A batch as Python 2 pickled it.</summary>
    public static byte[] Pickle(string labelKey, long[] labels, int seed, string type = "u1")
    {
        var bytes = new List<byte> { 0x80, 2 };
        void Op(string text) => bytes.AddRange(Encoding.Latin1.GetBytes(text));
        void Int(int value) => bytes.AddRange([(byte)'J', .. BitConverter.GetBytes(value)]);
        void Text(string text)
        {
            bytes.AddRange([(byte)'U', (byte)text.Length]);
            Op(text);
        }
        Op("}(");
        Text("batch_label");
        Text("a batch");
        Text(labelKey);
        Op("](");
        foreach (long label in labels) Int((int)label);
        Op("e");
        Text("data");
        Op("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085U\u0001b\u0087R(K\u0001");
        Int(labels.Length);
        Int(Pixels);
        Op("\u0086cnumpy\ndtype\n");
        Text(type);
        Op("K\0K\u0001\u0087R(K\u0003U\u0001|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb\u0089T");
        bytes.AddRange(BitConverter.GetBytes(labels.Length * Pixels));
        for (int i = 0; i < labels.Length; i++) bytes.AddRange(Picture(seed + i));
        Op("tbu.");
        return [.. bytes];
    }

    /// <summary>A folder of the root as an archive beside it.</summary>
    public string Archive(string folder, string name)
    {
        string path = Place(name);
        using (var file = File.Create(path))
        using (var zipped = new GZipStream(file, CompressionLevel.Fastest)) TarFile.CreateFromDirectory(Place(folder), zipped, includeBaseDirectory: true);
        return path;
    }
}
