using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The vector loops of normalisations. What is summed lies in runs: so many of one length, the beginnings a stride apart, as a channel's
/// pixels lie in a batch of images; a row is one run.
/// </summary>
internal static unsafe class NormalizationVector<V, T> where V : struct, ISimd<V, T> where T : unmanaged
{
    // So many vectors are added before they join the total: longer sums lose more bits.
    private const int SumLength = 64;

    /// <summary>Σ x.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Sum(T* x, long runs, long stride, long length)
    {
        V total = V.Zero, part = V.Zero;
        long pending = 0;
        for (; runs > 0; runs--, x += stride)
        {
            long i = 0;
            while (length - i >= 4 * V.Count)
            {
                V a = V.Zero, b = a, c = a, d = a;
                for (long end = Math.Min(length, i + 4 * SumLength * V.Count); i + 4 * V.Count <= end; i += 4 * V.Count)
                {
                    a += V.Load(x + i);
                    b += V.Load(x + i + V.Count);
                    c += V.Load(x + i + 2 * V.Count);
                    d += V.Load(x + i + 3 * V.Count);
                }
                total += (a + b) + (c + d);
            }
            for (; i + V.Count <= length; i += V.Count) part += V.Load(x + i);
            if (i < length) part += PartialVector.Merge<V, T>(PartialVector.Load<V, T>(x + i, length - i), V.Zero, length - i);
            if (++pending < SumLength) continue;
            (total, part, pending) = (total + part, V.Zero, 0);
        }
        return V.Sum(total + part);
    }

    /// <summary>Σ (x − mean)².</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Squares(T* x, T mean, long runs, long stride, long length)
    {
        V center = V.Create(mean), total = V.Zero, part = V.Zero;
        long pending = 0;
        for (; runs > 0; runs--, x += stride)
        {
            long i = 0;
            while (length - i >= 4 * V.Count)
            {
                V a = V.Zero, b = a, c = a, d = a;
                for (long end = Math.Min(length, i + 4 * SumLength * V.Count); i + 4 * V.Count <= end; i += 4 * V.Count)
                {
                    V p = V.Load(x + i) - center, q = V.Load(x + i + V.Count) - center, r = V.Load(x + i + 2 * V.Count) - center, s = V.Load(x + i + 3 * V.Count) - center;
                    a = V.MultiplyAdd(p, p, a);
                    b = V.MultiplyAdd(q, q, b);
                    c = V.MultiplyAdd(r, r, c);
                    d = V.MultiplyAdd(s, s, d);
                }
                total += (a + b) + (c + d);
            }
            for (; i + V.Count <= length; i += V.Count)
            {
                V p = V.Load(x + i) - center;
                part = V.MultiplyAdd(p, p, part);
            }
            if (i < length)
            {
                V p = PartialVector.Merge<V, T>(PartialVector.Load<V, T>(x + i, length - i) - center, V.Zero, length - i);
                part = V.MultiplyAdd(p, p, part);
            }
            if (++pending < SumLength) continue;
            (total, part, pending) = (total + part, V.Zero, 0);
        }
        return V.Sum(total + part);
    }

    /// <summary>Σ g · w and Σ g · w · (x − mean); w, which every run shares, may be null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void GradientSums(T* g, T* x, T* w, T mean, long runs, long stride, long length, out T sum, out T dot)
    {
        V center = V.Create(mean), totalSum = V.Zero, totalDot = V.Zero, partSum = V.Zero, partDot = V.Zero;
        long pending = 0;
        for (; runs > 0; runs--, x += stride, g += stride)
        {
            long i = 0;
            while (length - i >= 2 * V.Count)
            {
                V s0 = V.Zero, s1 = s0, d0 = s0, d1 = s0;
                for (long end = Math.Min(length, i + 2 * SumLength * V.Count); i + 2 * V.Count <= end; i += 2 * V.Count)
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
                totalSum += s0 + s1;
                totalDot += d0 + d1;
            }
            for (; i + V.Count <= length; i += V.Count)
            {
                V g0 = V.Load(g + i);
                if (w != null) g0 *= V.Load(w + i);
                partSum += g0;
                partDot = V.MultiplyAdd(g0, V.Load(x + i) - center, partDot);
            }
            if (i < length)
            {
                long rest = length - i;
                V g0 = PartialVector.Load<V, T>(g + i, rest), x0 = PartialVector.Merge<V, T>(PartialVector.Load<V, T>(x + i, rest) - center, V.Zero, rest);
                if (w != null) g0 *= PartialVector.Load<V, T>(w + i, rest);
                g0 = PartialVector.Merge<V, T>(g0, V.Zero, rest);
                partSum += g0;
                partDot = V.MultiplyAdd(g0, x0, partDot);
            }
            if (++pending < SumLength) continue;
            (totalSum, totalDot, partSum, partDot, pending) = (totalSum + partSum, totalDot + partDot, V.Zero, V.Zero, 0);
        }
        sum = V.Sum(totalSum + partSum);
        dot = V.Sum(totalDot + partDot);
    }

