using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The work on tiles of weights, one row a key and one column a query: sums over keys run down the columns, so that no vector is ever summed across.
/// </summary>
internal static unsafe class AttentionColumns<V, T> where V : struct, ISimd<V, T> where T : unmanaged, INumber<T>
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>
    /// One step of the running softmax down each of <paramref name="width"/> columns: the tile becomes exp(x − top), with tops and sums brought up to date; factors become what results
    /// so far must be multiplied by. In the first step there are none so far.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(T* tile, long width, long keys, T* tops, T* sums, T* factors, bool first)
    {
        V lowest = V.Create(typeof(T) == typeof(float) ? float.MinValue : double.MinValue);
        for (long column = 0; column < width; column += V.Count)
        {
            T* x = tile + column;
            // NaN need not survive here, it does below. A column that sees nothing keeps a finite top.
            V a = first ? lowest : V.Load(tops + column), b = lowest, before = a;
            long key = 0;
            for (; key + 1 < keys; key += 2)
            {
                a = V.LimitBelow(a, V.Load(x));
                b = V.LimitBelow(b, V.Load(x + width));
                x += 2 * width;
            }
            if (key < keys) a = V.LimitBelow(a, V.Load(x));
            V top = V.LimitBelow(a, b), sum = V.Zero, other = V.Zero;
            x = tile + column;
            key = 0;
            for (; key + 1 < keys; key += 2)
            {
                V p = Power(V.Load(x) - top), q = Power(V.Load(x + width) - top);
                V.Store(p, x);
                V.Store(q, x + width);
                sum += p;
                other += q;
                x += 2 * width;
            }
            if (key < keys)
            {
                V p = Power(V.Load(x) - top);
                V.Store(p, x);
                sum += p;
            }
            sum += other;
            V.Store(top, tops + column);
            if (first)
            {
                V.Store(sum, sums + column);
                continue;
            }
            V factor = Power(before - top);
            V.Store(factor, factors + column);
            V.Store(V.MultiplyAdd(V.Load(sums + column), factor, sum), sums + column);
        }
    }

    /// <summary>
    /// From products x and the gradient g of the weights: x becomes the weights p = exp(x − logSum), and g becomes p (g − delta) scale, the gradient of the products. With factors f,
    /// which dropout multiplied the weights by: x becomes p f, and f g takes the place of g.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(T* products, T* grads, T* kept, long width, long keys, T* logSums, T* deltas, T scale)
    {
        V factor = V.Create(scale);
        for (long column = 0; column < width; column += V.Count)
        {
            V logSum = V.Load(logSums + column), delta = V.Load(deltas + column);
            T* x = products + column, g = grads + column;
            if (kept == null)
            {
                for (long key = 0; key < keys; key++)
                {
                    V p = Power(V.Load(x) - logSum);
                    V.Store(p, x);
                    V.Store(p * factor * (V.Load(g) - delta), g);
                    x += width;
                    g += width;
                }
                continue;
            }
            T* f = kept + column;
            for (long key = 0; key < keys; key++)
            {
                V p = Power(V.Load(x) - logSum), keep = V.Load(f);
                V.Store(p * keep, x);
                V.Store(p * factor * (V.Load(g) * keep - delta), g);
                x += width;
                g += width;
                f += width;
            }
        }
    }

    /// <summary>Adds a mask to the tile's first <paramref name="count"/> columns. A query stride of 0 is one number for all columns of a row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddMask(T* tile, long width, long keys, long count, T* mask, long keyStride, long queryStride)
    {
        for (long key = 0; key < keys; key++)
        {
            if (queryStride == 0)
            {
                V added = V.Create(*mask);
                for (long i = 0; i < width; i += V.Count) V.Store(V.Load(tile + i) + added, tile + i);
            }
            else
            {
                long i = 0;
                for (; i + V.Count <= count; i += V.Count) V.Store(V.Load(tile + i) + V.Load(mask + i), tile + i);
                for (; i < count; i++) tile[i] += mask[i];
            }
            tile += width;
            mask += keyStride;
        }
    }

    /// <summary>target = source · factor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Scale(T* target, T* source, long count, T factor)
    {
        V a = V.Create(factor);
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) V.Store(V.Load(source + i) * a, target + i);
        for (; i < count; i++) target[i] = source[i] * factor;
    }

    /// <summary>target = target · factors; a multiple of the vector's length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(T* target, T* factors, long count)
    {
        for (long i = 0; i < count; i += V.Count) V.Store(V.Load(target + i) * V.Load(factors + i), target + i);
    }

    /// <summary>target = target + source; a multiple of the vector's length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Add(T* target, T* source, long count)
    {
        for (long i = 0; i < count; i += V.Count) V.Store(V.Load(target + i) + V.Load(source + i), target + i);
    }

    /// <summary>Σ a · b.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static T Dot(T* a, T* b, long count)
    {
        V sum = V.Zero;
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) sum = V.MultiplyAdd(V.Load(a + i), V.Load(b + i), sum);
        T result = V.Sum(sum);
        for (; i < count; i++) result += a[i] * b[i];
        return result;
    }

    // eˣ for x up to 0, or a little more; what would be denormal is 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Power(V x) => Elementary.NormalExp2<V, T>(x * V.Create(Log2E));
}
