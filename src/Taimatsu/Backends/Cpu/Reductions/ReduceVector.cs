using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>The vector loops of reductions, over contiguous elements of the type that is computed in.</summary>
internal static unsafe class ReduceVector<T, TOp> where T : unmanaged where TOp : struct, IReduceOp
{
    // So many additions go into one lane before it is added to the total: longer ones lose more bits.
    private const int SumLength = 16;

    /// <summary>The combination of a run; the eight independent sums hide the latency and keep float errors small.</summary>
    public static T Run(TOp op, T* x, long count, T center)
    {
        if (VectorWidth.Bits >= 512) return Run<V512<T>>(op, x, count, center);
        if (VectorWidth.Bits >= 256) return Run<V256<T>>(op, x, count, center);
        return Run<V128<T>>(op, x, count, center);
    }

    /// <summary>accumulators[i] = accumulators[i] combined with the i-th elements of up to four rows.</summary>
    public static void Rows(TOp op, T* accumulators, T** rows, int rowCount, T* centers, long count)
    {
        if (VectorWidth.Bits >= 512) Rows<V512<T>>(op, accumulators, rows, rowCount, centers, count);
        else if (VectorWidth.Bits >= 256) Rows<V256<T>>(op, accumulators, rows, rowCount, centers, count);
        else Rows<V128<T>>(op, accumulators, rows, rowCount, centers, count);
    }

    /// <summary>accumulators[i] = accumulators[i] combined with the i-th elements of rows that lie a step apart: the same value as from <see cref="Rows"/>, without a way through memory.</summary>
    public static void Columns(TOp op, T* accumulators, byte* x, long step, long rowCount, T* centers, long count)
    {
        if (VectorWidth.Bits >= 512) Columns<V512<T>>(op, accumulators, x, step, rowCount, centers, count);
        else if (VectorWidth.Bits >= 256) Columns<V256<T>>(op, accumulators, x, step, rowCount, centers, count);
        else Columns<V128<T>>(op, accumulators, x, step, rowCount, centers, count);
    }

    /// <summary>target[i] = the result of accumulators[i]. The accumulators and centres have room for a whole vector.</summary>
    public static void Finish(TOp op, T* accumulators, T* centers, T* target, long count)
    {
        long i = 0;
        for (; i + V128<T>.Count <= count; i += V128<T>.Count) V128<T>.Store(op.Finish<V128<T>, T>(V128<T>.Load(accumulators + i), V128<T>.Load(centers + i)), target + i);
        for (; i < count; i++) target[i] = Finish(op, accumulators[i], centers[i]);
    }

    /// <summary>left[i] = left[i] combined with right[i]. Both have room for a whole number of the widest vectors.</summary>
    public static void Combine(TOp op, T* left, T* right, long count)
    {
        for (long i = 0; i < count; i += V128<T>.Count)
            V128<T>.Store(op.Combine<V128<T>, T>(V128<T>.Load(left + i), V128<T>.Load(right + i)), left + i);
    }

    /// <summary>Two combinations as one.</summary>
    public static T Combine(TOp op, T left, T right) => First(op.Combine<V128<T>, T>(V128<T>.Create(left), V128<T>.Create(right)));

    /// <summary>The result of a combination.</summary>
    public static T Finish(TOp op, T total, T center) => First(op.Finish<V128<T>, T>(V128<T>.Create(total), V128<T>.Create(center)));