    /// <summary>y = (x − mean) · scale · weight + bias for one row; weight and bias may be null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Affine(T* y, T* x, T mean, T scale, T* weight, T* bias, long count)
    {
        V center = V.Create(mean), a = V.Create(scale);
        long i = 0;
        if (weight != null && bias != null)
            for (; i + V.Count <= count; i += V.Count) V.Store(V.MultiplyAdd((V.Load(x + i) - center) * a, V.Load(weight + i), V.Load(bias + i)), y + i);
        for (; i < count; i += V.Count)
        {
            long lanes = Math.Min(V.Count, count - i);
            V z = (PartialVector.Load<V, T>(x + i, lanes) - center) * a;
            if (weight != null) z *= PartialVector.Load<V, T>(weight + i, lanes);
            if (bias != null) z += PartialVector.Load<V, T>(bias + i, lanes);
            PartialVector.Store(z, y + i, lanes);
        }
    }

    /// <summary>z = a · g, Σ g and Σ g · (x − mean) in one pass over runs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ScaleAndSum(T* z, T* g, T* x, T a, T mean, long runs, long stride, long length, out T sum, out T dot)
    {
        V va = V.Create(a), center = V.Create(mean), totalSum = V.Zero, totalDot = V.Zero, partSum = V.Zero, partDot = V.Zero;
        long pending = 0;
        for (; runs > 0; runs--, x += stride, g += stride, z += stride)
        {
            long i = 0;
            while (length - i >= 2 * V.Count)
            {
                V s0 = V.Zero, s1 = s0, d0 = s0, d1 = s0;
                for (long end = Math.Min(length, i + 2 * SumLength * V.Count); i + 2 * V.Count <= end; i += 2 * V.Count)
                {
                    V g0 = V.Load(g + i), g1 = V.Load(g + i + V.Count);
                    V.Store(g0 * va, z + i);
                    V.Store(g1 * va, z + i + V.Count);
                    s0 += g0;
                    s1 += g1;
                    d0 = V.MultiplyAdd(g0, V.Load(x + i) - center, d0);
                    d1 = V.MultiplyAdd(g1, V.Load(x + i + V.Count) - center, d1);
                }
                totalSum += s0 + s1;
                totalDot += d0 + d1;
            }
            for (; i < length; i += V.Count)
            {
                long lanes = Math.Min(V.Count, length - i);
                V g0 = PartialVector.Merge<V, T>(PartialVector.Load<V, T>(g + i, lanes), V.Zero, lanes);
                PartialVector.Store(g0 * va, z + i, lanes);
                partSum += g0;
                partDot = V.MultiplyAdd(g0, PartialVector.Merge<V, T>(PartialVector.Load<V, T>(x + i, lanes) - center, V.Zero, lanes), partDot);
            }
            if (++pending < SumLength) continue;
            (totalSum, totalDot, partSum, partDot, pending) = (totalSum + partSum, totalDot + partDot, V.Zero, V.Zero, 0);
        }
        sum = V.Sum(totalSum + partSum);
        dot = V.Sum(totalDot + partDot);
    }

    /// <summary>y = scale · x + shift over runs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Scale(T* y, T* x, T scale, T shift, long runs, long stride, long length)
    {
        V a = V.Create(scale), b = V.Create(shift);
        for (; runs > 0; runs--, x += stride, y += stride)
        {
            long i = 0;
            for (; i + 4 * V.Count <= length; i += 4 * V.Count)
            {
                V.Store(V.MultiplyAdd(V.Load(x + i), a, b), y + i);
                V.Store(V.MultiplyAdd(V.Load(x + i + V.Count), a, b), y + i + V.Count);
                V.Store(V.MultiplyAdd(V.Load(x + i + 2 * V.Count), a, b), y + i + 2 * V.Count);
                V.Store(V.MultiplyAdd(V.Load(x + i + 3 * V.Count), a, b), y + i + 3 * V.Count);
            }
            for (; i + V.Count <= length; i += V.Count) V.Store(V.MultiplyAdd(V.Load(x + i), a, b), y + i);
            if (i < length) PartialVector.Store(V.MultiplyAdd(PartialVector.Load<V, T>(x + i, length - i), a, b), y + i, length - i);
        }
    }

