using System.Buffers.Binary;

namespace Taimatsu.Serialization;

/// <summary>Reads a stream from its position to a known end through a buffer, and knows where it is. Running out is an error that says where.</summary>
internal sealed class ByteSource
{
    private readonly Stream _stream;
    private readonly byte[] _buffer;
    private readonly long _length;
    private long _start; // the offset of the buffer's first byte
    private int _at, _filled;

    /// <summary>Reads <paramref name="length"/> bytes at most; <paramref name="name"/> is what errors call the place.</summary>
    public ByteSource(Stream stream, long length, string name)
    {
        _stream = stream;
        _length = length;
        Name = name;
        _buffer = new byte[(int)Math.Clamp(length, 16, 1 << 16)];
    }

    public ByteSource(byte[] bytes, string name) : this(new MemoryStream(bytes), bytes.Length, name) { }

    /// <summary>The file and entry, for errors.</summary>
    public string Name { get; }

    /// <summary>Bytes read so far.</summary>
    public long Position => _start + _at;

    /// <summary>Bytes left.</summary>
    public long Remaining => _length - Position;

    public byte ReadByte()
    {
        if (_at == _filled) Refill();
        return _buffer[_at++];
    }

    public void ReadExactly(Span<byte> target)
    {
        if (target.Length > Remaining) throw Truncated(target.Length);
        int buffered = Math.Min(target.Length, _filled - _at);
        _buffer.AsSpan(_at, buffered).CopyTo(target);
        _at += buffered;
        target = target[buffered..];
        if (target.Length == 0) return;
        try
        {
            _stream.ReadExactly(target);
        }
        catch (EndOfStreamException)
        {
            throw Truncated(target.Length);
        }
        _start += _filled + target.Length;
        _at = _filled = 0;
    }

    /// <summary>A block of new memory, after checking that so many bytes are left.</summary>
    public byte[] ReadBlock(long length)
    {
        if (length < 0 || length > Remaining || length > Array.MaxLength) throw Truncated(length);
        var block = new byte[length];
        ReadExactly(block);
        return block;
    }

    /// <summary>ASCII up to a newline, which is taken too.</summary>
    public string ReadLine(int limit)
    {
        Span<char> text = stackalloc char[limit];
        for (int i = 0; i < limit; i++)
        {
            byte b = ReadByte();
            if (b == '\n') return new string(text[..i]);
            if (b is < 0x20 or > 0x7E) throw Error($"byte 0x{b:x2} in a name");
            text[i] = (char)b;
        }
        throw Error($"a name of more than {limit} characters");
    }

    public ushort ReadUInt16()
    {
        Span<byte> bytes = stackalloc byte[2];
        ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    public long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[8];
        ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>A number in groups of 7 bits, the lowest first, that is not negative and fits 63 bits.</summary>
    public long ReadLeb128()
    {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte b = ReadByte();
            value |= (long)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw Error("a variable-length number of more than 63 bits");
    }

    /// <summary>An error at the present offset, or at another one.</summary>
    public InvalidDataException Error(string message, long? at = null) => new($"{Name}: {message} at offset {at ?? Position}");

    private InvalidDataException Truncated(long wanted) => Error($"the data ends early: {wanted} bytes wanted, {Remaining} left");

    private void Refill()
    {
        _start += _filled;
        _at = _filled = 0;
        int wanted = (int)Math.Min(_buffer.Length, _length - _start);
        if (wanted == 0) throw Truncated(1);
        _filled = _stream.Read(_buffer, 0, wanted);
        if (_filled == 0) throw Truncated(1);
    }
}
