using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Copies operands whose pieces are contiguous, and lie equally far apart, into one, side by side along a dimension, in one loop for all: each for itself they are often too short for threads.
/// </summary>
internal unsafe struct ConcatenatedCopy : IRangeBody
{
    // Pieces beyond this many bytes are shared out better one operand after the other.
    private const long LongestPiece = 1 << 18, GrainBytes = 1 << 16;

    // So many bytes of the target are filled part by part: they stay in the second-level cache, and a call copies some rows.
    private const long BlockBytes = 1 << 16;

    private readonly Operand[] _parts;
    private readonly long[] _ends; // where each part ends within a row of the target, in bytes
    private readonly long[] _steps; // how far apart the pieces of each part are, in bytes
    private readonly long _rows, _block; // all rows, and those of a block
    private byte* _target;

    private ConcatenatedCopy(Operand[] parts, long[] ends, long[] steps, long rows)
        => (_parts, _ends, _steps, _rows, _block) = (parts, ends, steps, rows, Math.Clamp(BlockBytes / ends[^1], 1, rows));

    /// <summary>False if the operands are not what this is for.</summary>
    public static bool Try(in Operand target, ReadOnlySpan<Operand> parts, int dimension)
    {
        if (!target.IsContiguous || target.Count == 0) return false;
        long rows = 1, inner = target.Type.ElementSize(), longest = 0;
        for (int d = 0; d < dimension; d++) rows *= target.Size(d);
        for (int d = dimension + 1; d < target.Rank; d++) inner *= target.Size(d);
        long[] ends = new long[parts.Length], steps = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Type != target.Type || StepOf(parts[i], dimension) is not { } step) return false;
            steps[i] = step * target.Type.ElementSize();
            long bytes = parts[i].Size(dimension) * inner;
            ends[i] = bytes + (i == 0 ? 0 : ends[i - 1]);
            longest = Math.Max(longest, bytes);
        }
        if (longest > LongestPiece) return false;
        var body = new ConcatenatedCopy(parts.ToArray(), ends, steps, rows);
        fixed (byte* to = &target.Data)
        {
            body._target = to;
            long units = (rows + body._block - 1) / body._block * parts.Length, grain = Math.Max(1, GrainBytes * parts.Length / (ends[^1] * body._block));
            if (units <= grain) body.Run(0, units);
            else WorkerPool.For(units, grain, ref body);
        }
        target.KeepAlive();
        return true;
    }

    // From one piece to the next: the dimensions before, taken as one. Null if there is no such step or the pieces have gaps.
    private static long? StepOf(in Operand part, int dimension)
    {
        long expected = 1;
        for (int d = part.Rank - 1; d >= dimension; d--)
        {
            if (part.Size(d) != 1 && part.Stride(d) != expected) return null;
            expected *= part.Size(d);
        }
        long step = expected;
        bool known = false;
        for (int d = dimension - 1; d >= 0; d--)
        {
            if (part.Size(d) == 1) continue;
            if (!known) (known, step) = (true, part.Stride(d));
            else if (part.Stride(d) != expected) return null;
            expected = part.Stride(d) * part.Size(d);
        }
        return step;
    }

    /// <summary>A unit is one part's piece of a block of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        var (block, part) = Math.DivRem(begin, _parts.Length);
        long width = _ends[^1];
        for (long unit = begin; unit < end; unit++)
        {
            long row = block * _block, start = part == 0 ? 0 : _ends[part - 1], bytes = _ends[part] - start;
            if (bytes > 0)
                fixed (byte* source = &_parts[part].Data) RowCopy.Run(_target + row * width + start, width, source + row * _steps[part], _steps[part], Math.Min(_block, _rows - row), bytes);
            if (++part < _parts.Length) continue;
            part = 0;
            block++;
        }
        GC.KeepAlive(_parts);
    }
}
