using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>What a kernel needs to know of an operand [batches, heads, rows, columns] in memory.</summary>
internal readonly unsafe struct AttentionView<T>
    where T : unmanaged
{
    public readonly T* Pointer;
    public readonly long Batches, Heads, Rows, Width, BatchStride, HeadStride, RowStride, ColumnStride;

    public AttentionView(in Operand operand, T* pointer)
    {
        Pointer = pointer;
        if (pointer == null) return;
        (Batches, Heads, Rows, Width) = (operand.Size(0), operand.Size(1), operand.Size(2), operand.Size(3));
        (BatchStride, HeadStride, RowStride, ColumnStride) = (operand.Stride(0), operand.Stride(1), operand.Stride(2), operand.Stride(3));
    }

    /// <summary>The first element of a head.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* At(long batch, long head) => Pointer + batch * BatchStride + head * HeadStride;
}

/// <summary>The inputs' pinned addresses; null for what is not there.</summary>
internal unsafe struct AttentionPointers<T>
    where T : unmanaged
{
    public T* Query, Key, Value, Mask;
    public byte* Keep;
}

/// <summary>Plain work on tiles of weights, one row a key and one column a query.</summary>
internal static unsafe class AttentionTile<T>
    where T : unmanaged, INumber<T>
{
    private static readonly T NegativeInfinity = T.CreateTruncating(double.NegativeInfinity);

    /// <summary>Sets to −∞ what lies after the query: in row j the columns below j + <paramref name="offset"/>.</summary>
    public static void HideLater(T* tile, long width, long keys, long offset)
    {
        for (long j = Math.Max(0, 1 - offset); j < keys; j++) new Span<T>(tile + j * width, (int)Math.Min(width, j + offset)).Fill(NegativeInfinity);
    }

    /// <summary>Turns the bytes of what dropout keeps, which lie query by query, into a tile of factors: 0 where a byte is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(T* tile, long width, long keys, long count, byte* keep, long stride, T factor)
    {
        if (count < width)
            for (long j = 0; j < keys; j++) new Span<T>(tile + j * width + count, (int)(width - count)).Clear();
        long wholeQueries = typeof(T) == typeof(float) && ByteSquare.IsSupported ? count / ByteSquare.Side * ByteSquare.Side : 0, wholeKeys = keys / ByteSquare.Side * ByteSquare.Side;
        for (long i = 0; i < wholeQueries; i += ByteSquare.Side)
            for (long j = 0; j < wholeKeys; j += ByteSquare.Side)
                ByteSquare.Spread((float*)(tile + j * width + i), width, keep + i * stride + j, stride, float.CreateTruncating(factor));
        for (long i = 0; i < count; i++)
        {
            byte* row = keep + i * stride;
            T* column = tile + i;
            for (long j = i < wholeQueries ? wholeKeys : 0; j < keys; j++) column[j * width] = row[j] == 0 ? T.Zero : factor;
        }
    }

    /// <summary>Copies rows to others of a padded width, which end with zeros.</summary>
    public static void CopyRows(T* target, long targetStride, T* source, long sourceStride, long rows, long columns)
    {
        for (long i = 0; i < rows; i++)
        {
            new Span<T>(source + i * sourceStride, (int)columns).CopyTo(new Span<T>(target + i * targetStride, (int)targetStride));
            new Span<T>(target + i * targetStride + columns, (int)(targetStride - columns)).Clear();
        }
    }
}
