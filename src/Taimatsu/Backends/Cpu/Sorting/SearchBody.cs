using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Finds the places of values in ascending lines by halving, without branches that depend on the data.</summary>
internal unsafe struct SearchBody<T, TKey> : IRangeBody where T : unmanaged where TKey : struct, ISortKey<T>
{
    public long* Target;
    public T* Boundaries, Values;
    public long Length; // of a line of boundaries
    public long PerLine; // values that share a line
    public bool Right;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        while (begin < end)
        {
            long line = begin / PerLine, lineEnd = PerLine < long.MaxValue ? Math.Min(end, (line + 1) * PerLine) : end;
            T* boundaries = Boundaries + line * Length;
            if (Length == 0) new Span<long>(Target + begin, checked((int)(lineEnd - begin))).Clear();
            else if (typeof(T) == typeof(float)) Search((float*)boundaries, (float*)Values, begin, lineEnd);
            else if (typeof(T) == typeof(double)) Search((double*)boundaries, (double*)Values, begin, lineEnd);
            else if (typeof(T) == typeof(long)) Search((long*)boundaries, (long*)Values, begin, lineEnd);
            else if (typeof(T) == typeof(int)) Search((int*)boundaries, (int*)Values, begin, lineEnd);
            else SearchKeys(boundaries, begin, lineEnd);
            begin = lineEnd;
        }
    }

    private readonly void Search<K>(K* boundaries, K* values, long begin, long end) where K : unmanaged, IComparisonOperators<K, K, bool>
    {
        if (Right) Search<K, BeyondRight>(boundaries, values, begin, end);
        else Search<K, BeyondLeft>(boundaries, values, begin, end);
    }

    // Each step of a search waits for the one before; steps of several searches go on in the meantime. All look where PyTorch's do: with NaN among the boundaries that makes a difference.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Search<K, TBeyond>(K* boundaries, K* values, long begin, long end) where K : unmanaged, IComparisonOperators<K, K, bool> where TBeyond : struct, IBeyond
    {
        long* target = Target;
        long i = begin, length = Length;
        if (boundaries[length - 1] == boundaries[length - 1])
        {
            SearchOrdered<K, TBeyond>(boundaries, values, begin, end);
            return;
        }
        // Of n steps one less may be enough: the last one then looks at nothing.
        int steps = 64 - BitOperations.LeadingZeroCount((ulong)length);
        for (; i + 4 <= end; i += 4)
        {
            long a = 0, b = 0, c = 0, d = 0, aCount = length, bCount = length, cCount = length, dCount = length;
            K x = values[i], y = values[i + 1], z = values[i + 2], w = values[i + 3];
            for (int k = 0; k < steps; k++)
            {
                Step<K, TBeyond>(boundaries, length, x, ref a, ref aCount);
                Step<K, TBeyond>(boundaries, length, y, ref b, ref bCount);
                Step<K, TBeyond>(boundaries, length, z, ref c, ref cCount);
                Step<K, TBeyond>(boundaries, length, w, ref d, ref dCount);
            }
            target[i] = a;
            target[i + 1] = b;
            target[i + 2] = c;
            target[i + 3] = d;
        }
        for (; i < end; i++)
        {
            long a = 0, count = length;
            for (int k = 0; k < steps; k++) Step<K, TBeyond>(boundaries, length, values[i], ref a, ref count);
            target[i] = a;
        }
    }

    // Without NaN among the boundaries all searches may halve the same lengths, whatever they find: a step is a comparison and an addition.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void SearchOrdered<K, TBeyond>(K* boundaries, K* values, long begin, long end) where K : unmanaged, IComparisonOperators<K, K, bool> where TBeyond : struct, IBeyond
    {
        long* target = Target;
        long i = begin, length = Length;
        for (; i + 8 <= end; i += 8)
        {
            K* a = boundaries, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
            K* x = values + i;
            for (long left = length; left > 1;)
            {
                long half = left >> 1;
                a += half & TBeyond.Mask(a[half - 1], x[0]);
                b += half & TBeyond.Mask(b[half - 1], x[1]);
                c += half & TBeyond.Mask(c[half - 1], x[2]);
                d += half & TBeyond.Mask(d[half - 1], x[3]);
                e += half & TBeyond.Mask(e[half - 1], x[4]);
                f += half & TBeyond.Mask(f[half - 1], x[5]);
                g += half & TBeyond.Mask(g[half - 1], x[6]);
                h += half & TBeyond.Mask(h[half - 1], x[7]);
                left -= half;
            }
            target[i] = a - boundaries - TBeyond.Mask(*a, x[0]);
            target[i + 1] = b - boundaries - TBeyond.Mask(*b, x[1]);
            target[i + 2] = c - boundaries - TBeyond.Mask(*c, x[2]);
            target[i + 3] = d - boundaries - TBeyond.Mask(*d, x[3]);
            target[i + 4] = e - boundaries - TBeyond.Mask(*e, x[4]);
            target[i + 5] = f - boundaries - TBeyond.Mask(*f, x[5]);
            target[i + 6] = g - boundaries - TBeyond.Mask(*g, x[6]);
            target[i + 7] = h - boundaries - TBeyond.Mask(*h, x[7]);
        }
        for (; i < end; i++)
        {
            K* a = boundaries;
            for (long left = length; left > 1;)
            {
                long half = left >> 1;
                a += half & TBeyond.Mask(a[half - 1], values[i]);
                left -= half;
            }
            target[i] = a - boundaries - TBeyond.Mask(*a, values[i]);
        }
    }

    // Among count boundaries from one on; without any left nothing changes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<K, TBeyond>(K* boundaries, long length, K value, ref long from, ref long count) where K : unmanaged, IComparisonOperators<K, K, bool> where TBeyond : struct, IBeyond
    {
        long half = count >> 1, beyond = TBeyond.Mask(boundaries[Math.Min(from + half, length - 1)], value) & (-count >> 63);
        from += (half + 1) & beyond;
        count = half + ((count - 2 * half - 1) & beyond);
    }

    // Whether a value's place lies beyond a boundary: all ones or nothing. NaN is not at or above anything, so the search passes it, and for NaN it passes all. Floating point numbers are
    // compared as vectors: a flag of theirs is set in a part of a register, and searches would wait for each other to have done with the rest of it.
    private interface IBeyond
    {
        static abstract long Mask<K>(K boundary, K value) where K : unmanaged, IComparisonOperators<K, K, bool>;
    }

    private readonly struct BeyondLeft : IBeyond
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static long Mask<K>(K boundary, K value) where K : unmanaged, IComparisonOperators<K, K, bool> => typeof(K) == typeof(float) || typeof(K) == typeof(double)
            ? ~First(Vector128.GreaterThanOrEqual(Vector128.CreateScalarUnsafe(boundary), Vector128.CreateScalarUnsafe(value)))
            : Unsafe.BitCast<bool, byte>(boundary >= value) - 1L;
    }

    private readonly struct BeyondRight : IBeyond
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static long Mask<K>(K boundary, K value) where K : unmanaged, IComparisonOperators<K, K, bool> => typeof(K) == typeof(float) || typeof(K) == typeof(double)
            ? ~First(Vector128.GreaterThan(Vector128.CreateScalarUnsafe(boundary), Vector128.CreateScalarUnsafe(value)))
            : Unsafe.BitCast<bool, byte>(boundary > value) - 1L;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long First<K>(Vector128<K> mask) where K : unmanaged => sizeof(K) == 8 ? mask.AsInt64().ToScalar() : mask.AsInt32().ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void SearchKeys(T* line, long begin, long end)
    {
        for (long i = begin; i < end; i++)
        {
            ulong value = TKey.Of(Values[i]) ^ TKey.Sign;
            long from = 0, count = Length;
            while (count > 0)
            {
                long half = count >> 1;
                ulong boundary = TKey.Of(line[from + half]) ^ TKey.Sign;
                bool after = boundary < value || (Right && boundary == value) || TKey.IsNaN(boundary) || TKey.IsNaN(value);
                from = after ? from + half + 1 : from;
                count = after ? count - half - 1 : half;
            }
            Target[i] = from;
        }
    }
}
