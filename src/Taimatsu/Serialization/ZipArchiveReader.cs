using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Taimatsu.Serialization;

/// <summary>One file of a zip archive.</summary>
/// <param name="Name">Its path.</param>
/// <param name="HeaderOffset">Where its local header lies.</param>
/// <param name="StoredLength">Bytes in the archive.</param>
/// <param name="Length">Bytes once unpacked.</param>
/// <param name="Crc">The checksum of the unpacked bytes.</param>
/// <param name="IsDeflated">Compressed, or stored as it is.</param>
internal sealed record ZipEntry(string Name, long HeaderOffset, long StoredLength, long Length, uint Crc, bool IsDeflated);

/// <summary>
/// Reads zip archives with stored and deflated entries, also beyond 4 GB. The central directory is what counts; every size is checked against the
/// file, entries may not overlap, and what is unpacked must have the announced length and checksum.
/// </summary>
internal sealed class ZipArchiveReader
{
    private const int EndLength = 22, CentralLength = 46, LocalLength = 30, LongestComment = 65535;

    /// <summary>Deflated entries together may unpack to this many times the archive's size, and to this much in any case: no bombs.</summary>
    private const long LargestRatio = 100, AlwaysAllowed = 64L << 20;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly long _length;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads the directory of a seekable stream, which must stay open.</summary>
    /// <exception cref="InvalidDataException">It is no zip archive, or a damaged one.</exception>
    public ZipArchiveReader(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
        _length = stream.Length;
        ReadDirectory();
    }

    /// <summary>The entries in the order of the directory.</summary>
    public List<ZipEntry> Entries { get; } = [];

    public ZipEntry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>All bytes of an entry of at most <paramref name="limit"/> bytes.</summary>
    public byte[] Read(ZipEntry entry, long limit)
    {
        if (entry.Length > limit) throw Error($"entry '{entry.Name}' has {entry.Length} bytes, at most {limit} were expected", entry.HeaderOffset);
        var bytes = new byte[entry.Length];
        CopyTo(entry, new MemoryTarget(bytes));
        return bytes;
    }

    /// <summary>Hands an entry's bytes over in pieces, and checks length and checksum.</summary>
    public void CopyTo(ZipEntry entry, IByteTarget target)
    {
        var stored = new BoundedStream(_stream, DataOffset(entry), entry.StoredLength);
        using Stream data = entry.IsDeflated ? new DeflateStream(stored, CompressionMode.Decompress) : stored;
        var buffer = new byte[(int)Math.Clamp(entry.Length, 1, 1 << 20)];
        uint crc = 0;
        long done = 0;
        while (true)
        {
            int read = ReadSome(data, buffer, entry);
            if (read == 0) break;
            if (done + read > entry.Length) throw Error($"entry '{entry.Name}' unpacks to more than the announced {entry.Length} bytes", entry.HeaderOffset);
            crc = Crc32.Append(crc, buffer.AsSpan(0, read));
            target.Write(done, buffer.AsSpan(0, read));
            done += read;
        }
        if (done != entry.Length) throw Error($"entry '{entry.Name}' unpacks to {done} bytes, announced are {entry.Length}", entry.HeaderOffset);
        if (crc != entry.Crc) throw Error($"entry '{entry.Name}' is damaged: its checksum is {crc:x8}, announced is {entry.Crc:x8}", entry.HeaderOffset);
    }

    private int ReadSome(Stream data, byte[] buffer, ZipEntry entry)
    {
        try
        {
            return data.Read(buffer, 0, buffer.Length);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{_name}: entry '{entry.Name}' at offset {entry.HeaderOffset} cannot be unpacked: {e.Message}", e);
        }
    }

    private void ReadDirectory()
    {
        var (count, size, offset) = FindDirectory();
        if (offset > _length || size > _length - offset || size > int.MaxValue || count > size / CentralLength)
            throw Error($"the zip directory of {count} entries and {size} bytes lies outside the file", offset);
        byte[] directory = At(offset, (int)size);
        int at = 0;
        long deflated = 0;
        for (long i = 0; i < count; i++)
        {
            var entry = ReadEntry(directory, ref at, offset);
            if (entry.HeaderOffset > offset - LocalLength || entry.StoredLength > offset - LocalLength - entry.HeaderOffset)
                throw Error($"entry '{entry.Name}' lies outside the file", entry.HeaderOffset);
            if (!entry.IsDeflated && entry.StoredLength != entry.Length) throw Error($"entry '{entry.Name}' is stored, but has two lengths, {entry.StoredLength} and {entry.Length}", entry.HeaderOffset);
            if (entry.IsDeflated && (deflated += entry.Length) > Math.Max(AlwaysAllowed, _length > long.MaxValue / LargestRatio ? long.MaxValue : _length * LargestRatio))
                throw Error($"entry '{entry.Name}' and those before it would unpack to {deflated} bytes, far more than the file's {_length}", entry.HeaderOffset);
            if (!_entries.TryAdd(entry.Name, entry)) throw Error($"entry '{entry.Name}' occurs twice", entry.HeaderOffset);
            Entries.Add(entry);
        }
        var ordered = Entries.OrderBy(e => e.HeaderOffset).ToArray();
        for (int i = 1; i < ordered.Length; i++)
            if (ordered[i - 1].HeaderOffset + LocalLength + ordered[i - 1].StoredLength > ordered[i].HeaderOffset)
                throw Error($"entries '{ordered[i - 1].Name}' and '{ordered[i].Name}' overlap", ordered[i].HeaderOffset);
    }

