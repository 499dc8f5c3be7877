using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Winograd's F(4×4, 3×3): a tile of 4 by 4 results of a 3 by 3 window from 36 products instead of 144. Lanes are channels. With d the 6 by 6 elements that a
/// tile sees and g the kernel, the tile is Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A; the derivative by the kernel is Gᵀ[(A y Aᵀ) ⊙ (Bᵀ d B)]G with y the tile's gradient.
/// The points 0, ±1, ±2 and ∞ make the matrices; float32 results differ from a direct sum's by a few millionths of their scale.
/// </summary>
internal static unsafe class WinogradTransform<T, V> where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>Results of a tile along each axis, elements it sees, and products of a tile.</summary>
    public const int Tile = 4, Seen = 6, Products = 36;

    /// <summary>Bᵀ d B: from elements a column and a row apart to products a stride apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(T* source, nint column, nint row, T* target, nint stride)
    {
        T* half = stackalloc T[Products * V.Count];
        for (int x = 0; x < Seen; x++)
            Elements(V.Load(source + x * column), V.Load(source + row + x * column), V.Load(source + 2 * row + x * column), V.Load(source + 3 * row + x * column), V.Load(source + 4 * row + x * column),
                V.Load(source + 5 * row + x * column), half + x * V.Count, Seen * V.Count);
        for (int y = 0; y < Seen; y++)
        {
            T* at = half + y * Seen * V.Count;
            Elements(V.Load(at), V.Load(at + V.Count), V.Load(at + 2 * V.Count), V.Load(at + 3 * V.Count), V.Load(at + 4 * V.Count), V.Load(at + 5 * V.Count), target + y * Seen * stride, stride);
        }
    }

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
        for (int x = 0; x < Tile; x++)
            Gradients(V.Load(source + x * column), V.Load(source + row + x * column), V.Load(source + 2 * row + x * column), V.Load(source + 3 * row + x * column), half + x * V.Count, Tile * V.Count);
        for (int y = 0; y < Seen; y++)
        {
            T* at = half + y * Tile * V.Count;
            Gradients(V.Load(at), V.Load(at + V.Count), V.Load(at + 2 * V.Count), V.Load(at + 3 * V.Count), target + y * Seen * stride, stride);
        }
    }

    /// <summary>G g Gᵀ: from the kernel's nine positions, a step apart (negative to turn the kernel around), to products a stride apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Kernel(T* source, nint step, T* target, nint stride)
    {
        T* half = stackalloc T[Seen * 3 * V.Count];
        for (int x = 0; x < 3; x++) Weights(V.Load(source + x * step), V.Load(source + (x + 3) * step), V.Load(source + (x + 6) * step), half + x * V.Count, 3 * V.Count);
        for (int y = 0; y < Seen; y++)
        {
            T* at = half + y * 3 * V.Count;
            Weights(V.Load(at), V.Load(at + V.Count), V.Load(at + 2 * V.Count), target + y * Seen * stride, stride);
        }
    }

    /// <summary>Gᵀ m G: from products a stride apart to the nine positions of a kernel a step apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void KernelGradient(T* source, nint stride, T* target, nint step)
    {
        T* half = stackalloc T[Seen * 3 * V.Count];
        for (int x = 0; x < Seen; x++)
        {
            T* at = source + x * stride;
            WeightGradients(V.Load(at), V.Load(at + Seen * stride), V.Load(at + 2 * Seen * stride), V.Load(at + 3 * Seen * stride), V.Load(at + 4 * Seen * stride), V.Load(at + 5 * Seen * stride),
                half + x * V.Count, Seen * V.Count);
        }
        for (int y = 0; y < 3; y++)
        {
            T* at = half + y * Seen * V.Count;
            WeightGradients(V.Load(at), V.Load(at + V.Count), V.Load(at + 2 * V.Count), V.Load(at + 3 * V.Count), V.Load(at + 4 * V.Count), V.Load(at + 5 * V.Count), target + 3 * y * step, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Elements(V d0, V d1, V d2, V d3, V d4, V d5, T* to, nint stride)
    {
        V four = V.Create(4.0), five = V.Create(-5.0), minus = V.Create(-4.0), two = V.Create(2.0);
        V.Store(V.MultiplyAdd(five, d2, V.MultiplyAdd(four, d0, d4)), to);
        V even = V.MultiplyAdd(minus, d2, d4), odd = V.MultiplyAdd(minus, d1, d3);
        V.Store(even + odd, to + stride);
        V.Store(even - odd, to + 2 * stride);
        even = d4 - d2;
        odd = two * (d3 - d1);
        V.Store(even + odd, to + 3 * stride);
        V.Store(even - odd, to + 4 * stride);
        V.Store(V.MultiplyAdd(five, d3, V.MultiplyAdd(four, d1, d5)), to + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Results(V m0, V m1, V m2, V m3, V m4, V m5, V start, T* to, nint stride)
    {
        V s = m1 + m2, t = m1 - m2, u = m3 + m4, v = m3 - m4;
        V.Store(start + (m0 + s + u), to);
        V.Store(start + V.MultiplyAdd(V.Create(2.0), v, t), to + stride);
        V.Store(start + V.MultiplyAdd(V.Create(4.0), u, s), to + 2 * stride);
        V.Store(start + (V.MultiplyAdd(V.Create(8.0), v, t) + m5), to + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gradients(V y0, V y1, V y2, V y3, T* to, nint stride)
    {
        V even = y0 + y2, odd = y1 + y3;
        V.Store(y0, to);
        V.Store(even + odd, to + stride);
        V.Store(even - odd, to + 2 * stride);
        even = V.MultiplyAdd(V.Create(4.0), y2, y0);
        odd = V.MultiplyAdd(V.Create(8.0), y3, y1 + y1);
        V.Store(even + odd, to + 3 * stride);
        V.Store(even - odd, to + 4 * stride);
        V.Store(y3, to + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights(V g0, V g1, V g2, T* to, nint stride)
    {
        V sixth = V.Create(-1 / 6.0), even = sixth * (g0 + g2), odd = sixth * g1;
        V.Store(V.Create(0.25) * g0, to);
        V.Store(even + odd, to + stride);
        V.Store(even - odd, to + 2 * stride);
        even = V.MultiplyAdd(V.Create(1 / 24.0), g0, V.Create(1 / 6.0) * g2);
        odd = V.Create(1 / 12.0) * g1;
        V.Store(even + odd, to + 3 * stride);
        V.Store(even - odd, to + 4 * stride);
        V.Store(g2, to + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightGradients(V m0, V m1, V m2, V m3, V m4, V m5, T* to, nint stride)
    {
        V sixth = V.Create(1 / 6.0), s = sixth * (m1 + m2), u = m3 + m4;
        V.Store(V.MultiplyAdd(V.Create(1 / 24.0), u, V.MultiplyAdd(V.Create(0.25), m0, -s)), to);
        V.Store(V.MultiplyAdd(V.Create(1 / 12.0), m3 - m4, sixth * (m2 - m1)), to + stride);
        V.Store(V.MultiplyAdd(sixth, u, m5 - s), to + 2 * stride);
    }
}
