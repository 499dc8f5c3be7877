using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The innermost part of a weight gradient whose lanes are output channels: up to eight neighbouring elements of the window, each by one or two vectors
/// of channels, summed in registers over the points.
/// </summary>
internal static unsafe class ProductKernel<T, V> where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>Elements of the window at a time.</summary>
    public const int Elements = 8;

    /// <summary>The rows of the smallest kernel that does what is left, up to eight.</summary>
    public static int Rows(int left) => left > 4 ? 8 : left > 2 ? 4 : left == 2 ? 2 : 1;

    /// <summary>sums[r] += Σ over points p of x[bases[p] + r] · gradient[p], the sums and the gradients rows of one or two vectors.</summary>
    public static void Run(int rows, int vectors, T* x, nint* bases, long points, T* gradient, T* sums)
    {
        if (vectors == 2)
        {
            if (rows == 8) Sum<C8, C2>(x, bases, points, gradient, sums);
            else if (rows == 4) Sum<C4, C2>(x, bases, points, gradient, sums);
            else if (rows == 2) Sum<C2, C2>(x, bases, points, gradient, sums);
            else Sum<C1, C2>(x, bases, points, gradient, sums);
        }
        else if (rows == 8) Sum<C8, C1>(x, bases, points, gradient, sums);
        else if (rows == 4) Sum<C4, C1>(x, bases, points, gradient, sums);
        else if (rows == 2) Sum<C2, C1>(x, bases, points, gradient, sums);
        else Sum<C1, C1>(x, bases, points, gradient, sums);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TRows, TVectors>(T* x, nint* bases, long points, T* gradient, T* sums) where TRows : struct, IConstant where TVectors : struct, IConstant
    {
        V s0 = V.Zero, t0 = V.Zero;
        V s1 = V.Zero, t1 = V.Zero;
        V s2 = V.Zero, t2 = V.Zero;
        V s3 = V.Zero, t3 = V.Zero;
        V s4 = V.Zero, t4 = V.Zero;
        V s5 = V.Zero, t5 = V.Zero;
        V s6 = V.Zero, t6 = V.Zero;
        V s7 = V.Zero, t7 = V.Zero;
        for (long p = 0; p < points; p++)
        {
            T* at = x + bases[p];
            V g = V.Load(gradient), h = TVectors.Value > 1 ? V.Load(gradient + V.Count) : g;
            V a0 = V.Create(at[0]);
            s0 = V.MultiplyAdd(a0, g, s0);
            if (TVectors.Value > 1) t0 = V.MultiplyAdd(a0, h, t0);
            if (TRows.Value > 1)
            {
                V a = V.Create(at[1]);
                s1 = V.MultiplyAdd(a, g, s1);
                if (TVectors.Value > 1) t1 = V.MultiplyAdd(a, h, t1);
            }
            if (TRows.Value > 2)
            {
                V a = V.Create(at[2]);
                s2 = V.MultiplyAdd(a, g, s2);
                if (TVectors.Value > 1) t2 = V.MultiplyAdd(a, h, t2);
            }
            if (TRows.Value > 3)
            {
                V a = V.Create(at[3]);
                s3 = V.MultiplyAdd(a, g, s3);
                if (TVectors.Value > 1) t3 = V.MultiplyAdd(a, h, t3);
            }
            if (TRows.Value > 4)
            {
                V a = V.Create(at[4]);
                s4 = V.MultiplyAdd(a, g, s4);
                if (TVectors.Value > 1) t4 = V.MultiplyAdd(a, h, t4);
            }
            if (TRows.Value > 5)
            {
                V a = V.Create(at[5]);
                s5 = V.MultiplyAdd(a, g, s5);
                if (TVectors.Value > 1) t5 = V.MultiplyAdd(a, h, t5);
            }
            if (TRows.Value > 6)
            {
                V a = V.Create(at[6]);
                s6 = V.MultiplyAdd(a, g, s6);
                if (TVectors.Value > 1) t6 = V.MultiplyAdd(a, h, t6);
            }
            if (TRows.Value > 7)
            {
                V a = V.Create(at[7]);
                s7 = V.MultiplyAdd(a, g, s7);
                if (TVectors.Value > 1) t7 = V.MultiplyAdd(a, h, t7);
            }
            gradient += TVectors.Value * V.Count;
        }
        Add<TVectors>(sums + 0 * TVectors.Value * V.Count, s0, t0);
        if (TRows.Value > 1) Add<TVectors>(sums + 1 * TVectors.Value * V.Count, s1, t1);
        if (TRows.Value > 2) Add<TVectors>(sums + 2 * TVectors.Value * V.Count, s2, t2);
        if (TRows.Value > 3) Add<TVectors>(sums + 3 * TVectors.Value * V.Count, s3, t3);
        if (TRows.Value > 4) Add<TVectors>(sums + 4 * TVectors.Value * V.Count, s4, t4);
        if (TRows.Value > 5) Add<TVectors>(sums + 5 * TVectors.Value * V.Count, s5, t5);
        if (TRows.Value > 6) Add<TVectors>(sums + 6 * TVectors.Value * V.Count, s6, t6);
        if (TRows.Value > 7) Add<TVectors>(sums + 7 * TVectors.Value * V.Count, s7, t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TVectors>(T* sums, V first, V second) where TVectors : struct, IConstant
    {
        V.Store(V.Load(sums) + first, sums);
        if (TVectors.Value > 1) V.Store(V.Load(sums + V.Count) + second, sums + V.Count);
    }
}