    private (long Count, long Size, long Offset) FindDirectory()
    {
        int tail = (int)Math.Min(_length, EndLength + LongestComment);
        byte[] end = At(_length - tail, tail);
        for (int i = tail - EndLength; i >= 0; i--)
        {
            var record = end.AsSpan(i);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x06054b50) continue;
            long count = U16(record, 10), size = U32(record, 12), offset = U32(record, 16);
            if (count != 0xFFFF && size != 0xFFFFFFFF && offset != 0xFFFFFFFF) return (count, size, offset);
            return FindLargeDirectory(_length - tail + i - 20) ?? (count, size, offset);
        }
        throw Error("not a zip archive, or cut short: the end of the directory is missing", _length);
    }

    private (long, long, long)? FindLargeDirectory(long locatorAt)
    {
        if (locatorAt < 0) return null;
        byte[] locator = At(locatorAt, 20);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != 0x07064b50) return null;
        long recordAt = I64(locator, 8, locatorAt);
        if (recordAt > locatorAt - 56) throw Error("the zip64 directory's end lies outside the file", recordAt);
        byte[] record = At(recordAt, 56);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x06064b50) throw Error("the zip64 directory's end is damaged", recordAt);
        return (I64(record, 32, recordAt), I64(record, 40, recordAt), I64(record, 48, recordAt));
    }

    private ZipEntry ReadEntry(byte[] directory, ref int at, long directoryAt)
    {
        if (directory.Length - at < CentralLength || BinaryPrimitives.ReadUInt32LittleEndian(directory.AsSpan(at)) != 0x02014b50)
            throw Error("the zip directory is damaged", directoryAt + at);
        var header = directory.AsSpan(at);
        int flags = U16(header, 8), method = U16(header, 10), nameLength = U16(header, 28), extraLength = U16(header, 30), commentLength = U16(header, 32);
        if (CentralLength + nameLength + extraLength + commentLength > header.Length) throw Error("the zip directory is cut short", directoryAt + at);
        string name = Encoding.UTF8.GetString(header.Slice(CentralLength, nameLength));
        if ((flags & 1) != 0) throw Error($"entry '{name}' is encrypted", directoryAt + at);
        if (method is not (0 or 8)) throw Error($"entry '{name}' is compressed by method {method}; stored and deflated entries are read", directoryAt + at);
        long stored = U32(header, 20), length = U32(header, 24), offset = U32(header, 42);
        var extra = header.Slice(CentralLength + nameLength, extraLength);
        for (int i = 0; i + 4 <= extra.Length;)
        {
            int id = U16(extra, i), size = U16(extra, i + 2);
            if (size > extra.Length - i - 4) break;
            if (id == 1)
            {
                // Only the numbers that did not fit stand here, in this order.
                var field = extra.Slice(i + 4, size);
                if (length == 0xFFFFFFFF) length = Next(ref field);
                if (stored == 0xFFFFFFFF) stored = Next(ref field);
                if (offset == 0xFFFFFFFF) offset = Next(ref field);
            }
            i += 4 + size;
        }
        var entry = new ZipEntry(name, offset, stored, length, U32(header, 16), method == 8);
        at += CentralLength + nameLength + extraLength + commentLength;
        return entry;

        long Next(ref Span<byte> field)
        {
            if (field.Length < 8) throw Error($"entry '{name}' has a damaged zip64 field", directoryAt);
            long value = I64(field, 0, directoryAt);
            field = field[8..];
            return value;
        }
    }

    private long DataOffset(ZipEntry entry)
    {
        byte[] header = At(entry.HeaderOffset, LocalLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50) throw Error($"entry '{entry.Name}' has no local header", entry.HeaderOffset);
        long data = entry.HeaderOffset + LocalLength + U16(header, 26) + U16(header, 28);
        if (data > _length || entry.StoredLength > _length - data) throw Error($"entry '{entry.Name}' lies outside the file", entry.HeaderOffset);
        return data;
    }

    private byte[] At(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > _length - length) throw Error($"{length} bytes lie outside the file of {_length}", offset);
        var bytes = new byte[length];
        _stream.Position = offset;
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException)
        {
            throw Error("the file ends early", offset);
        }
        return bytes;
    }

    private long I64(ReadOnlySpan<byte> bytes, int at, long offset)
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
        return value >= 0 ? value : throw Error($"the zip directory holds the number {(ulong)value}", offset);
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private InvalidDataException Error(string message, long offset) => new($"{_name}: {message} (offset {offset})");

    private sealed class MemoryTarget(byte[] bytes) : IByteTarget
    {
        public void Write(long offset, ReadOnlySpan<byte> data) => data.CopyTo(bytes.AsSpan((int)offset));
    }
}
