using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Up to four by four dot products at a time, for operands that both lie contiguously along the depth: few rows against many columns, where packing the
/// columns would cost more than the products.
/// </summary>
internal static unsafe class DotKernel<TOps, V, T>
    where TOps : IVectorOps<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>The most rows and columns of a tile.</summary>
    public const int MaxSize = 4;

    /// <summary>tile[i * tileStride + j] = sum over p of left[i * leftStride + p] * right[j * rightStride + p]; of the four columns those past the last are zeroed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TColumns>(long depth, T* left, long leftStride, T* right, long rightStride, T* tile, long tileStride)
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        V s00 = TOps.Zero, s01 = TOps.Zero, s02 = TOps.Zero, s03 = TOps.Zero;
        V s10 = TOps.Zero, s11 = TOps.Zero, s12 = TOps.Zero, s13 = TOps.Zero;
        V s20 = TOps.Zero, s21 = TOps.Zero, s22 = TOps.Zero, s23 = TOps.Zero;
        V s30 = TOps.Zero, s31 = TOps.Zero, s32 = TOps.Zero, s33 = TOps.Zero;
        T* left1 = TRows.Value > 1 ? left + leftStride : left;
        T* left2 = TRows.Value > 2 ? left1 + leftStride : left;
        T* left3 = TRows.Value > 3 ? left2 + leftStride : left;
        T* right1 = TColumns.Value > 1 ? right + rightStride : right;
        T* right2 = TColumns.Value > 2 ? right1 + rightStride : right;
        T* right3 = TColumns.Value > 3 ? right2 + rightStride : right;
        long p = 0;
        for (; p <= depth - TOps.Count; p += TOps.Count)
        {
            V b0 = TOps.Load(right + p);
            V b1 = TColumns.Value > 1 ? TOps.Load(right1 + p) : b0;
            V b2 = TColumns.Value > 2 ? TOps.Load(right2 + p) : b0;
            V b3 = TColumns.Value > 3 ? TOps.Load(right3 + p) : b0;
            V a0 = TOps.Load(left + p);
            s00 = TOps.MultiplyAdd(a0, b0, s00);
            if (TColumns.Value > 1) s01 = TOps.MultiplyAdd(a0, b1, s01);
            if (TColumns.Value > 2) s02 = TOps.MultiplyAdd(a0, b2, s02);
            if (TColumns.Value > 3) s03 = TOps.MultiplyAdd(a0, b3, s03);
            if (TRows.Value > 1)
            {
                V a = TOps.Load(left1 + p);
                s10 = TOps.MultiplyAdd(a, b0, s10);
                if (TColumns.Value > 1) s11 = TOps.MultiplyAdd(a, b1, s11);
                if (TColumns.Value > 2) s12 = TOps.MultiplyAdd(a, b2, s12);
                if (TColumns.Value > 3) s13 = TOps.MultiplyAdd(a, b3, s13);
            }
            if (TRows.Value > 2)
            {
                V a = TOps.Load(left2 + p);
                s20 = TOps.MultiplyAdd(a, b0, s20);
                if (TColumns.Value > 1) s21 = TOps.MultiplyAdd(a, b1, s21);
                if (TColumns.Value > 2) s22 = TOps.MultiplyAdd(a, b2, s22);
                if (TColumns.Value > 3) s23 = TOps.MultiplyAdd(a, b3, s23);
            }
            if (TRows.Value > 3)
            {
                V a = TOps.Load(left3 + p);
                s30 = TOps.MultiplyAdd(a, b0, s30);
                if (TColumns.Value > 1) s31 = TOps.MultiplyAdd(a, b1, s31);
                if (TColumns.Value > 2) s32 = TOps.MultiplyAdd(a, b2, s32);
                if (TColumns.Value > 3) s33 = TOps.MultiplyAdd(a, b3, s33);
            }
        }
        if (p < depth)
        {
            int rest = (int)(depth - p);
            V b0 = TOps.LoadPartial(right + p, rest);
            V b1 = TColumns.Value > 1 ? TOps.LoadPartial(right1 + p, rest) : b0;
            V b2 = TColumns.Value > 2 ? TOps.LoadPartial(right2 + p, rest) : b0;
            V b3 = TColumns.Value > 3 ? TOps.LoadPartial(right3 + p, rest) : b0;
            V a0 = TOps.LoadPartial(left + p, rest);
            s00 = TOps.MultiplyAdd(a0, b0, s00);
            if (TColumns.Value > 1) s01 = TOps.MultiplyAdd(a0, b1, s01);
            if (TColumns.Value > 2) s02 = TOps.MultiplyAdd(a0, b2, s02);
            if (TColumns.Value > 3) s03 = TOps.MultiplyAdd(a0, b3, s03);
            if (TRows.Value > 1)
            {
                V a = TOps.LoadPartial(left1 + p, rest);
                s10 = TOps.MultiplyAdd(a, b0, s10);
                if (TColumns.Value > 1) s11 = TOps.MultiplyAdd(a, b1, s11);
                if (TColumns.Value > 2) s12 = TOps.MultiplyAdd(a, b2, s12);
                if (TColumns.Value > 3) s13 = TOps.MultiplyAdd(a, b3, s13);
            }
            if (TRows.Value > 2)
            {
                V a = TOps.LoadPartial(left2 + p, rest);
                s20 = TOps.MultiplyAdd(a, b0, s20);
                if (TColumns.Value > 1) s21 = TOps.MultiplyAdd(a, b1, s21);
                if (TColumns.Value > 2) s22 = TOps.MultiplyAdd(a, b2, s22);
                if (TColumns.Value > 3) s23 = TOps.MultiplyAdd(a, b3, s23);
            }
            if (TRows.Value > 3)
            {
                V a = TOps.LoadPartial(left3 + p, rest);
                s30 = TOps.MultiplyAdd(a, b0, s30);
                if (TColumns.Value > 1) s31 = TOps.MultiplyAdd(a, b1, s31);
                if (TColumns.Value > 2) s32 = TOps.MultiplyAdd(a, b2, s32);
                if (TColumns.Value > 3) s33 = TOps.MultiplyAdd(a, b3, s33);
            }
        }
        TOps.StoreSums(tile, s00, s01, s02, s03);
        if (TRows.Value > 1) TOps.StoreSums(tile + tileStride, s10, s11, s12, s13);
        if (TRows.Value > 2) TOps.StoreSums(tile + 2 * tileStride, s20, s21, s22, s23);
        if (TRows.Value > 3) TOps.StoreSums(tile + 3 * tileStride, s30, s31, s32, s33);
    }
}