    /// <summary>z = a · g · w + b · x + c over runs; w, which every run shares, may be null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Combine(T* z, T* g, T* w, T* x, T a, T b, T c, long runs, long stride, long length)
    {
        V va = V.Create(a), vb = V.Create(b), vc = V.Create(c);
        for (; runs > 0; runs--, z += stride, g += stride, x += stride)
        {
            long i = 0;
            if (w == null)
            {
                for (; i + 2 * V.Count <= length; i += 2 * V.Count)
                {
                    V.Store(V.MultiplyAdd(V.Load(g + i), va, V.MultiplyAdd(V.Load(x + i), vb, vc)), z + i);
                    V.Store(V.MultiplyAdd(V.Load(g + i + V.Count), va, V.MultiplyAdd(V.Load(x + i + V.Count), vb, vc)), z + i + V.Count);
                }
                for (; i + V.Count <= length; i += V.Count) V.Store(V.MultiplyAdd(V.Load(g + i), va, V.MultiplyAdd(V.Load(x + i), vb, vc)), z + i);
            }
            else
                for (; i + V.Count <= length; i += V.Count) V.Store(V.MultiplyAdd(V.Load(g + i) * V.Load(w + i), va, V.MultiplyAdd(V.Load(x + i), vb, vc)), z + i);
            if (i == length) continue;
            long rest = length - i;
            V last = PartialVector.Load<V, T>(g + i, rest);
            if (w != null) last *= PartialVector.Load<V, T>(w + i, rest);
            PartialVector.Store(V.MultiplyAdd(last, va, V.MultiplyAdd(PartialVector.Load<V, T>(x + i, rest), vb, vc)), z + i, rest);
        }
    }

    /// <summary>
    /// <see cref="Combine"/> for one row, that also adds g · (x − mean) · scale to <paramref name="weightSums"/> and g to <paramref name="biasSums"/>,
    /// column by column, while both are at hand.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CombineAndSum(T* z, T* g, T* w, T* x, T a, T b, T c, T mean, T scale, T* weightSums, T* biasSums, long length)
    {
        V va = V.Create(a), vb = V.Create(b), vc = V.Create(c), center = V.Create(mean), factor = V.Create(scale);
        long i = 0;
        for (; i + V.Count <= length; i += V.Count)
        {
            V grad = V.Load(g + i), source = V.Load(x + i), weighted = grad;
            if (w != null) weighted *= V.Load(w + i);
            V.Store(V.MultiplyAdd(weighted, va, V.MultiplyAdd(source, vb, vc)), z + i);
            V.Store(V.MultiplyAdd(grad, (source - center) * factor, V.Load(weightSums + i)), weightSums + i);
            V.Store(V.Load(biasSums + i) + grad, biasSums + i);
        }
        if (i == length) return;
        long rest = length - i;
        V lastGrad = PartialVector.Load<V, T>(g + i, rest), lastSource = PartialVector.Load<V, T>(x + i, rest), last = lastGrad;
        if (w != null) last *= PartialVector.Load<V, T>(w + i, rest);
        PartialVector.Store(V.MultiplyAdd(last, va, V.MultiplyAdd(lastSource, vb, vc)), z + i, rest);
        PartialVector.Store(V.MultiplyAdd(lastGrad, (lastSource - center) * factor, PartialVector.Load<V, T>(weightSums + i, rest)), weightSums + i, rest);
        PartialVector.Store(PartialVector.Load<V, T>(biasSums + i, rest) + lastGrad, biasSums + i, rest);
    }

    /// <summary>The sums of <see cref="CombineAndSum"/> alone.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AddProducts(T* g, T* x, T mean, T scale, T* weightSums, T* biasSums, long length)
    {
        V center = V.Create(mean), factor = V.Create(scale);
        for (long i = 0; i < length; i += V.Count)
        {
            long lanes = Math.Min(V.Count, length - i);
            V grad = PartialVector.Load<V, T>(g + i, lanes), source = PartialVector.Load<V, T>(x + i, lanes);
            PartialVector.Store(V.MultiplyAdd(grad, (source - center) * factor, PartialVector.Load<V, T>(weightSums + i, lanes)), weightSums + i, lanes);
            PartialVector.Store(PartialVector.Load<V, T>(biasSums + i, lanes) + grad, biasSums + i, lanes);
        }
    }
}
