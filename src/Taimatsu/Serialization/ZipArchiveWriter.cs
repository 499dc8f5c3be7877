using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Taimatsu.Serialization;

/// <summary>
/// Writes archives as PyTorch lays them out: entries stored under one root folder, their bytes at multiples of 64, sizes and checksum behind each
/// entry and in the directory; zip64 fields where 32 bits do not suffice. The stream needs no seeking.
/// </summary>
internal sealed class ZipArchiveWriter(Stream stream, string root)
{
    private const int Alignment = 64;
    private const ushort Flags = 0x0808; // sizes follow the data, names are UTF-8

    private readonly List<ZipEntry> _entries = [];
    private long _position;
    private ulong _names = 14695981039346656037, _contents; // for the archive's id

    public void Write(string name, ReadOnlySpan<byte> data)
    {
        Begin(name, data.Length);
        uint crc = Crc32.Append(0, data);
        Put(data);
        End(name, data.Length, crc);
    }

    public void Write(string name, string text) => Write(name, Encoding.ASCII.GetBytes(text));

    /// <summary>Writes an entry piece by piece: <paramref name="read"/> fills each with the bytes from an offset on.</summary>
    public void Write(string name, long length, Action<long, Memory<byte>> read)
    {
        Begin(name, length);
        var buffer = new byte[(int)Math.Clamp(length, 1, 1 << 20)];
        uint crc = 0;
        for (long done = 0; done < length;)
        {
            int count = (int)Math.Min(buffer.Length, length - done);
            read(done, buffer.AsMemory(0, count));
            crc = Crc32.Append(crc, buffer.AsSpan(0, count));
            Put(buffer.AsSpan(0, count));
            done += count;
        }
        End(name, length, crc);
    }

    /// <summary>Writes the archive's id, which its contents determine, and the directory.</summary>
    public void Finish()
    {
        string id = _names.ToString("D20", CultureInfo.InvariantCulture) + _contents.ToString("D20", CultureInfo.InvariantCulture);
        Write(".data/serialization_id", id);
        long directory = _position;
        foreach (var entry in _entries) PutCentral(entry);
        PutEnd(directory, _position - directory);
        stream.Flush();
    }

    private long _headerAt;

