using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Softmax along a dimension that is not the last: neighbouring columns lie in the lanes of a vector, and up to four vectors go down the rows together.</summary>
internal static unsafe class SoftmaxColumns<V, T> where V : struct, ISimd<V, T> where T : unmanaged
{
    // So many rows are added before they join the total: longer sums lose more bits.
    private const int SumLength = 64;

    // So many rows ahead the passes that come first ask for memory: it takes as long as a few rows' arithmetic.
    private const int Ahead = 6;

    /// <summary>The softmax, or its logarithm, of <paramref name="columns"/> columns whose elements lie <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Forward(bool logarithm, T* y, T* x, long length, long stride, long columns)
    {
        long c = 0;
        for (; c + 4 * V.Count <= columns; c += 4 * V.Count) Four(logarithm, y + c, x + c, length, stride);
        for (; c < columns; c += V.Count) One(logarithm, y + c, x + c, length, stride, Math.Min(V.Count, columns - c));
    }

    /// <summary>The gradient of the source from that of the result.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Backward(bool logarithm, T* z, T* g, T* y, long length, long stride, long columns)
    {
        long c = 0;
        for (; c + 4 * V.Count <= columns; c += 4 * V.Count) FourBackward(logarithm, z + c, g + c, y + c, length, stride);
        for (; c < columns; c += V.Count) OneBackward(logarithm, z + c, g + c, y + c, length, stride, Math.Min(V.Count, columns - c));
    }

    private static void Four(bool logarithm, T* y, T* x, long length, long stride)
    {
        V t0 = V.Create(double.NegativeInfinity), t1 = t0, t2 = t0, t3 = t0;
        for (long r = 0; r < length; r++)
        {
            T* row = x + r * stride;
            Ask(row + Ahead * stride);
            t0 = V.LimitBelow(V.Load(row), t0);
            t1 = V.LimitBelow(V.Load(row + V.Count), t1);
            t2 = V.LimitBelow(V.Load(row + 2 * V.Count), t2);
            t3 = V.LimitBelow(V.Load(row + 3 * V.Count), t3);
        }
        V s0 = V.Zero, s1 = s0, s2 = s0, s3 = s0;
        for (long first = 0; first < length; first += SumLength)
        {
            V p0 = V.Zero, p1 = p0, p2 = p0, p3 = p0;
            for (long r = first; r < Math.Min(length, first + SumLength); r++)
            {
                T* row = x + r * stride, to = y + r * stride;
                p0 += Exponential(to, V.Load(row) - t0, logarithm);
                p1 += Exponential(to + V.Count, V.Load(row + V.Count) - t1, logarithm);
                p2 += Exponential(to + 2 * V.Count, V.Load(row + 2 * V.Count) - t2, logarithm);
                p3 += Exponential(to + 3 * V.Count, V.Load(row + 3 * V.Count) - t3, logarithm);
            }
            (s0, s1, s2, s3) = (s0 + p0, s1 + p1, s2 + p2, s3 + p3);
        }
        if (logarithm)
        {
            (s0, s1, s2, s3) = (Log(s0), Log(s1), Log(s2), Log(s3));
            for (long r = 0; r < length; r++)
            {
                T* row = x + r * stride, to = y + r * stride;
                V.Store(V.Load(row) - t0 - s0, to);
                V.Store(V.Load(row + V.Count) - t1 - s1, to + V.Count);
                V.Store(V.Load(row + 2 * V.Count) - t2 - s2, to + 2 * V.Count);
                V.Store(V.Load(row + 3 * V.Count) - t3 - s3, to + 3 * V.Count);
            }
            return;
        }
        (s0, s1, s2, s3) = (V.One / s0, V.One / s1, V.One / s2, V.One / s3);
        for (long r = 0; r < length; r++)
        {
            T* to = y + r * stride;
            V.Store(V.Load(to) * s0, to);
            V.Store(V.Load(to + V.Count) * s1, to + V.Count);
            V.Store(V.Load(to + 2 * V.Count) * s2, to + 2 * V.Count);
            V.Store(V.Load(to + 3 * V.Count) * s3, to + 3 * V.Count);
        }
    }

