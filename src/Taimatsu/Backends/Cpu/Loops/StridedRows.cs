using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Copies without a change of type between layouts whose innermost dimension is contiguous in the target, and in the source contiguous, backwards, or one element repeated: lines of such rows at a
/// time, since the general loop takes 10 to 25 ns to come from one row to the next.
/// </summary>
internal static unsafe class StridedRows
{
    /// <summary>Copies if the operands are such; else returns false.</summary>
    public static bool Try(in TensorIterator iterator)
    {
        int size = iterator[0].Type.ElementSize(), rank = iterator.Rank;
        if (rank < 2 || iterator[1].Type != iterator[0].Type || iterator.Stride(0, 0) != size || iterator.Count == 0) return false;
        long inner = iterator.Stride(1, 0);
        if (inner != size && inner != -size && inner != 0) return false;
        long* dimensions = stackalloc long[rank * 3];
        for (int d = 1; d < rank; d++)
        {
            dimensions[d * 3 - 3] = iterator.Size(d);
            dimensions[d * 3 - 2] = iterator.Stride(0, d);
            dimensions[d * 3 - 1] = iterator.Stride(1, d);
        }
        fixed (byte* target = &iterator.Data(0), source = &iterator.Data(1))
        {
            var body = new Body { Target = target, Source = source, Dimensions = dimensions, Outer = rank - 1, Width = iterator.Size(0), Size = size, Inner = inner };
            long rows = iterator.Count / body.Width, grain = Math.Max(1, ElementLoop.Grain / body.Width);
            if (rows <= grain) body.Run(0, rows);
            else WorkerPool.For(rows, grain, ref body);
        }
        iterator.KeepAlive();
        return true;
    }

    // A unit is a row; rows of the innermost of the outer dimensions make a line.
    private struct Body : IRangeBody
    {
        public byte* Target, Source;
        public long* Dimensions; // triples of size and both steps
        public int Outer, Size;
        public long Width, Inner;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            long line = Dimensions[0], targetStep = Dimensions[1], sourceStep = Dimensions[2];
            while (begin < end)
            {
                long rest = begin / line, first = begin % line, rows = Math.Min(line - first, end - begin);
                byte* target = Target + first * targetStep, source = Source + first * sourceStep;
                for (int d = 1; d < Outer; d++)
                {
                    long i = rest % Dimensions[d * 3];
                    rest /= Dimensions[d * 3];
                    target += i * Dimensions[d * 3 + 1];
                    source += i * Dimensions[d * 3 + 2];
                }
                if (Inner == Size) RowCopy.Run(target, targetStep, source, sourceStep, rows, Width * Size);
                else if (Inner == 0) Repeated(target, targetStep, source, sourceStep, rows);
                else Backwards(target, targetStep, source, sourceStep, rows);
                begin += rows;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Repeated(byte* target, long targetStep, byte* source, long sourceStep, long rows)
        {
            for (; rows > 0; rows--, target += targetStep, source += sourceStep)
            {
                if (Size == 4) BlockFill.Run((uint*)target, *(uint*)source, Width);
                else if (Size == 8) BlockFill.Run((ulong*)target, *(ulong*)source, Width);
                else if (Size == 2) BlockFill.Run((ushort*)target, *(ushort*)source, Width);
                else BlockFill.Run(target, *source, Width);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Backwards(byte* target, long targetStep, byte* source, long sourceStep, long rows)
        {
            if (Size == 4) ReversedCopy.Rows((uint*)source, sourceStep, (uint*)target, targetStep, rows, Width);
            else if (Size == 8) ReversedCopy.Rows((ulong*)source, sourceStep, (ulong*)target, targetStep, rows, Width);
            else if (Size == 2) ReversedCopy.Rows((ushort*)source, sourceStep, (ushort*)target, targetStep, rows, Width);
            else ReversedCopy.Rows(source, sourceStep, target, targetStep, rows, Width);
        }
    }
}
