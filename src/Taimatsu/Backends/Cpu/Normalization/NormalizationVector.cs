using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The vector loops of normalisations over contiguous runs.</summary>
internal static unsafe class NormalizationVector<V, T> where V : struct, ISimd<V, T> where T : unmanaged
{
    private const int SumLength = 64;

    /// <summary>y = (x − mean) · scale · weight + bias; weight and bias may be null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Affine(T* y, T* x, T mean, T scale, T* weight, T* bias, long count)
    {
        V center = V.Create(mean), a = V.Create(scale);
        long i = 0;
        for (; i + V.Count <= count; i += V.Count)
        {
            var z = (V.Load(x + i) - center) * a;
            if (weight != null) z *= V.Load(weight + i);
            if (bias != null) z += V.Load(bias + i);
            V.Store(z, y + i);
        }
        if (i == count) return;
        int rest = (int)(count - i);
        var last = (Partial(x + i, rest) - center) * a;
        if (weight != null) last *= Partial(weight + i, rest);
        if (bias != null) last += Partial(bias + i, rest);
        StorePartial(last, y + i, rest);
    }

    /// <summary>The sums of g · w and of g · w · (x − mean); w may be null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Sums(T* g, T* x, T* w, T mean, long count, out T sum, out T dot)
    {
        V center = V.Create(mean), s = V.Zero, d = V.Zero;
        long i = 0;
        while (count - i >= V.Count)
        {
            // Blocks, so that long sums stay accurate.
            V s0 = V.Zero, s1 = V.Zero, d0 = V.Zero, d1 = V.Zero;
            long end = Math.Min(count, i + SumLength * 2 * V.Count);
            for (; i + 2 * V.Count <= end; i += 2 * V.Count)
            {
                V g0 = V.Load(g + i), g1 = V.Load(g + i + V.Count);
                if (w != null)
                {
                    g0 *= V.Load(w + i);
                    g1 *= V.Load(w + i + V.Count);
                }
                s0 += g0;
                s1 += g1;
                d0 = V.MultiplyAdd(g0, V.Load(x + i) - center, d0);
                d1 = V.MultiplyAdd(g1, V.Load(x + i + V.Count) - center, d1);
            }
            if (i + V.Count <= end)
            {
                var g0 = V.Load(g + i);
                if (w != null) g0 *= V.Load(w + i);
                s0 += g0;
                d0 = V.MultiplyAdd(g0, V.Load(x + i) - center, d0);
                i += V.Count;
            }
            s += s0 + s1;
            d += d0 + d1;
        }
        if (i < count)
        {
            // The missing lanes of g are zero.
            int rest = (int)(count - i);
            var g0 = Partial(g + i, rest);
            if (w != null) g0 *= Partial(w + i, rest);
            s += g0;
            d = V.MultiplyAdd(g0, Partial(x + i, rest) - center, d);
        }
        sum = Across(s);
        dot = Across(d);
    }

    /// <summary>z = a · x · w + b · y + c; w may be null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Combine(T* z, T* x, T* w, T* y, T a, T b, T c, long count)
    {
        V va = V.Create(a), vb = V.Create(b), vc = V.Create(c);
        long i = 0;
        if (w == null)
            for (; i + V.Count <= count; i += V.Count) V.Store(V.MultiplyAdd(V.Load(x + i), va, V.MultiplyAdd(V.Load(y + i), vb, vc)), z + i);
        else
            for (; i + V.Count <= count; i += V.Count) V.Store(V.MultiplyAdd(V.Load(x + i) * V.Load(w + i), va, V.MultiplyAdd(V.Load(y + i), vb, vc)), z + i);
        if (i == count) return;
        int rest = (int)(count - i);
        var last = Partial(x + i, rest);
        if (w != null) last *= Partial(w + i, rest);
        StorePartial(V.MultiplyAdd(last, va, V.MultiplyAdd(Partial(y + i, rest), vb, vc)), z + i, rest);
    }

    private static V Partial(T* x, int count)
    {
        T* lanes = stackalloc T[V.Count];
        V.Store(V.Zero, lanes);
        Unsafe.CopyBlockUnaligned(lanes, x, (uint)(count * sizeof(T)));
        return V.Load(lanes);
    }

    private static void StorePartial(V value, T* target, int count)
    {
        T* lanes = stackalloc T[V.Count];
        V.Store(value, lanes);
        Unsafe.CopyBlockUnaligned(target, lanes, (uint)(count * sizeof(T)));
    }

    private static T Across(V sum)
    {
        T* lanes = stackalloc T[2 * V.Count];
        V.Store(V.Zero, lanes + V.Count);
        V.Store(sum, lanes);
        for (int half = V.Count / 2; half >= 1; half /= 2) V.Store(V.Load(lanes) + V.Load(lanes + half), lanes);
        return lanes[0];
    }
}