    private static void One(bool logarithm, T* y, T* x, long length, long stride, long lanes)
    {
        V top = V.Create(double.NegativeInfinity), sum = V.Zero;
        for (long r = 0; r < length; r++) top = V.LimitBelow(Load(x + r * stride, lanes), top);
        for (long first = 0; first < length; first += SumLength)
        {
            V part = V.Zero;
            for (long r = first; r < Math.Min(length, first + SumLength); r++)
            {
                V e = Elementary.NormalExp<V, T>(Load(x + r * stride, lanes) - top);
                part += e;
                if (!logarithm) Store(e, y + r * stride, lanes);
            }
            sum += part;
        }
        if (logarithm)
        {
            sum = Log(sum);
            for (long r = 0; r < length; r++) Store(Load(x + r * stride, lanes) - top - sum, y + r * stride, lanes);
            return;
        }
        sum = V.One / sum;
        for (long r = 0; r < length; r++) Store(Load(y + r * stride, lanes) * sum, y + r * stride, lanes);
    }

    private static void FourBackward(bool logarithm, T* z, T* g, T* y, long length, long stride)
    {
        V s0 = V.Zero, s1 = s0, s2 = s0, s3 = s0;
        for (long first = 0; first < length; first += SumLength)
        {
            V p0 = V.Zero, p1 = p0, p2 = p0, p3 = p0;
            for (long r = first; r < Math.Min(length, first + SumLength); r++)
            {
                T* grad = g + r * stride, output = y + r * stride;
                Ask(grad + Ahead * stride);
                Ask(output + Ahead * stride);
                V g0 = V.Load(grad), g1 = V.Load(grad + V.Count), g2 = V.Load(grad + 2 * V.Count), g3 = V.Load(grad + 3 * V.Count);
                if (logarithm)
                {
                    (p0, p1, p2, p3) = (p0 + g0, p1 + g1, p2 + g2, p3 + g3);
                    continue;
                }
                p0 = V.MultiplyAdd(g0, V.Load(output), p0);
                p1 = V.MultiplyAdd(g1, V.Load(output + V.Count), p1);
                p2 = V.MultiplyAdd(g2, V.Load(output + 2 * V.Count), p2);
                p3 = V.MultiplyAdd(g3, V.Load(output + 3 * V.Count), p3);
            }
            (s0, s1, s2, s3) = (s0 + p0, s1 + p1, s2 + p2, s3 + p3);
        }
        for (long r = 0; r < length; r++)
        {
            long at = r * stride;
            V.Store(Gradient(logarithm, V.Load(g + at), V.Load(y + at), s0), z + at);
            at += V.Count;
            V.Store(Gradient(logarithm, V.Load(g + at), V.Load(y + at), s1), z + at);
            at += V.Count;
            V.Store(Gradient(logarithm, V.Load(g + at), V.Load(y + at), s2), z + at);
            at += V.Count;
            V.Store(Gradient(logarithm, V.Load(g + at), V.Load(y + at), s3), z + at);
        }
    }

    private static void OneBackward(bool logarithm, T* z, T* g, T* y, long length, long stride, long lanes)
    {
        V sum = V.Zero;
        for (long first = 0; first < length; first += SumLength)
        {
            V part = V.Zero;
            for (long r = first; r < Math.Min(length, first + SumLength); r++)
            {
                V grad = Load(g + r * stride, lanes);
                part = logarithm ? part + grad : V.MultiplyAdd(grad, Load(y + r * stride, lanes), part);
            }
            sum += part;
        }
        for (long r = 0; r < length; r++) Store(Gradient(logarithm, Load(g + r * stride, lanes), Load(y + r * stride, lanes), sum), z + r * stride, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask(T* row)
    {
        Prefetch.Line(row);
        Prefetch.Line(row + V.Count);
        Prefetch.Line(row + 2 * V.Count);
        Prefetch.Line(row + 3 * V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Gradient(bool logarithm, V g, V y, V sum) => logarithm ? g - Apart(y) * sum : (g - sum) * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exponential(T* target, V x, bool logarithm)
    {
        V e = Apart(x);
        if (!logarithm) V.Store(e, target);
        return e;
    }

    // Calls of their own: a loop with four of them written out outgrows what the compiler inlines.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V Apart(V x) => Elementary.NormalExp<V, T>(x);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V Log(V x) => Elementary.Log<V, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(T* source, long lanes) => lanes == V.Count ? V.Load(source) : PartialVector.Load<V, T>(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(V value, T* target, long lanes)
    {
        if (lanes == V.Count) V.Store(value, target);
        else PartialVector.Store(value, target, lanes);
    }
}
