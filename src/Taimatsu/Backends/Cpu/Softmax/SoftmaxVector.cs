using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Softmax of rows: each pass over a row keeps what it sums in registers, and the row stays in the first-level cache between its passes.</summary>
internal static unsafe class SoftmaxVector<V, T> where V : struct, ISimd<V, T> where T : unmanaged
{
    // So many vectors are added before they join the total: longer sums lose more bits.
    private const int SumLength = 64;

    // Rows whose logarithms are taken at a time, while together they fit in the first-level cache.
    private const int RowsAtOnce = 16, BytesAtOnce = 16384;

    // The largest numbers of shorter rows are looked for in a pass of its own: one row would wait for its own longer than it takes to go through.
    private const int ShortBytes = 512;

    /// <summary>y = exp(x − top) / Σ exp(x − top).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Rows(T* y, T* x, long rows, long length)
    {
        if (length * sizeof(T) <= ShortBytes)
        {
            ShortRows(y, x, rows, length);
            return;
        }
        for (; rows > 0; rows--, x += length, y += length) Row(y, x, Top(x, length), length);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ShortRows(T* y, T* x, long rows, long length)
    {
        T* tops = stackalloc T[RowsAtOnce];
        for (; rows > 0; rows -= RowsAtOnce)
        {
            long count = Math.Min(RowsAtOnce, rows);
            Tops(tops, x, count, length);
            for (long r = 0; r < count; r++, x += length, y += length) Row(y, x, tops[r], length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(T* y, T* x, T top, long length)
    {
        T sum = Exponentials(y, x, top, length);
        V factor = V.One / V.Create(sum);
        long i = 0;
        for (; i + V.Count <= length; i += V.Count) V.Store(V.Load(y + i) * factor, y + i);
        if (i < length) PartialVector.Store(PartialVector.Load<V, T>(y + i, length - i) * factor, y + i, length - i);
    }

    /// <summary>y = x − top − log Σ exp(x − top).</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void LogRows(T* y, T* x, long rows, long length)
    {
        T* tops = stackalloc T[RowsAtOnce];
        T* logs = stackalloc T[RowsAtOnce];
        long most = Most(length);
        for (; rows > 0; rows -= most)
        {
            long count = Math.Min(most, rows);
            Sums(tops, logs, x, count, length);
            Logarithms(logs, count);
            for (long r = 0; r < count; r++, x += length, y += length)
            {
                V top = V.Create(tops[r]), log = V.Create(logs[r]);
                long i = 0;
                for (; i + V.Count <= length; i += V.Count) V.Store(V.Load(x + i) - top - log, y + i);
                if (i < length) PartialVector.Store(PartialVector.Load<V, T>(x + i, length - i) - top - log, y + i, length - i);
            }
        }
    }

    /// <summary>The largest of each row, and log Σ exp(x − top).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Normalizers(T* tops, T* logs, T* x, long rows, long length)
    {
        long most = Most(length);
        for (long r = 0; r < rows; r += most) Sums(tops + r, logs + r, x + r * length, Math.Min(most, rows - r), length);
        Logarithms(logs, rows);
    }

    /// <summary>y = scale · exp(x − top − log) for one row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ScaledRow(T* y, T* x, T top, T log, T scale, long length)
    {
        V center = V.Create(top), less = V.Create(log), factor = V.Create(scale);
        long i = 0;
        for (; i + V.Count <= length; i += V.Count) V.Store(Elementary.NormalExp<V, T>(V.Load(x + i) - center - less) * factor, y + i);
        if (i < length) PartialVector.Store(Elementary.NormalExp<V, T>(PartialVector.Load<V, T>(x + i, length - i) - center - less) * factor, y + i, length - i);
    }

    /// <summary>z = y · (g − Σ g · y).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void RowsBackward(T* z, T* g, T* y, long rows, long length)
    {
        for (; rows > 0; rows--, z += length, g += length, y += length)
        {
            V total = V.Zero;
            long i = 0;
            while (length - i >= V.Count)
            {
                V first = V.Zero, second = first;
                long end = Math.Min(length, i + SumLength * V.Count);
                for (; i + 2 * V.Count <= end; i += 2 * V.Count)
                {
                    first = V.MultiplyAdd(V.Load(g + i), V.Load(y + i), first);
                    second = V.MultiplyAdd(V.Load(g + i + V.Count), V.Load(y + i + V.Count), second);
                }
                if (i + V.Count <= end)
                {
                    first = V.MultiplyAdd(V.Load(g + i), V.Load(y + i), first);
                    i += V.Count;
                }
                total += first + second;
            }
            if (i < length) total += PartialVector.Merge<V, T>(PartialVector.Load<V, T>(g + i, length - i) * PartialVector.Load<V, T>(y + i, length - i), V.Zero, length - i);
            V dot = V.Create(V.Sum(total));
            i = 0;
            for (; i + V.Count <= length; i += V.Count) V.Store((V.Load(g + i) - dot) * V.Load(y + i), z + i);
            if (i < length) PartialVector.Store((PartialVector.Load<V, T>(g + i, length - i) - dot) * PartialVector.Load<V, T>(y + i, length - i), z + i, length - i);
        }
    }

    /// <summary>z = g − exp(y) · Σ g.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void LogRowsBackward(T* z, T* g, T* y, long rows, long length)
    {
        for (; rows > 0; rows--, z += length, g += length, y += length)
        {
            V total = V.Zero;
            long i = 0;
            while (length - i >= V.Count)
            {
                V first = V.Zero, second = first;
                long end = Math.Min(length, i + SumLength * V.Count);
                for (; i + 2 * V.Count <= end; i += 2 * V.Count)
                {
                    first += V.Load(g + i);
                    second += V.Load(g + i + V.Count);
                }
                if (i + V.Count <= end)
                {
                    first += V.Load(g + i);
                    i += V.Count;
                }
                total += first + second;
            }
            if (i < length) total += PartialVector.Merge<V, T>(PartialVector.Load<V, T>(g + i, length - i), V.Zero, length - i);
            V less = -V.Create(V.Sum(total));
            i = 0;
            for (; i + V.Count <= length; i += V.Count) V.Store(V.MultiplyAdd(Elementary.NormalExp<V, T>(V.Load(y + i)), less, V.Load(g + i)), z + i);
            if (i == length) continue;
            V last = Elementary.NormalExp<V, T>(PartialVector.Load<V, T>(y + i, length - i));
            PartialVector.Store(V.MultiplyAdd(last, less, PartialVector.Load<V, T>(g + i, length - i)), z + i, length - i);
        }
    }

    // A NaN may be passed over here: its exponential makes the sum NaN in any case.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Top(T* x, long length)
    {
        V lowest = V.Create(double.NegativeInfinity), a = lowest, b = a, c = a, d = a;
        long i = 0;
        for (; i + 4 * V.Count <= length; i += 4 * V.Count)
        {
            a = V.LimitBelow(V.Load(x + i), a);
            b = V.LimitBelow(V.Load(x + i + V.Count), b);
            c = V.LimitBelow(V.Load(x + i + 2 * V.Count), c);
            d = V.LimitBelow(V.Load(x + i + 3 * V.Count), d);
        }
        for (; i + V.Count <= length; i += V.Count) a = V.LimitBelow(V.Load(x + i), a);
        if (i < length) b = V.LimitBelow(PartialVector.Merge<V, T>(PartialVector.Load<V, T>(x + i, length - i), lowest, length - i), b);
        return Across.Largest<V, T>(V.LimitBelow(V.LimitBelow(a, b), V.LimitBelow(c, d)));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static T Exponentials(T* y, T* x, T top, long length)
    {
        V center = V.Create(top), total = V.Zero;
        long i = 0;
        while (length - i >= V.Count)
        {
            V sum = V.Zero;
            for (long end = Math.Min(length, i + SumLength * V.Count); i + V.Count <= end; i += V.Count)
            {
                V e = Elementary.NormalExp<V, T>(V.Load(x + i) - center);
                sum += e;
                V.Store(e, y + i);
            }
            total += sum;
        }
        if (i < length)
        {
            V e = Elementary.NormalExp<V, T>(PartialVector.Load<V, T>(x + i, length - i) - center);
            total += PartialVector.Merge<V, T>(e, V.Zero, length - i);
            PartialVector.Store(e, y + i, length - i);
        }
        return V.Sum(total);
    }

    private static long Most(long length) => Math.Clamp(BytesAtOnce / (length * sizeof(T)), 1, RowsAtOnce);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tops(T* tops, T* x, long rows, long length)
    {
        for (long r = 0; r < rows; r++) tops[r] = Top(x + r * length, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Logarithms(T* sums, long count)
    {
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) V.Store(Elementary.Log<V, T>(V.Load(sums + i)), sums + i);
        if (i < count) PartialVector.Store(Elementary.Log<V, T>(PartialVector.Load<V, T>(sums + i, count - i)), sums + i, count - i);
    }

    // The largest of each row, and Σ exp(x − top). All rows in one call, with one exponential in it: its constants are loaded once.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sums(T* tops, T* sums, T* x, long rows, long length)
    {
        V lowest = V.Create(double.NegativeInfinity);
        bool isShort = length * sizeof(T) <= ShortBytes;
        if (isShort) Tops(tops, x, rows, length);
        for (long r = 0; r < rows; r++, x += length)
        {
            if (!isShort) tops[r] = Top(x, length);
            V center = V.Create(tops[r]), total = V.Zero, sum = V.Zero;
            int pending = 0;
            for (long i = 0; i < length; i += V.Count)
            {
                // The lanes beyond the end add exp(−∞).
                V value = length - i >= V.Count ? V.Load(x + i) : PartialVector.Merge<V, T>(PartialVector.Load<V, T>(x + i, length - i), lowest, length - i);
                sum += Elementary.NormalExp<V, T>(value - center);
                if (++pending < SumLength) continue;
                (total, sum, pending) = (total + sum, V.Zero, 0);
            }
            sums[r] = V.Sum(total + sum);
        }
    }
}