    private void Begin(string name, long length)
    {
        byte[] path = Encoding.UTF8.GetBytes($"{root}/{name}");
        _headerAt = _position;
        bool largeSize = length >= uint.MaxValue, largeOffset = _position >= uint.MaxValue;
        int zip64 = largeSize || largeOffset ? 4 + (largeSize ? 16 : 0) + (largeOffset ? 8 : 0) : 0;
        long start = _position + 30 + path.Length + zip64 + 4;
        int padding = (int)((Alignment - start % Alignment) % Alignment);
        var header = new byte[30 + path.Length + zip64 + 4 + padding];
        var span = header.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(span, 0x04034b50);
        BinaryPrimitives.WriteUInt16LittleEndian(span[4..], (ushort)(zip64 > 0 ? 45 : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(span[6..], Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(span[26..], (ushort)path.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(span[28..], (ushort)(zip64 + 4 + padding));
        path.CopyTo(span[30..]);
        int at = 30 + path.Length;
        if (zip64 > 0)
        {
            if (largeSize)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(span[18..], uint.MaxValue);
                BinaryPrimitives.WriteUInt32LittleEndian(span[22..], uint.MaxValue);
            }
            WriteZip64(span[at..], length, largeSize, largeOffset ? _position : null);
            at += zip64;
        }
        span[at] = (byte)'F';
        span[at + 1] = (byte)'B';
        BinaryPrimitives.WriteUInt16LittleEndian(span[(at + 2)..], (ushort)padding);
        span[(at + 4)..].Fill((byte)'Z');
        Put(header);
    }

    private void End(string name, long length, uint crc)
    {
        bool large = length >= uint.MaxValue || _headerAt >= uint.MaxValue; // the descriptor's fields grow with the zip64 field
        Span<byte> descriptor = stackalloc byte[large ? 24 : 16];
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor, 0x08074b50);
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor[4..], crc);
        if (large)
        {
            BinaryPrimitives.WriteInt64LittleEndian(descriptor[8..], length);
            BinaryPrimitives.WriteInt64LittleEndian(descriptor[16..], length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor[8..], (uint)length);
            BinaryPrimitives.WriteUInt32LittleEndian(descriptor[12..], (uint)length);
        }
        Put(descriptor);
        _entries.Add(new ZipEntry($"{root}/{name}", _headerAt, length, length, crc, false));
        foreach (char c in name) _names = (_names ^ c) * 1099511628211;
        _contents = (_contents * 31 + crc) % 10_000_000_000_000_000_000;
    }

    private void PutCentral(ZipEntry entry)
    {
        byte[] path = Encoding.UTF8.GetBytes(entry.Name);
        bool largeSize = entry.Length >= uint.MaxValue, largeOffset = entry.HeaderOffset >= uint.MaxValue;
        int zip64 = largeSize || largeOffset ? 4 + (largeSize ? 16 : 0) + (largeOffset ? 8 : 0) : 0;
        var header = new byte[46 + path.Length + zip64];
        var span = header.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(span, 0x02014b50);
        BinaryPrimitives.WriteUInt16LittleEndian(span[6..], (ushort)(zip64 > 0 ? 45 : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(span[8..], Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(span[16..], entry.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(span[20..], largeSize ? uint.MaxValue : (uint)entry.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(span[24..], largeSize ? uint.MaxValue : (uint)entry.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(span[28..], (ushort)path.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(span[30..], (ushort)zip64);
        BinaryPrimitives.WriteUInt32LittleEndian(span[42..], largeOffset ? uint.MaxValue : (uint)entry.HeaderOffset);
        path.CopyTo(span[46..]);
        if (zip64 > 0) WriteZip64(span[(46 + path.Length)..], entry.Length, largeSize, largeOffset ? entry.HeaderOffset : null);
        Put(header);
    }

    private void PutEnd(long offset, long size)
    {
        bool large = offset >= uint.MaxValue || size >= uint.MaxValue || _entries.Count >= ushort.MaxValue;
        if (large)
        {
            Span<byte> record = stackalloc byte[56 + 20];
            record.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(record, 0x06064b50);
            BinaryPrimitives.WriteInt64LittleEndian(record[4..], 44);
            BinaryPrimitives.WriteUInt16LittleEndian(record[12..], 45);
            BinaryPrimitives.WriteUInt16LittleEndian(record[14..], 45);
            BinaryPrimitives.WriteInt64LittleEndian(record[24..], _entries.Count);
            BinaryPrimitives.WriteInt64LittleEndian(record[32..], _entries.Count);
            BinaryPrimitives.WriteInt64LittleEndian(record[40..], size);
            BinaryPrimitives.WriteInt64LittleEndian(record[48..], offset);
            BinaryPrimitives.WriteUInt32LittleEndian(record[56..], 0x07064b50);
            BinaryPrimitives.WriteInt64LittleEndian(record[64..], _position);
            BinaryPrimitives.WriteUInt32LittleEndian(record[72..], 1);
            Put(record);
        }
        Span<byte> end = stackalloc byte[22];
        end.Clear();
        ushort count = (ushort)Math.Min(_entries.Count, ushort.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)Math.Min(size, uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)Math.Min(offset, uint.MaxValue));
        Put(end);
    }

    private static void WriteZip64(Span<byte> field, long length, bool hasLength, long? offset)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(field, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(field[2..], (ushort)((hasLength ? 16 : 0) + (offset is null ? 0 : 8)));
        int at = 4;
        if (hasLength)
        {
            BinaryPrimitives.WriteInt64LittleEndian(field[4..], length);
            BinaryPrimitives.WriteInt64LittleEndian(field[12..], length);
            at = 20;
        }
        if (offset is { } value) BinaryPrimitives.WriteInt64LittleEndian(field[at..], value);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        _position += bytes.Length;
    }
}
