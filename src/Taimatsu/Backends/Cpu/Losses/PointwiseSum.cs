using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The sum of an operator over the elements of two runs, piece by piece: what the operator gives stays in the first cache level. The pieces depend on the length alone, so any number of
/// threads gives the same bits.
/// </summary>
internal unsafe struct PointwiseSum<T, TOp> : IRangeBody where T : unmanaged where TOp : struct, IBinaryOp
{
    private const int Piece = 2048;

    public TOp Op;
    public T* X, Y, Partial;
    public long Count;

    /// <summary>The sum of all elements, of which there is at least one.</summary>
    public static T Run(TOp op, T* x, T* y, long count)
    {
        long pieces = (count + Piece - 1) / Piece;
        using var partial = new Buffer<T>(pieces);
        var body = new PointwiseSum<T, TOp> { Op = op, X = x, Y = y, Partial = partial.Pointer, Count = count };
        WorkerPool.For(pieces, ElementLoop.Grain / Piece, ref body);
        var sum = new Cascade<T, LineSum>(default);
        for (long p = 0; p < pieces; p++) sum.Add(partial.Pointer[p]);
        return sum.Total();
    }

    [SkipLocalsInit]
    public readonly void Run(long begin, long end)
    {
        byte* room = stackalloc byte[Piece * sizeof(T) + 64];
        byte* values = (byte*)(((nint)room + 63) & ~63);
        byte** data = stackalloc byte*[3];
        long* strides = stackalloc long[3] { sizeof(T), sizeof(T), sizeof(T) };
        for (long piece = begin; piece < end; piece++)
        {
            long first = piece * Piece, n = Math.Min(Piece, Count - first);
            data[0] = values;
            data[1] = (byte*)(X + first);
            data[2] = (byte*)(Y + first);
            new BinaryLoop<T, TOp>(Op).Run(data, strides, n);
            Partial[piece] = ReduceVector<T, LineSum>.Run(default, (T*)values, n, default);
        }
    }
}
