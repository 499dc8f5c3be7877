using Taimatsu.Backends;

namespace Taimatsu.Serialization;

/// <summary>Moves a storage's bytes in and out piece by piece, whatever device it lies on.</summary>
internal sealed class StorageBytes(Storage storage) : IByteTarget
{
    private readonly Backend _backend = BackendRegistry.Of(storage.Device);

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        _backend.Upload(data, Piece(offset, data.Length));
        storage.NoteWrite();
    }

    public void Read(long offset, Memory<byte> target) => _backend.Download(Piece(offset, target.Length), target.Span);

    private Operand Piece(long offset, int length)
    {
        if (offset < 0 || length > storage.ByteLength - offset) throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} of a storage of {storage.ByteLength}");
        return new Operand(storage, offset, Layout.Contiguous([length]), ScalarType.Byte);
    }
}
