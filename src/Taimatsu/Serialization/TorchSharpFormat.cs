using System.Text;
using Taimatsu.Backends;

namespace Taimatsu.Serialization;

/// <summary>
/// The format of TorchSharp's <c>module.save</c>: the number of entries, then for each its name, element type, rank, sizes and bytes; numbers in groups of
/// 7 bits.
/// </summary>
internal static class TorchSharpFormat
{
    private const int MostDimensions = 64;

    public static void Write(IEnumerable<KeyValuePair<string, Tensor>> entries, Stream stream)
    {
        var all = entries.ToArray();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write7BitEncodedInt64(all.Length);
        var buffer = new byte[1 << 20];
        foreach (var (name, entry) in all)
        {
            writer.Write(name);
            var tensor = entry.detach().contiguous();
            writer.Write7BitEncodedInt64((long)tensor.dtype);
            writer.Write7BitEncodedInt64(tensor.ndim);
            foreach (long size in tensor.Layout.Sizes) writer.Write7BitEncodedInt64(size);
            var bytes = new StorageBytes(tensor.Storage);
            long offset = tensor.storage_offset() * tensor.element_size();
            for (long done = 0; done < tensor.nbytes;)
            {
                int count = (int)Math.Min(buffer.Length, tensor.nbytes - done);
                bytes.Read(offset + done, buffer.AsMemory(0, count));
                writer.Write(buffer, 0, count);
                done += count;
            }
        }
    }

    /// <summary>Reads a seekable stream from its position.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the text names the entry and the offset.</exception>
    public static StateDict Read(Stream stream, string name)
    {
        var source = new ByteSource(stream, stream.Length - stream.Position, name);
        long count = source.ReadLeb128();
        if (count > source.Remaining) throw source.Error($"{count} entries do not fit into {source.Remaining} bytes");
        var state = new StateDict();
        for (long i = 0; i < count; i++)
        {
            string key = Key(source);
            if (!state.TryAdd(key, Entry(source, key))) throw source.Error($"entry '{key}' occurs twice");
        }
        return state;
    }

    private static string Key(ByteSource source)
    {
        long at = source.Position;
        try
        {
            return new UTF8Encoding(false, true).GetString(source.ReadBlock(source.ReadLeb128()));
        }
        catch (DecoderFallbackException)
        {
            throw source.Error("a name that is not UTF-8", at);
        }
    }

    private static Tensor Entry(ByteSource source, string key)
    {
        var type = (ScalarType)source.ReadByte();
        if (!Enum.IsDefined(type)) throw source.Error($"entry '{key}' has the unsupported element type {(int)type}");
        long rank = source.ReadLeb128();
        if (rank > MostDimensions) throw source.Error($"entry '{key}' has {rank} dimensions");
        var sizes = new long[rank];
        for (int d = 0; d < sizes.Length; d++) sizes[d] = source.ReadLeb128();
        Layout layout;
        try
        {
            layout = Layout.Contiguous(sizes);
            _ = checked(layout.Count * type.ElementSize());
        }
        catch (OverflowException)
        {
            throw source.Error($"entry '{key}' of sizes [{string.Join(", ", sizes)}] is too large");
        }
        long length = layout.Count * type.ElementSize();
        if (length > source.Remaining) throw source.Error($"entry '{key}' of sizes [{string.Join(", ", sizes)}] needs {length} bytes, {source.Remaining} are left");
        var storage = BackendRegistry.Cpu.Allocate(length);
        var target = new StorageBytes(storage);
        var buffer = new byte[(int)Math.Clamp(length, 1, 1 << 20)];
        for (long done = 0; done < length;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done));
            source.ReadExactly(piece);
            target.Write(done, piece);
            done += piece.Length;
        }
        return new Tensor(storage, 0, layout, type);
    }
}
