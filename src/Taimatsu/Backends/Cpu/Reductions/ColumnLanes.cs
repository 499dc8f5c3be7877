using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Columns combined down rows that lie a step apart: up to eight vectors of a row at a time, whose combinations stay in registers. Where the columns do not fill whole groups of vectors, the last
/// group overlaps the one before and gives the shared columns the same values again, which costs less than single vectors do.
/// </summary>
internal static unsafe class ColumnLanes<T, TOp> where T : unmanaged where TOp : struct, IReduceOp
{
    private const int Most = 8; // vectors of a row whose combinations the registers hold

    /// <summary>
    /// to[i] = from[i] combined with column i of the rows, or the columns alone without a <paramref name="from"/>; the results of the combinations if it <paramref name="finishes"/>. Unless it
    /// does, from and to have room for a whole vector; the centres have so in any case.
    /// </summary>
    public static void Run(TOp op, T* from, T* to, bool finishes, byte* x, long step, long rows, T* centers, long count)
    {
        if (VectorWidth.Bits >= 512) Run<V512<T>>(op, from, to, finishes, x, step, rows, centers, count);
        else if (VectorWidth.Bits >= 256) Run<V256<T>>(op, from, to, finishes, x, step, rows, centers, count);
        else Run<V128<T>>(op, from, to, finishes, x, step, rows, centers, count);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<V>(TOp op, T* from, T* to, bool finishes, byte* x, long step, long rows, T* centers, long count) where V : struct, ISimd<V, T>
    {
        int lanes = V.Count;
        if (count < lanes)
        {
            Partial<V>(op, from, to, finishes, x, step, rows, centers, count);
            return;
        }
        // Of groups of eight, four or one: the largest that the columns fill at least once.
        int group = TOp.MapsAtLength || count < 4 * lanes ? 1 : count < Most * lanes ? 4 : Most;
        long width = (long)group * lanes, last = count - width, rest = count % width;
        T* overlapping = stackalloc T[Most * lanes];
        if (rest != 0) Group<V>(op, from == null ? null : from + last, overlapping, finishes, x + last * sizeof(T), step, rows, centers + last, group);
        for (long i = 0; i <= last; i += width) Group<V>(op, from == null ? null : from + i, to + i, finishes, x + i * sizeof(T), step, rows, centers + i, group);
        if (rest == 0) return;
        for (int v = 0; v < group; v++) V.Store(V.Load(overlapping + v * lanes), to + last + v * lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group<V>(TOp op, T* from, T* to, bool finishes, byte* x, long step, long rows, T* centers, int group) where V : struct, ISimd<V, T>
    {
        if (group == Most) Eight<V>(op, from, to, finishes, x, step, rows, centers);
        else if (TOp.MapsAtLength) OneAtLength<V>(op, from, to, finishes, x, step, rows, centers);
        else if (group == 4) Four<V>(op, from, to, finishes, x, step, rows, centers);
        else One<V>(op, from, to, finishes, x, step, rows, centers);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Eight<V>(TOp op, T* from, T* to, bool finishes, byte* x, long step, long rows, T* centers) where V : struct, ISimd<V, T>
    {
        if (TOp.MapsAtLength) return; // taken one by one
        int n = V.Count;
        V a0 = op.Identity<V, T>(), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        if (from != null)
        {
            (a0, a1, a2, a3) = (V.Load(from), V.Load(from + n), V.Load(from + 2 * n), V.Load(from + 3 * n));
            (a4, a5, a6, a7) = (V.Load(from + 4 * n), V.Load(from + 5 * n), V.Load(from + 6 * n), V.Load(from + 7 * n));
        }
        for (; rows >= 4; rows -= 4, x += 4 * step)
        {
            a0 = op.Combine<V, T>(a0, OfFour<V>(op, x, step, centers, 0));
            a1 = op.Combine<V, T>(a1, OfFour<V>(op, x, step, centers, n));
            a2 = op.Combine<V, T>(a2, OfFour<V>(op, x, step, centers, 2 * n));
            a3 = op.Combine<V, T>(a3, OfFour<V>(op, x, step, centers, 3 * n));
            a4 = op.Combine<V, T>(a4, OfFour<V>(op, x, step, centers, 4 * n));
            a5 = op.Combine<V, T>(a5, OfFour<V>(op, x, step, centers, 5 * n));
            a6 = op.Combine<V, T>(a6, OfFour<V>(op, x, step, centers, 6 * n));
            a7 = op.Combine<V, T>(a7, OfFour<V>(op, x, step, centers, 7 * n));
        }
        for (; rows > 0; rows--, x += step)
        {
            a0 = op.Combine<V, T>(a0, OfOne<V>(op, x, centers, 0));
            a1 = op.Combine<V, T>(a1, OfOne<V>(op, x, centers, n));
            a2 = op.Combine<V, T>(a2, OfOne<V>(op, x, centers, 2 * n));
            a3 = op.Combine<V, T>(a3, OfOne<V>(op, x, centers, 3 * n));
            a4 = op.Combine<V, T>(a4, OfOne<V>(op, x, centers, 4 * n));
            a5 = op.Combine<V, T>(a5, OfOne<V>(op, x, centers, 5 * n));
            a6 = op.Combine<V, T>(a6, OfOne<V>(op, x, centers, 6 * n));
            a7 = op.Combine<V, T>(a7, OfOne<V>(op, x, centers, 7 * n));
        }
        V.Store(a0, to);
        V.Store(a1, to + n);
        V.Store(a2, to + 2 * n);
        V.Store(a3, to + 3 * n);
        V.Store(a4, to + 4 * n);
        V.Store(a5, to + 5 * n);
        V.Store(a6, to + 6 * n);
        V.Store(a7, to + 7 * n);
        if (finishes) Finish<V>(op, to, centers, Most);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four<V>(TOp op, T* from, T* to, bool finishes, byte* x, long step, long rows, T* centers) where V : struct, ISimd<V, T>
    {
        if (TOp.MapsAtLength) return;
        int n = V.Count;
        V a0 = op.Identity<V, T>(), a1 = a0, a2 = a0, a3 = a0;
        if (from != null) (a0, a1, a2, a3) = (V.Load(from), V.Load(from + n), V.Load(from + 2 * n), V.Load(from + 3 * n));
        for (; rows >= 4; rows -= 4, x += 4 * step)
        {
            a0 = op.Combine<V, T>(a0, OfFour<V>(op, x, step, centers, 0));
            a1 = op.Combine<V, T>(a1, OfFour<V>(op, x, step, centers, n));
            a2 = op.Combine<V, T>(a2, OfFour<V>(op, x, step, centers, 2 * n));
            a3 = op.Combine<V, T>(a3, OfFour<V>(op, x, step, centers, 3 * n));
        }
        for (; rows > 0; rows--, x += step)
        {
            a0 = op.Combine<V, T>(a0, OfOne<V>(op, x, centers, 0));
            a1 = op.Combine<V, T>(a1, OfOne<V>(op, x, centers, n));
            a2 = op.Combine<V, T>(a2, OfOne<V>(op, x, centers, 2 * n));
            a3 = op.Combine<V, T>(a3, OfOne<V>(op, x, centers, 3 * n));
        }
        V.Store(a0, to);
        V.Store(a1, to + n);
        V.Store(a2, to + 2 * n);
        V.Store(a3, to + 3 * n);
        if (finishes) Finish<V>(op, to, centers, 4);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void One<V>(TOp op, T* from, T* to, bool finishes, byte* x, long step, long rows, T* centers) where V : struct, ISimd<V, T>
    {
        V sum = from == null ? op.Identity<V, T>() : V.Load(from);
        for (; rows >= 4; rows -= 4, x += 4 * step) sum = op.Combine<V, T>(sum, OfFour<V>(op, x, step, centers, 0));
        for (; rows > 0; rows--, x += step) sum = op.Combine<V, T>(sum, OfOne<V>(op, x, centers, 0));
        V.Store(sum, to);
        if (finishes) Finish<V>(op, to, centers, 1);
    }

    // With one map in it, so that the compiler inlines all of it.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void OneAtLength<V>(TOp op, T* from, T* to, bool finishes, byte* x, long step, long rows, T* centers) where V : struct, ISimd<V, T>
    {
        V sum = from == null ? op.Identity<V, T>() : V.Load(from), c = V.Load(centers);
        for (; rows > 0; rows--, x += step) sum = op.Combine<V, T>(sum, op.Map<V, T>(V.Load((T*)x), c));
        V.Store(sum, to);
        if (finishes) Finish<V>(op, to, centers, 1);
    }

    // Fewer columns than lanes.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Partial<V>(TOp op, T* from, T* to, bool finishes, byte* x, long step, long rows, T* centers, long count) where V : struct, ISimd<V, T>
    {
        V sum = from == null ? op.Identity<V, T>() : V.Load(from), c = V.Load(centers);
        for (; rows > 0; rows--, x += step) sum = op.Combine<V, T>(sum, op.Map<V, T>(PartialVector.Load<V, T>((T*)x, count), c));
        if (finishes) PartialVector.Store(op.Finish<V, T>(sum, c), to, count);
        else V.Store(sum, to);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Finish<V>(TOp op, T* to, T* centers, int vectors) where V : struct, ISimd<V, T>
    {
        for (int i = 0; i < vectors * V.Count; i += V.Count) V.Store(op.Finish<V, T>(V.Load(to + i), V.Load(centers + i)), to + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V OfOne<V>(TOp op, byte* x, T* centers, int at) where V : struct, ISimd<V, T> => op.Map<V, T>(V.Load((T*)x + at), V.Load(centers + at));

    // One vector of four rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V OfFour<V>(TOp op, byte* x, long step, T* centers, int at) where V : struct, ISimd<V, T>
    {
        V c = V.Load(centers + at);
        var left = op.Combine<V, T>(op.Map<V, T>(V.Load((T*)x + at), c), op.Map<V, T>(V.Load((T*)(x + step) + at), c));
        var right = op.Combine<V, T>(op.Map<V, T>(V.Load((T*)(x + 2 * step) + at), c), op.Map<V, T>(V.Load((T*)(x + 3 * step) + at), c));
        return op.Combine<V, T>(left, right);
    }
}
