using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Winograd's F(2×2, 5×5) by the same six points as <see cref="WinogradTransform{T, V}"/>, whose transform of the input it shares: 36 products instead of 100 for a tile of 2 by 2 results.
/// </summary>
internal static unsafe class WinogradFive<T, V> where T : unmanaged where V : struct, ISimd<V, T>
{
    private const int Tile = 2, Kernel = 5, Seen = WinogradTransform<T, V>.Seen;

    /// <summary>Aᵀ m A: from products a stride apart to a tile of results, rows then columns, next to each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(T* source, nint stride, V start, T* target)
    {
        T* half = stackalloc T[Seen * Tile * V.Count];
        for (int x = 0; x < Seen; x++)
        {
            T* at = source + x * stride;
            Results(V.Load(at), V.Load(at + Seen * stride), V.Load(at + 2 * Seen * stride), V.Load(at + 3 * Seen * stride), V.Load(at + 4 * Seen * stride), V.Load(at + 5 * Seen * stride), V.Zero,
                half + x * V.Count, Seen * V.Count);
        }
        for (int y = 0; y < Tile; y++)
        {
            T* at = half + y * Seen * V.Count;
            Results(V.Load(at), V.Load(at + V.Count), V.Load(at + 2 * V.Count), V.Load(at + 3 * V.Count), V.Load(at + 4 * V.Count), V.Load(at + 5 * V.Count), start, target + y * Tile * V.Count, V.Count);
        }
    }

    /// <summary>A y Aᵀ: from a tile of gradients a column and a row apart to products a stride apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(T* source, nint column, nint row, T* target, nint stride)
    {
        T* half = stackalloc T[Seen * Tile * V.Count];
        for (int x = 0; x < Tile; x++) Gradients(V.Load(source + x * column), V.Load(source + row + x * column), half + x * V.Count, Tile * V.Count);
        for (int y = 0; y < Seen; y++) Gradients(V.Load(half + y * Tile * V.Count), V.Load(half + (y * Tile + 1) * V.Count), target + y * Seen * stride, stride);
    }

    /// <summary>G g Gᵀ: from the kernel's 25 positions, a step apart (negative to turn the kernel around), to products a stride apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weight(T* source, nint step, T* target, nint stride)
    {
        T* half = stackalloc T[Seen * Kernel * V.Count];
        for (int x = 0; x < Kernel; x++)
        {
            T* at = source + x * step;
            Weights(V.Load(at), V.Load(at + Kernel * step), V.Load(at + 2 * Kernel * step), V.Load(at + 3 * Kernel * step), V.Load(at + 4 * Kernel * step), half + x * V.Count, Kernel * V.Count);
        }
        for (int y = 0; y < Seen; y++)
        {
            T* at = half + y * Kernel * V.Count;
            Weights(V.Load(at), V.Load(at + V.Count), V.Load(at + 2 * V.Count), V.Load(at + 3 * V.Count), V.Load(at + 4 * V.Count), target + y * Seen * stride, stride);
        }
    }

    /// <summary>Gᵀ m G: from products a stride apart to the 25 positions of a kernel a step apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradient(T* source, nint stride, T* target, nint step)
    {
        T* half = stackalloc T[Seen * Kernel * V.Count];
        for (int x = 0; x < Seen; x++)
        {
            T* at = source + x * stride;
            WeightGradients(V.Load(at), V.Load(at + Seen * stride), V.Load(at + 2 * Seen * stride), V.Load(at + 3 * Seen * stride), V.Load(at + 4 * Seen * stride), V.Load(at + 5 * Seen * stride),
                half + x * V.Count, Seen * V.Count);
        }
        for (int y = 0; y < Kernel; y++)
        {
            T* at = half + y * Seen * V.Count;
            WeightGradients(V.Load(at), V.Load(at + V.Count), V.Load(at + 2 * V.Count), V.Load(at + 3 * V.Count), V.Load(at + 4 * V.Count), V.Load(at + 5 * V.Count), target + Kernel * y * step, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Results(V m0, V m1, V m2, V m3, V m4, V m5, V start, T* to, nint stride)
    {
        V.Store(start + (m0 + (m1 + m2) + (m3 + m4)), to);
        V.Store(start + (V.MultiplyAdd(V.Create(2.0), m3 - m4, m1 - m2) + m5), to + stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gradients(V y0, V y1, T* to, nint stride)
    {
        V twice = y1 + y1;
        V.Store(y0, to);
        V.Store(y0 + y1, to + stride);
        V.Store(y0 - y1, to + 2 * stride);
        V.Store(y0 + twice, to + 3 * stride);
        V.Store(y0 - twice, to + 4 * stride);
        V.Store(y1, to + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights(V g0, V g1, V g2, V g3, V g4, T* to, nint stride)
    {
        V sixth = V.Create(-1 / 6.0), even = sixth * (g0 + g2 + g4), odd = sixth * (g1 + g3);
        V.Store(V.Create(0.25) * g0, to);
        V.Store(even + odd, to + stride);
        V.Store(even - odd, to + 2 * stride);
        even = V.MultiplyAdd(V.Create(1 / 24.0), g0, V.MultiplyAdd(V.Create(1 / 6.0), g2, V.Create(2 / 3.0) * g4));
        odd = V.MultiplyAdd(V.Create(1 / 12.0), g1, V.Create(1 / 3.0) * g3);
        V.Store(even + odd, to + 3 * stride);
        V.Store(even - odd, to + 4 * stride);
        V.Store(g4, to + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightGradients(V m0, V m1, V m2, V m3, V m4, V m5, T* to, nint stride)
    {
        V sixth = V.Create(-1 / 6.0), s = sixth * (m1 + m2), t = sixth * (m1 - m2), u = m3 + m4, v = m3 - m4;
        V.Store(V.MultiplyAdd(V.Create(1 / 24.0), u, V.MultiplyAdd(V.Create(0.25), m0, s)), to);
        V.Store(V.MultiplyAdd(V.Create(1 / 12.0), v, t), to + stride);
        V.Store(V.MultiplyAdd(V.Create(1 / 6.0), u, s), to + 2 * stride);
        V.Store(V.MultiplyAdd(V.Create(1 / 3.0), v, t), to + 3 * stride);
        V.Store(V.MultiplyAdd(V.Create(2 / 3.0), u, s) + m5, to + 4 * stride);
    }
}
