namespace Taimatsu.Backends.Cpu;

/// <summary>Copies contiguous operands into one, side by side along a dimension, in one loop for all: each for itself they are often too short for threads.</summary>
internal unsafe struct ConcatenatedCopy : IRangeBody
{
    // Pieces beyond this many bytes are shared out better one operand after the other.
    private const long LongestPiece = 1 << 18, GrainBytes = 1 << 16, ShortestPiece = 32;

    private readonly Operand[] _parts;
    private readonly long[] _ends; // where each part ends within a row of the target, in bytes
    private byte* _target;

    private ConcatenatedCopy(Operand[] parts, long[] ends) => (_parts, _ends) = (parts, ends);

    /// <summary>False if the operands are not what this is for.</summary>
    public static bool Try(in Operand target, ReadOnlySpan<Operand> parts, int dimension)
    {
        if (!target.IsContiguous || target.Count == 0) return false;
        long rows = 1, inner = target.Type.ElementSize(), longest = 0;
        for (int d = 0; d < dimension; d++) rows *= target.Size(d);
        for (int d = dimension + 1; d < target.Rank; d++) inner *= target.Size(d);
        var ends = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!parts[i].IsContiguous || parts[i].Type != target.Type) return false;
            long bytes = parts[i].Size(dimension) * inner;
            ends[i] = bytes + (i == 0 ? 0 : ends[i - 1]);
            longest = Math.Max(longest, bytes);
        }
        if (longest > LongestPiece || ends[^1] < ShortestPiece * parts.Length) return false;
        var body = new ConcatenatedCopy(parts.ToArray(), ends);
        fixed (byte* to = &target.Data)
        {
            body._target = to;
            long units = rows * parts.Length, grain = Math.Max(1, GrainBytes * parts.Length / ends[^1]);
            if (units <= grain) body.Run(0, units);
            else WorkerPool.For(units, grain, ref body);
        }
        target.KeepAlive();
        return true;
    }

    /// <summary>A unit is one part's piece of one row.</summary>
    public readonly void Run(long begin, long end)
    {
        var (row, first) = Math.DivRem(begin, _parts.Length);
        long part = first, width = _ends[^1];
        for (long unit = begin; unit < end; unit++)
        {
            long start = part == 0 ? 0 : _ends[part - 1], bytes = _ends[part] - start;
            fixed (byte* source = &_parts[part].Data) System.Buffer.MemoryCopy(source + row * bytes, _target + row * width + start, bytes, bytes);
            if (++part < _parts.Length) continue;
            part = 0;
            row++;
        }
        GC.KeepAlive(_parts);
    }
}
