namespace Taimatsu.Serialization;

/// <summary>Takes bytes piece by piece, at growing offsets.</summary>
internal interface IByteTarget
{
    void Write(long offset, ReadOnlySpan<byte> data);
}
