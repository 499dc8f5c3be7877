using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TryTriangle(in Operand target, in Operand source, long diagonal, bool upper)
    {
        if (!source.IsContiguous || !target.IsContiguous || source.Type != target.Type) return false;
        if (target.Count == 0) return true;
        int rank = source.Rank;
        fixed (byte* to = &target.Data, from = &source.Data)
        {
            var body = new TriangleCopy { Target = to, Source = from, Rows = source.Size(rank - 2), Columns = source.Size(rank - 1), Size = source.Type.ElementSize(), Diagonal = diagonal, Upper = upper };
            WorkerPool.For(source.Count / body.Columns, Math.Max(1, ElementLoop.Grain / body.Columns), ref body);
        }
        target.KeepAlive();
        source.KeepAlive();
        return true;
    }
}

/// <summary>Rows of contiguous matrices of which one part is copied and the other set to zero.</summary>
internal unsafe struct TriangleCopy : IRangeBody
{
    public byte* Target, Source;
    public long Rows, Columns, Size, Diagonal;
    public bool Upper;

    /// <summary>One row after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        long bytes = Columns * Size;
        for (long row = begin; row < end; row++)
        {
            byte* target = Target + row * bytes, source = Source + row * bytes;
            // The first element above the diagonal, or the first one on it.
            long edge = Math.Clamp(row % Rows + Diagonal + (Upper ? 0 : 1), 0, Columns) * Size;
            if (Upper)
            {
                Clear(target, edge);
                Copy(source + edge, target + edge, bytes - edge);
            }
            else
            {
                Copy(source, target, edge);
                Clear(target + edge, bytes - edge);
            }
        }
    }

    private static void Copy(byte* source, byte* target, long bytes)
    {
        if (bytes > 0) RowCopy.Run(target, 0, source, 0, 1, bytes);
    }

    private static void Clear(byte* target, long bytes)
    {
        if (bytes > 0) BlockFill.Run(target, (byte)0, bytes);
    }
}
