using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>Sizes and strides, in elements, of a batch of matrix products.</summary>
internal struct ProductShape
{
    public int M, N, K, TilesM, TilesN, HasBias, LeftAlongK, RightAlongN;
    public long TargetBatch, TargetRow, TargetColumn, LeftBatch, LeftRow, LeftColumn, RightBatch, RightRow, RightColumn;
}

/// <summary>
/// Matrix products by tiles in shared memory: a group of s · s threads computes 4s · 4s results, each thread four rows by four columns of them, s apart; so neighbouring
/// threads read neighbouring words.
/// </summary>
internal static class ProductKernels
{
    /// <summary>The most threads along one side of a tile.</summary>
    public const int MostSide = 16;

    private const int TileElements = 4 * MostSide * MostSide;

    public static void Tiles<S, T, V, W>(ArrayView<S> target, ArrayView<S> left, ArrayView<S> right, ArrayView<S> bias, ProductShape shape, int side, T alpha, T beta, int keeps)
        where S : unmanaged where T : unmanaged where V : struct, ILane<V, T> where W : struct, IStored<S, T>
    {
        var a = SharedMemory.Allocate<T>(TileElements); // [k][row]
        var b = SharedMemory.Allocate<T>(TileElements); // [k][column]
        int width = 4 * side, thread = Group.IdxX, threads = side * side;
        int x = thread % side, y = thread / side;
        int tile = Grid.IdxX, tileN = tile % shape.TilesN;
        tile /= shape.TilesN;
        int tileM = tile % shape.TilesM, batch = tile / shape.TilesM;
        int row0 = tileM * width, column0 = tileN * width;
        long leftAt = batch * shape.LeftBatch, rightAt = batch * shape.RightBatch;
        V zero = V.Zero;
        V c00 = zero, c01 = zero, c02 = zero, c03 = zero, c10 = zero, c11 = zero, c12 = zero, c13 = zero;
        V c20 = zero, c21 = zero, c22 = zero, c23 = zero, c30 = zero, c31 = zero, c32 = zero, c33 = zero;
        for (int k0 = 0; k0 < shape.K; k0 += side)
        {
            for (int e = thread; e < width * side; e += threads)
            {
                // Neighbouring threads along the direction in which the memory runs.
                int ka = shape.LeftAlongK != 0 ? e % side : e / width, row = shape.LeftAlongK != 0 ? e / side : e % width;
                bool inside = row0 + row < shape.M && k0 + ka < shape.K;
                a[ka * width + row] = inside ? W.Read(left[leftAt + (row0 + row) * shape.LeftRow + (k0 + ka) * shape.LeftColumn]) : V.Sum(zero);
                int kb = shape.RightAlongN != 0 ? e / width : e % side, column = shape.RightAlongN != 0 ? e % width : e / side;
                inside = column0 + column < shape.N && k0 + kb < shape.K;
                b[kb * width + column] = inside ? W.Read(right[rightAt + (k0 + kb) * shape.RightRow + (column0 + column) * shape.RightColumn]) : V.Sum(zero);
            }
            Group.Barrier();
            for (int k = 0; k < side; k++)
            {
                int ra = k * width + y, rb = k * width + x;
                V a0 = V.Create(a[ra]), a1 = V.Create(a[ra + side]), a2 = V.Create(a[ra + 2 * side]), a3 = V.Create(a[ra + 3 * side]);
                V b0 = V.Create(b[rb]), b1 = V.Create(b[rb + side]), b2 = V.Create(b[rb + 2 * side]), b3 = V.Create(b[rb + 3 * side]);
                c00 = V.MultiplyAdd(a0, b0, c00);
                c01 = V.MultiplyAdd(a0, b1, c01);
                c02 = V.MultiplyAdd(a0, b2, c02);
                c03 = V.MultiplyAdd(a0, b3, c03);
                c10 = V.MultiplyAdd(a1, b0, c10);
                c11 = V.MultiplyAdd(a1, b1, c11);
                c12 = V.MultiplyAdd(a1, b2, c12);
                c13 = V.MultiplyAdd(a1, b3, c13);
                c20 = V.MultiplyAdd(a2, b0, c20);
                c21 = V.MultiplyAdd(a2, b1, c21);
                c22 = V.MultiplyAdd(a2, b2, c22);
                c23 = V.MultiplyAdd(a2, b3, c23);
                c30 = V.MultiplyAdd(a3, b0, c30);
                c31 = V.MultiplyAdd(a3, b1, c31);
                c32 = V.MultiplyAdd(a3, b2, c32);
                c33 = V.MultiplyAdd(a3, b3, c33);
            }
            Group.Barrier();
        }
        Row<S, T, V, W>(target, bias, shape, batch, row0 + y, column0 + x, side, alpha, beta, keeps, c00, c01, c02, c03);
        Row<S, T, V, W>(target, bias, shape, batch, row0 + y + side, column0 + x, side, alpha, beta, keeps, c10, c11, c12, c13);
        Row<S, T, V, W>(target, bias, shape, batch, row0 + y + 2 * side, column0 + x, side, alpha, beta, keeps, c20, c21, c22, c23);
        Row<S, T, V, W>(target, bias, shape, batch, row0 + y + 3 * side, column0 + x, side, alpha, beta, keeps, c30, c31, c32, c33);
    }

    private static void Row<S, T, V, W>(ArrayView<S> target, ArrayView<S> bias, in ProductShape shape, int batch, int row, int column, int side, T alpha, T beta, int keeps, V c0, V c1, V c2, V c3)
        where S : unmanaged where T : unmanaged where V : struct, ILane<V, T> where W : struct, IStored<S, T>
    {
        if (row >= shape.M) return;
        Write<S, T, V, W>(target, bias, shape, batch, row, column, alpha, beta, keeps, c0);
        Write<S, T, V, W>(target, bias, shape, batch, row, column + side, alpha, beta, keeps, c1);
        Write<S, T, V, W>(target, bias, shape, batch, row, column + 2 * side, alpha, beta, keeps, c2);
        Write<S, T, V, W>(target, bias, shape, batch, row, column + 3 * side, alpha, beta, keeps, c3);
    }

    // With keeps 0 the target is not read: it may hold anything.
    private static void Write<S, T, V, W>(ArrayView<S> target, ArrayView<S> bias, in ProductShape shape, int batch, int row, int column, T alpha, T beta, int keeps, V sum)
        where S : unmanaged where T : unmanaged where V : struct, ILane<V, T> where W : struct, IStored<S, T>
    {
        if (column >= shape.N) return;
        long at = batch * shape.TargetBatch + row * shape.TargetRow + column * shape.TargetColumn;
        V value = sum * V.Create(alpha);
        if (shape.HasBias != 0) value += V.Create(W.Read(bias[column]));
        if (keeps != 0) value = V.MultiplyAdd(V.Create(W.Read(target[at])), V.Create(beta), value);
        target[at] = W.Write(V.Sum(value));
    }
}
