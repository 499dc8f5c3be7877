using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The vector loops of reductions, over contiguous elements of the type that is computed in.</summary>
internal static unsafe class ReduceVector<T, TOp> where T : unmanaged where TOp : struct, IReduceOp
{
    // So many additions go into one lane before it is added to the total: longer ones lose more bits.
    private const int SumLength = 16;

    /// <summary>The combination of a run; the four independent sums hide the latency and keep float errors small.</summary>
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

    [SkipLocalsInit]
    private static T First(V128<T> value)
    {
        T* lanes = stackalloc T[V128<T>.Count];
        V128<T>.Store(value, lanes);
        return lanes[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Run<V>(TOp op, T* x, long count, T center) where V : struct, ISimd<V, T>
    {
        V c = V.Create(center), a0 = op.Identity<V, T>();
        long i = 0;
        while (count - i >= 4 * V.Count)
        {
            V b0 = op.Identity<V, T>(), b1 = b0, b2 = b0, b3 = b0;
            for (long end = Math.Min(count, i + SumLength * 4 * V.Count); i + 4 * V.Count <= end; i += 4 * V.Count)
            {
                b0 = op.Combine<V, T>(b0, op.Map<V, T>(V.Load(x + i), c));
                b1 = op.Combine<V, T>(b1, op.Map<V, T>(V.Load(x + i + V.Count), c));
                b2 = op.Combine<V, T>(b2, op.Map<V, T>(V.Load(x + i + 2 * V.Count), c));
                b3 = op.Combine<V, T>(b3, op.Map<V, T>(V.Load(x + i + 3 * V.Count), c));
            }
            a0 = op.Combine<V, T>(a0, op.Combine<V, T>(op.Combine<V, T>(b0, b1), op.Combine<V, T>(b2, b3)));
        }
        for (; i + V.Count <= count; i += V.Count) a0 = op.Combine<V, T>(a0, op.Map<V, T>(V.Load(x + i), c));
        return Across(op, a0, x + i, count - i, c);
    }

    // The last elements and the lanes of the sum, folded by halves.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Across<V>(TOp op, V sum, T* x, long count, V center) where V : struct, ISimd<V, T>
    {
        if (count > 0) sum = op.Combine<V, T>(sum, PartialVector.Merge<V, T>(op.Map<V, T>(PartialVector.Load<V, T>(x, count), center), op.Identity<V, T>(), count));
        // By quarters of what was stored: a load that lies within one store gets its value at once.
        T* lanes = stackalloc T[V.Count];
        T* one = stackalloc T[V128<T>.Count];
        V.Store(sum, lanes);
        int width = V128<T>.Count;
        for (int half = V.Count / 2; half >= width; half /= 2)
            for (int i = 0; i < half; i += width) V128<T>.Store(op.Combine<V128<T>, T>(V128<T>.Load(lanes + i), V128<T>.Load(lanes + i + half)), lanes + i);
        for (int half = width / 2; half >= 1; half /= 2)
            for (int i = 0; i < half; i++)
            {
                V128<T>.Store(op.Combine<V128<T>, T>(V128<T>.Create(lanes[i]), V128<T>.Create(lanes[i + half])), one);
                lanes[i] = one[0];
            }
        return lanes[0];
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
