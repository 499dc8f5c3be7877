using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Where a matrix product goes: C with its strides, the factors of C = alpha A B + beta C, and the epilogue.</summary>
internal unsafe struct GemmTarget<T>
    where T : unmanaged, INumber<T>
{
    public T* Pointer;
    public long RowStride, ColumnStride;
    public T Alpha, Beta;
    public GemmEpilogue<T> Epilogue;

    /// <summary>The same for the transposed product.</summary>
    public readonly GemmTarget<T> Transposed() => new()
    {
        Pointer = Pointer,
        RowStride = ColumnStride,
        ColumnStride = RowStride,
        Alpha = Alpha,
        Beta = Beta,
        Epilogue = new GemmEpilogue<T> { RowBias = Epilogue.ColumnBias, ColumnBias = Epilogue.RowBias, Activation = Epilogue.Activation },
    };

    /// <summary>The part that begins at a row and column.</summary>
    public readonly T* At(long row, long column) => Pointer + row * RowStride + column * ColumnStride;

    /// <summary>The target of the part of the product that begins at a row and column.</summary>
    public readonly GemmTarget<T> From(long row, long column)
    {
        var part = this;
        part.Pointer = At(row, column);
        if (Epilogue.RowBias != null) part.Epilogue.RowBias += row;
        if (Epilogue.ColumnBias != null) part.Epilogue.ColumnBias += column;
        return part;
    }

    /// <summary>
    /// Whether a kernel may store or add its tile to C by itself in this step over the depth: factors of one and zero, contiguous columns, nothing to fuse.
    /// </summary>
    public readonly bool IsPlain(bool first, bool last) =>
        ColumnStride == 1 && Alpha == T.One && (!first || Beta == T.Zero || Beta == T.One) && (!last || Epilogue.IsEmpty);

    /// <summary>
    /// Writes a tile of sums to C at a row and column: times alpha, plus beta C in the first step over the depth (C is not read when beta is zero) and plus C in
    /// later ones, with the epilogue in the last.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Write(T* tile, long tileStride, long row, long column, int rows, int columns, bool first, bool last)
    {
        T keep = first ? Beta : T.One;
        T* rowBias = last && Epilogue.RowBias != null ? Epilogue.RowBias + row : null;
        T* columnBias = last && Epilogue.ColumnBias != null ? Epilogue.ColumnBias + column : null;
        bool relu = last && Epilogue.Activation == GemmActivation.Relu;
        T* c = At(row, column);
        if (Alpha == T.One && (keep == T.Zero || keep == T.One) && rowBias == null && columnBias == null && !relu)
        {
            WritePlain(tile, tileStride, c, rows, columns, keep != T.Zero);
            return;
        }
        for (int i = 0; i < rows; i++, tile += tileStride, c += RowStride)
        {
            int done = ColumnStride == 1 ? WriteVectors(tile, c, columns, keep, rowBias == null ? T.Zero : rowBias[i], rowBias != null, columnBias, relu) : 0;
            for (int j = done; j < columns; j++)
            {
                T value = tile[j] * Alpha;
                T* place = c + j * ColumnStride;
                if (keep != T.Zero) value += keep * *place;
                if (rowBias != null) value += rowBias[i];
                if (columnBias != null) value += columnBias[j];
                if (relu && value <= T.Zero) value = T.Zero;
                *place = value;
            }
        }
    }

    /// <summary>Stores or adds a tile that needs no more than that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void WritePlain(T* tile, long tileStride, T* c, int rows, int columns, bool add)
    {
        for (int i = 0; i < rows; i++, tile += tileStride, c += RowStride)
        {
            int j = 0;
            if (ColumnStride == 1)
            {
                for (; j <= columns - Vector<T>.Count; j += Vector<T>.Count)
                    Vector.Store(add ? Vector.Load(tile + j) + Vector.Load(c + j) : Vector.Load(tile + j), c + j);
            }
            T* place = c + j * ColumnStride;
            if (add)
                for (; j < columns; j++, place += ColumnStride) *place += tile[j];
            else
                for (; j < columns; j++, place += ColumnStride) *place = tile[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int WriteVectors(T* tile, T* c, int columns, T keep, T rowBias, bool hasRowBias, T* columnBias, bool relu)
    {
        int j = 0;
        for (; j <= columns - Vector<T>.Count; j += Vector<T>.Count)
        {
            Vector<T> value = Vector.Load(tile + j) * Alpha;
            if (keep != T.Zero) value += Vector.Load(c + j) * keep;
            if (hasRowBias) value += new Vector<T>(rowBias);
            if (columnBias != null) value += Vector.Load(columnBias + j);
            if (relu) value = Vector.ConditionalSelect(Vector.LessThanOrEqual(value, Vector<T>.Zero), Vector<T>.Zero, value);
            Vector.Store(value, c + j);
        }
        return j;
    }
}
