using Taimatsu.Serialization;

namespace Taimatsu.Tests.Serialization;

/// <summary>Files that real PyTorch wrote, and the parts of archives.</summary>
internal static class SavedFile
{
    public static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Serialization", name);

    public static object? Load(string name) => torch.load(Fixture(name));

    public static byte[] Save(object? value)
    {
        using var stream = new MemoryStream();
        torch.save(value, stream);
        return stream.ToArray();
    }

    public static T RoundTrip<T>(object? value) => torch.load<T>(new MemoryStream(Save(value)));

    public static byte[] Entry(byte[] archive, string name)
    {
        var zip = new ZipArchiveReader(new MemoryStream(archive), "archive");
        return zip.Read(zip.Entries.Single(e => e.Name.EndsWith("/" + name, StringComparison.Ordinal)), 1 << 20);
    }
}
