using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Rows of planes put together anew: first every row from those that its taps name, then its columns; so many rows at a time as stay in the first-level cache. T is float or double where
/// anything is added up, otherwise any type of the elements' size.
/// </summary>
internal unsafe struct ResampledRows<T> : IRangeBody where T : unmanaged
{
    private const int MostRows = 32, GroupBytes = 16384;

    public T* Source, SourceEnd, Target;
    public long Height, Width, OutHeight, OutWidth;

    public RowSums<T> Sums;
    public bool RowsStay, RowsArePicks, ColumnsStay, ColumnsAreSums;
    public int* RowPlaces, ColumnStarts, ColumnPlaces;
    public double* ColumnWeights;
    public int ColumnTaps;

    /// <summary>The columns by blocks, unless there are none; and how much of a row they read.</summary>
    public BlockColumns<T> Blocks;
    public int Reach;

    /// <summary>Rows of the target, counted through all planes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        if (VectorWidth.Bits >= 512) Rows<V512<T>>(begin, end);
        else if (VectorWidth.Bits >= 256) Rows<V256<T>>(begin, end);
        else Rows<V128<T>>(begin, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rows<V>(long begin, long end) where V : struct, ISimd<V, T>
    {
        T** rows = stackalloc T*[MostRows];
        // Behind a row in the lines lie the vectors that its windows may read beyond it.
        long pitch = ColumnsStay ? Width : (Width + 3 * V.Count - 1) / V.Count * V.Count;
        int most = (int)Math.Clamp(GroupBytes / (pitch * sizeof(T)), 1, MostRows);
        T* lines = ColumnsStay ? null : GemmScratch.Get<T>(most * pitch), target = Target + begin * OutWidth, limit = Target + end * OutWidth;
        (long p, long y) = Math.DivRem(begin, OutHeight);
        T* plane = Source + p * Height * Width;
        while (begin < end)
        {
            int count = (int)Math.Min(most, end - begin);
            T* made = ColumnsStay ? target : lines;
            if (RowsStay || RowsArePicks) Point(rows, count, plane, y, made, pitch);
            else Sums.Run<V>(rows, count, plane, y, made, pitch);
            if (ColumnsStay) CopyRows(rows, count, target);
            else if (Blocks.Count > 0) Blocks.Run<V>(rows, count, target, limit);
            else
                for (int i = 0; i < count; i++) Single(rows[i], target + i * OutWidth);
            begin += count;
            target += count * OutWidth;
            y += count;
            if (y < OutHeight) continue;
            (long planes, y) = Math.DivRem(y, OutHeight);
            plane += planes * Height * Width;
        }
    }

    // Rows that lie in the source as they are: where. One behind whose end the columns would read beyond the source moves to its line.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Point(T** rows, int count, T* plane, long y, T* lines, long pitch)
    {
        long width = Width, height = OutHeight, area = Height * Width;
        int* places = RowsStay ? null : RowPlaces;
        T* last = SourceEnd - Reach;
        for (int i = 0; i < count; i++)
        {
            T* row = plane + (places == null ? y : places[y]) * width;
            if (row > last)
            {
                Unsafe.CopyBlockUnaligned(lines + i * pitch, row, (uint)(width * sizeof(T)));
                row = lines + i * pitch;
            }
            rows[i] = row;
            if (++y < height) continue;
            y = 0;
            plane += area;
        }
    }

    // To where they were not made already.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void CopyRows(T** rows, int count, T* target)
    {
        for (int i = 0; i < count; i++, target += Width)
            if (rows[i] != target) BlockCopy.Run(rows[i], target, Width * sizeof(T));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Single(T* row, T* target)
    {
        if (!ColumnsAreSums) SingleColumns.Pick(row, target, ColumnPlaces, (int)OutWidth);
        else if (typeof(T) == typeof(float)) SingleColumns.Sum((float*)row, (float*)target, ColumnStarts, ColumnPlaces, ColumnWeights, (int)OutWidth, ColumnTaps);
        else SingleColumns.Sum((double*)row, (double*)target, ColumnStarts, ColumnPlaces, ColumnWeights, (int)OutWidth, ColumnTaps);
    }
}