    /// <summary>The value that changes nothing.</summary>
    public static T Identity(TOp op) => First(op.Identity<V128<T>, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T First(V128<T> value) => Unsafe.BitCast<V128<T>, Vector128<T>>(value).ToScalar();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Run<V>(TOp op, T* x, long count, T center) where V : struct, ISimd<V, T>
    {
        V c = V.Create(center), a0 = op.Identity<V, T>();
        long i = 0;
        while (count - i >= 16 * V.Count)
        {
            V b0 = op.Identity<V, T>(), b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0, b6 = b0, b7 = b0;
            for (long end = Math.Min(count, i + SumLength * 8 * V.Count); i + 8 * V.Count <= end; i += 8 * V.Count)
            {
                b0 = op.Combine<V, T>(b0, op.Map<V, T>(V.Load(x + i), c));
                b1 = op.Combine<V, T>(b1, op.Map<V, T>(V.Load(x + i + V.Count), c));
                b2 = op.Combine<V, T>(b2, op.Map<V, T>(V.Load(x + i + 2 * V.Count), c));
                b3 = op.Combine<V, T>(b3, op.Map<V, T>(V.Load(x + i + 3 * V.Count), c));
                b4 = op.Combine<V, T>(b4, op.Map<V, T>(V.Load(x + i + 4 * V.Count), c));
                b5 = op.Combine<V, T>(b5, op.Map<V, T>(V.Load(x + i + 5 * V.Count), c));
                b6 = op.Combine<V, T>(b6, op.Map<V, T>(V.Load(x + i + 6 * V.Count), c));
                b7 = op.Combine<V, T>(b7, op.Map<V, T>(V.Load(x + i + 7 * V.Count), c));
            }
            b0 = op.Combine<V, T>(op.Combine<V, T>(b0, b4), op.Combine<V, T>(b1, b5));
            b2 = op.Combine<V, T>(op.Combine<V, T>(b2, b6), op.Combine<V, T>(b3, b7));
            a0 = op.Combine<V, T>(a0, op.Combine<V, T>(b0, b2));
        }
        if (count - i >= 4 * V.Count)
        {
            V b0 = op.Identity<V, T>(), b1 = b0, b2 = b0, b3 = b0;
            for (; i + 4 * V.Count <= count; i += 4 * V.Count)
            {
                b0 = op.Combine<V, T>(b0, op.Map<V, T>(V.Load(x + i), c));
                b1 = op.Combine<V, T>(b1, op.Map<V, T>(V.Load(x + i + V.Count), c));
                b2 = op.Combine<V, T>(b2, op.Map<V, T>(V.Load(x + i + 2 * V.Count), c));
                b3 = op.Combine<V, T>(b3, op.Map<V, T>(V.Load(x + i + 3 * V.Count), c));
            }
            a0 = op.Combine<V, T>(a0, op.Combine<V, T>(op.Combine<V, T>(b0, b1), op.Combine<V, T>(b2, b3)));
        }
        for (; i + V.Count <= count; i += V.Count) a0 = op.Combine<V, T>(a0, op.Map<V, T>(V.Load(x + i), c));
        return i == count ? Across.Combine<V, T, TOp>(op, a0) : Rest(op, a0, x + i, count - i, c);
    }

    // The last elements and the lanes of the sum, folded by halves.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Rest<V>(TOp op, V sum, T* x, long count, V center) where V : struct, ISimd<V, T>
    {
        sum = op.Combine<V, T>(sum, PartialVector.Merge<V, T>(op.Map<V, T>(PartialVector.Load<V, T>(x, count), center), op.Identity<V, T>(), count));
        return Across.Combine<V, T, TOp>(op, sum);
    }

    private const int Together = 8; // vectors of a row whose accumulators the registers hold

    private static void Columns<V>(TOp op, T* accumulators, byte* x, long step, long rowCount, T* centers, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        for (; i + Together * V.Count <= count; i += Together * V.Count) Eight<V>(op, accumulators + i, x + i * sizeof(T), step, rowCount, centers + i);
        for (; i + V.Count <= count; i += V.Count) Single<V>(op, accumulators + i, x + i * sizeof(T), step, rowCount, centers + i);
        if (i == count) return;
        T** rows = stackalloc T*[4];
        for (long row = 0; row < rowCount;)
        {
            int n = (int)Math.Min(4, rowCount - row);
            for (int r = 0; r < n; r++, row++) rows[r] = (T*)(x + row * step);
            RowTails<V>(op, accumulators + i, rows, n, centers + i, i, count - i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Eight<V>(TOp op, T* accumulators, byte* x, long step, long rowCount, T* centers) where V : struct, ISimd<V, T>
    {
        int n = V.Count;
        V a0 = V.Load(accumulators), a1 = V.Load(accumulators + n), a2 = V.Load(accumulators + 2 * n), a3 = V.Load(accumulators + 3 * n);
        V a4 = V.Load(accumulators + 4 * n), a5 = V.Load(accumulators + 5 * n), a6 = V.Load(accumulators + 6 * n), a7 = V.Load(accumulators + 7 * n);
        long row = 0;
        for (; row + 4 <= rowCount; row += 4, x += 4 * step)
        {
            a0 = op.Combine<V, T>(a0, Four<V>(op, x, step, centers, 0));
            a1 = op.Combine<V, T>(a1, Four<V>(op, x, step, centers, n));
            a2 = op.Combine<V, T>(a2, Four<V>(op, x, step, centers, 2 * n));
            a3 = op.Combine<V, T>(a3, Four<V>(op, x, step, centers, 3 * n));
            a4 = op.Combine<V, T>(a4, Four<V>(op, x, step, centers, 4 * n));
            a5 = op.Combine<V, T>(a5, Four<V>(op, x, step, centers, 5 * n));
            a6 = op.Combine<V, T>(a6, Four<V>(op, x, step, centers, 6 * n));
            a7 = op.Combine<V, T>(a7, Four<V>(op, x, step, centers, 7 * n));
        }
        V.Store(a0, accumulators);
        V.Store(a1, accumulators + n);
        V.Store(a2, accumulators + 2 * n);
        V.Store(a3, accumulators + 3 * n);
        V.Store(a4, accumulators + 4 * n);
        V.Store(a5, accumulators + 5 * n);
        V.Store(a6, accumulators + 6 * n);
        V.Store(a7, accumulators + 7 * n);
        if (row == rowCount) return;
        for (int v = 0; v < Together; v++) Single<V>(op, accumulators + v * n, x + v * n * sizeof(T), step, rowCount - row, centers + v * n);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Single<V>(TOp op, T* accumulators, byte* x, long step, long rowCount, T* centers) where V : struct, ISimd<V, T>
    {
        V sum = V.Load(accumulators);
        long row = 0;
        for (; row + 4 <= rowCount; row += 4, x += 4 * step) sum = op.Combine<V, T>(sum, Four<V>(op, x, step, centers, 0));
        for (; row < rowCount; row++, x += step) sum = op.Combine<V, T>(sum, op.Map<V, T>(V.Load((T*)x), V.Load(centers)));
        V.Store(sum, accumulators);
    }

    // One vector of four rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Four<V>(TOp op, byte* x, long step, T* centers, int at) where V : struct, ISimd<V, T>
    {
        V c = V.Load(centers + at);
        var left = op.Combine<V, T>(op.Map<V, T>(V.Load((T*)x + at), c), op.Map<V, T>(V.Load((T*)(x + step) + at), c));
        var right = op.Combine<V, T>(op.Map<V, T>(V.Load((T*)(x + 2 * step) + at), c), op.Map<V, T>(V.Load((T*)(x + 3 * step) + at), c));
        return op.Combine<V, T>(left, right);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rows<V>(TOp op, T* accumulators, T** rows, int rowCount, T* centers, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        if (rowCount == 4)
        {
            T* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3];
            for (; i + V.Count <= count; i += V.Count)
            {
                V c = V.Load(centers + i);
                var left = op.Combine<V, T>(op.Map<V, T>(V.Load(r0 + i), c), op.Map<V, T>(V.Load(r1 + i), c));
                var right = op.Combine<V, T>(op.Map<V, T>(V.Load(r2 + i), c), op.Map<V, T>(V.Load(r3 + i), c));
                V.Store(op.Combine<V, T>(V.Load(accumulators + i), op.Combine<V, T>(left, right)), accumulators + i);
            }
        }
        else
        {
            for (; i + V.Count <= count; i += V.Count)
                for (int r = 0; r < rowCount; r++)
                    V.Store(op.Combine<V, T>(V.Load(accumulators + i), op.Map<V, T>(V.Load(rows[r] + i), V.Load(centers + i))), accumulators + i);
        }
        if (i < count) RowTails<V>(op, accumulators + i, rows, rowCount, centers + i, i, count - i);
    }

    // Accumulators and centres have room for a whole vector; the rows do not.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RowTails<V>(TOp op, T* accumulators, T** rows, int rowCount, T* centers, long start, long count) where V : struct, ISimd<V, T>
    {
        T* lanes = stackalloc T[V.Count];
        V.Store(V.One, lanes);
        V sum = V.Load(accumulators), c = V.Load(centers);
        for (int r = 0; r < rowCount; r++)
        {
            Unsafe.CopyBlockUnaligned(lanes, rows[r] + start, (uint)(count * sizeof(T)));
            sum = op.Combine<V, T>(sum, op.Map<V, T>(V.Load(lanes), c));
        }
        V.Store(sum, accumulators);
    }
}
