using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Where down the columns of contiguous matrices given values first stand. Rows are compared as they lie in memory, a block of columns at a time, until all of the block are found; narrow rows several
/// at a time. Column by column every element would take a cache line.
/// </summary>
internal unsafe struct FindColumns<T> : IRangeBody where T : unmanaged, INumberBase<T>
{
    private const int Vectors = 4; // of a block; fewer where one has so many lanes that four have more than 64

    public long* Target;
    public T* Values, Source;
    public long Length, Inner; // rows of a matrix, and columns

    /// <summary>The blocks of a matrix.</summary>
    public readonly long Blocks => (Inner + Width - 1) / Width;

    private static int Width => VectorWidth.Bits >= 512 ? Lanes<V512<T>>() : VectorWidth.Bits >= 256 ? Lanes<V256<T>>() : Lanes<V128<T>>();

    /// <summary>True for the types that vectors compare.</summary>
    public static bool IsSupported => typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(long) || typeof(T) == typeof(int) || typeof(T) == typeof(short) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(byte);

    /// <summary>One block of columns after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        for (long unit = begin; unit < end; unit++)
        {
            long matrix = unit / Blocks, column = unit % Blocks * Width;
            if (VectorWidth.Bits >= 512) Block<V512<T>>(matrix, column);
            else if (VectorWidth.Bits >= 256) Block<V256<T>>(matrix, column);
            else Block<V128<T>>(matrix, column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Lanes<V>() where V : struct, ISimd<V, T> => Math.Min(Vectors * V.Count, 64);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Block<V>(long matrix, long column) where V : struct, ISimd<V, T>
    {
        int width = Lanes<V>(), columns = (int)Math.Min(width, Inner - column), together = Inner <= width ? width / columns : 1;
        T* source = Source + matrix * Length * Inner + column, values = Values + matrix * Inner + column;
        long* target = Target + matrix * Inner + column;
        // The values as often as rows are taken together; a bit for each lane whose column is not found yet.
        T* wanted = stackalloc T[width];
        new Span<T>(wanted, width).Clear();
        ulong pending = 0, columnBits = 0;
        for (int r = 0; r < together; r++)
            for (int c = 0; c < columns; c++)
            {
                wanted[r * columns + c] = values[c];
                if (!T.IsNaN(values[c])) pending |= 1ul << (r * columns + c);
                if (c == 0) columnBits |= 1ul << (r * columns);
            }
        for (int c = 0; c < columns; c++)
        {
            target[c] = 0;
            if (T.IsNaN(values[c])) target[c] = FirstNaN(source + c);
        }
        long row = 0, step = together * Inner;
        // Whole blocks only: what is read lies within the matrix.
        long last = Length * Inner - column - width;
        for (long at = 0; at <= last && row + together <= Length && pending != 0; row += together, at += step)
        {
            ulong found = Equal<V>(source + at, wanted) & pending;
            for (; found != 0; found &= pending)
            {
                int lane = BitOperations.TrailingZeroCount(found), c = lane % columns;
                target[c] = row + lane / columns;
                pending &= ~(columnBits << c);
            }
        }
        for (; row < Length && pending != 0; row++)
            for (int c = 0; c < columns; c++)
                if ((pending >> c & 1) != 0 && source[row * Inner + c] == values[c])
                {
                    target[c] = row;
                    pending &= ~(columnBits << c);
                }
    }

    // A bit for each lane in which both are equal.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal<V>(T* x, T* wanted) where V : struct, ISimd<V, T>
    {
        ulong bits = V.MaskBits(V.Equal(V.Load(x), V.Load(wanted)));
        if (V.Count >= 64) return bits;
        bits |= V.MaskBits(V.Equal(V.Load(x + V.Count), V.Load(wanted + V.Count))) << V.Count;
        if (V.Count >= 32) return bits;
        bits |= V.MaskBits(V.Equal(V.Load(x + 2 * V.Count), V.Load(wanted + 2 * V.Count))) << (2 * V.Count);
        return bits | V.MaskBits(V.Equal(V.Load(x + 3 * V.Count), V.Load(wanted + 3 * V.Count))) << (3 * V.Count);
    }

    private readonly long FirstNaN(T* x)
    {
        for (long i = 0; i < Length; i++)
            if (T.IsNaN(x[i * Inner])) return i;
        return 0;
    }
}
