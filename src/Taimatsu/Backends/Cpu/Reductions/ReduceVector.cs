using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>The vector loops of reductions, over contiguous elements of the type that is computed in.</summary>
internal static unsafe class ReduceVector<T, TOp> where T : unmanaged where TOp : struct, IReduceOp
{
    // So many additions go into one lane before it is added to the total: longer ones lose more bits.
    private const int SumLength = 16, LongSumLength = 64;

    /// <summary>The combination of a run; the eight independent sums hide the latency and keep float errors small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Run(TOp op, T* x, long count, T center)
    {
        if (VectorWidth.Bits >= 512) return Across.Combine<V512<T>, T, TOp>(op, Lanes<V512<T>>(op, x, count, V512<T>.Create(center)));
        if (VectorWidth.Bits >= 256) return Across.Combine<V256<T>, T, TOp>(op, Lanes<V256<T>>(op, x, count, V256<T>.Create(center)));
        return Across.Combine<V128<T>, T, TOp>(op, Lanes<V128<T>>(op, x, count, V128<T>.Create(center)));
    }

    /// <summary>accumulators[i] = accumulators[i] combined with the i-th elements of up to four rows.</summary>
    public static void Rows(TOp op, T* accumulators, T** rows, int rowCount, T* centers, long count)
    {
        if (VectorWidth.Bits >= 512) Rows<V512<T>>(op, accumulators, rows, rowCount, centers, count);
        else if (VectorWidth.Bits >= 256) Rows<V256<T>>(op, accumulators, rows, rowCount, centers, count);
        else Rows<V128<T>>(op, accumulators, rows, rowCount, centers, count);
    }

    /// <summary>left[i] = left[i] combined with right[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Combine(TOp op, T* left, T* right, long count)
    {
        long i = 0;
        for (; i + V128<T>.Count <= count; i += V128<T>.Count)
            V128<T>.Store(op.Combine<V128<T>, T>(V128<T>.Load(left + i), V128<T>.Load(right + i)), left + i);
        for (; i < count; i++) left[i] = Combine(op, left[i], right[i]);
    }

    /// <summary>target[i] = the result of accumulators[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(TOp op, T* accumulators, T* centers, T* target, long count)
    {
        long i = 0;
        for (; i + V128<T>.Count <= count; i += V128<T>.Count) V128<T>.Store(op.Finish<V128<T>, T>(V128<T>.Load(accumulators + i), V128<T>.Load(centers + i)), target + i);
        for (; i < count; i++) target[i] = Finish(op, accumulators[i], centers[i]);
    }

    /// <summary>Two combinations as one.</summary>
    public static T Combine(TOp op, T left, T right) => First(op.Combine<V128<T>, T>(V128<T>.Create(left), V128<T>.Create(right)));

    /// <summary>The result of a combination.</summary>
    public static T Finish(TOp op, T total, T center) => First(op.Finish<V128<T>, T>(V128<T>.Create(total), V128<T>.Create(center)));

    /// <summary>The value that changes nothing.</summary>
    public static T Identity(TOp op) => First(op.Identity<V128<T>, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T First(V128<T> value) => Unsafe.BitCast<V128<T>, Vector128<T>>(value).ToScalar();

    /// <summary>The combination of a run, spread over the lanes of a vector.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Lanes<V>(TOp op, T* x, long count, V c) where V : struct, ISimd<V, T>
    {
        if (TOp.MapsAtLength) return LongLanes(op, x, count, c);
        V a0 = op.Identity<V, T>();
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
        return i == count ? a0 : Rest(op, a0, x + i, count - i, c);
    }

    // Written out eight times a long map is more than the compiler inlines.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V LongLanes<V>(TOp op, T* x, long count, V c) where V : struct, ISimd<V, T>
    {
        V identity = op.Identity<V, T>(), total = identity, sum = identity;
        int pending = 0;
        for (long i = 0; i < count; i += V.Count)
        {
            long rest = count - i;
            V value = op.Map<V, T>(rest >= V.Count ? V.Load(x + i) : PartialVector.Load<V, T>(x + i, rest), c);
            sum = op.Combine<V, T>(sum, rest >= V.Count ? value : PartialVector.Merge<V, T>(value, identity, rest));
            if (++pending < LongSumLength) continue;
            (total, sum, pending) = (op.Combine<V, T>(total, sum), identity, 0);
        }
        return op.Combine<V, T>(total, sum);
    }

    // The last elements.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V Rest<V>(TOp op, V sum, T* x, long count, V center) where V : struct, ISimd<V, T>
        => op.Combine<V, T>(sum, PartialVector.Merge<V, T>(op.Map<V, T>(PartialVector.Load<V, T>(x, count), center), op.Identity<V, T>(), count));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Rows<V>(TOp op, T* accumulators, T** rows, int rowCount, T* centers, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        if (rowCount == 4 && !TOp.MapsAtLength)
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
