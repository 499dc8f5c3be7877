using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Puts columns together by blocks, each for several rows at once: its tables stay in registers. The pointers are those of <see cref="ColumnWindows"/>, pinned.</summary>
internal unsafe struct BlockColumns<T> where T : unmanaged
{
    public int* Firsts, Kinds, Taps, Bases;
    public byte* Tables;
    public int Count, Outputs;
    public bool IsPick;

    /// <summary>
    /// Rows anywhere, into a target whose rows follow one another; up to the limit its memory is still to be written. Behind a row so much must be readable as the windows reach.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<V>(T** rows, int count, T* target, T* limit) where V : struct, ISimd<V, T>
    {
        for (int b = 0; b < Count; b++)
        {
            int first = Firsts[b], tap = Taps[b], taps = Taps[b + 1] - tap;
            // What a short block writes behind its outputs, the next one overwrites.
            int room = Math.Min(Outputs - first, V.Count);
            T* to = target + first;
            int end = (Kinds[b] >> ColumnWindows.RunShift) - 1;
            if (end >= 0)
            {
                Copy<V>(rows, count, to, Bases[tap], Firsts[end] - first);
                b = end;
            }
            else if (IsPick) Pick<V>(rows, count, to, room, Count == 1 ? limit : null, tap, Kinds[b]);
            else if (taps == 0 || (Kinds[b] & ColumnWindows.Apart) != 0) SumApart<V>(rows, count, to, room, tap, taps);
            else if (taps == 2) SumTwo<V>(rows, count, to, room, tap, Kinds[b]);
            else if (taps is 3 or 4) SumFour<V>(rows, count, to, room, tap, taps, Kinds[b]);
            else Sum<V>(rows, count, to, room, tap, taps, Kinds[b]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Pick<V>(T** rows, int count, T* target, int room, T* limit, int tap, int kind) where V : struct, ISimd<V, T>
    {
        int start = Bases[tap], step = Outputs;
        var index = Table<V>(tap, 0);
        for (int r = 0; r < count; r++, target += step)
        {
            T* row = rows[r] + start;
            V low = V.Load(row), value = WindowPick.Run<V, T>(low, (kind & ColumnWindows.Narrow) != 0 ? low : V.Load(row + V.Count), index);
            // What a single block writes behind a row, the next one overwrites.
            if (room == V.Count || target + V.Count <= limit) V.Store(value, target);
            else PartialVector.Store<V, T>(value, target, room);
        }
    }

    // A run of blocks that are one copy; the last one may overlap the one before.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Copy<V>(T** rows, int count, T* target, int start, int last) where V : struct, ISimd<V, T>
    {
        int step = Outputs;
        for (int r = 0; r < count; r++, target += step)
        {
            RowCopy.Overlapping<V, T>(rows[r] + start, target, last);
        }
    }

    // Two taps, as linear interpolation has and the way back from margins.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void SumTwo<V>(T** rows, int count, T* target, int room, int tap, int kind) where V : struct, ISimd<V, T>
    {
        int start = Bases[tap], step = Outputs;
        V index = Table<V>(tap, 0), weight = Table<V>(tap, 1), index2 = Table<V>(tap + 1, 0), weight2 = Table<V>(tap + 1, 1), mask = Table<V>(tap, 2), mask2 = Table<V>(tap + 1, 2);
        for (int r = 0; r < count; r++, target += step)
        {
            T* row = rows[r] + start;
            V low = V.Load(row), high = (kind & ColumnWindows.Narrow) != 0 ? low : V.Load(row + V.Count);
            V sum = WindowPick.Run<V, T>(low, high, index) * weight, value = WindowPick.Run<V, T>(low, high, index2);
            if ((kind & ColumnWindows.Partial) == 0) sum = V.MultiplyAdd(value, weight2, sum);
            else
            {
                sum = V.Select(mask, sum, V.Zero);
                sum = V.Select(mask2, V.MultiplyAdd(value, weight2, sum), sum);
            }
            Store(sum, target, room);
        }
    }

    // Three or four taps, as cubic interpolation has and the way back from linear.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void SumFour<V>(T** rows, int count, T* target, int room, int tap, int taps, int kind) where V : struct, ISimd<V, T>
    {
        int start = Bases[tap], step = Outputs, last = tap + taps - 1;
        V index = Table<V>(tap, 0), weight = Table<V>(tap, 1), index2 = Table<V>(tap + 1, 0), weight2 = Table<V>(tap + 1, 1);
        V index3 = Table<V>(tap + 2, 0), weight3 = Table<V>(tap + 2, 1), index4 = Table<V>(last, 0), weight4 = Table<V>(last, 1);
        V mask = Table<V>(tap, 2), mask2 = Table<V>(tap + 1, 2), mask3 = Table<V>(tap + 2, 2), mask4 = taps == 4 ? Table<V>(last, 2) : V.Zero;
        bool whole = (kind & ColumnWindows.Partial) == 0 && taps == 4;
        for (int r = 0; r < count; r++, target += step)
        {
            T* row = rows[r] + start;
            V low = V.Load(row), high = (kind & ColumnWindows.Narrow) != 0 ? low : V.Load(row + V.Count);
            V a = WindowPick.Run<V, T>(low, high, index), b = WindowPick.Run<V, T>(low, high, index2), c = WindowPick.Run<V, T>(low, high, index3), d = WindowPick.Run<V, T>(low, high, index4);
            V sum = a * weight;
            if (whole) sum = V.MultiplyAdd(d, weight4, V.MultiplyAdd(c, weight3, V.MultiplyAdd(b, weight2, sum)));
            else
            {
                // An output without a tap keeps its sum: the element at the place, times nothing, may be infinite.
                sum = V.Select(mask, sum, V.Zero);
                sum = V.Select(mask2, V.MultiplyAdd(b, weight2, sum), sum);
                sum = V.Select(mask3, V.MultiplyAdd(c, weight3, sum), sum);
                sum = V.Select(mask4, V.MultiplyAdd(d, weight4, sum), sum);
            }
            Store(sum, target, room);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Sum<V>(T** rows, int count, T* target, int room, int tap, int taps, int kind) where V : struct, ISimd<V, T>
    {
        int start = Bases[tap], step = Outputs;
        byte* tables = Tables + (long)tap * ColumnWindows.TableBytes, end = tables + (long)taps * ColumnWindows.TableBytes;
        for (int r = 0; r < count; r++, target += step)
        {
            T* row = rows[r] + start;
            V sum = V.Zero, low = V.Load(row), high = (kind & ColumnWindows.Narrow) != 0 ? low : V.Load(row + V.Count);
            for (byte* table = tables; table < end; table += ColumnWindows.TableBytes)
            {
                var next = V.MultiplyAdd(WindowPick.Run<V, T>(low, high, V.Load((T*)table)), V.Load((T*)(table + 64)), sum);
                sum = V.Select(V.Load((T*)(table + 128)), next, sum);
            }
            Store(sum, target, room);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void SumApart<V>(T** rows, int count, T* target, int room, int tap, int taps) where V : struct, ISimd<V, T>
    {
        int step = Outputs;
        int* bases = Bases + tap;
        byte* tables = Tables + (long)tap * ColumnWindows.TableBytes;
        for (int r = 0; r < count; r++, target += step)
        {
            T* row = rows[r];
            var sum = V.Zero;
            byte* table = tables;
            for (int k = 0; k < taps; k++, table += ColumnWindows.TableBytes)
            {
                T* window = row + bases[k];
                var next = V.MultiplyAdd(WindowPick.Run<V, T>(V.Load(window), V.Load(window + V.Count), V.Load((T*)table)), V.Load((T*)(table + 64)), sum);
                sum = V.Select(V.Load((T*)(table + 128)), next, sum);
            }
            Store(sum, target, room);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly V Table<V>(int tap, int part) where V : struct, ISimd<V, T> => V.Load((T*)(Tables + (long)tap * ColumnWindows.TableBytes + part * 64));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V>(V value, T* target, int room) where V : struct, ISimd<V, T>
    {
        if (room == V.Count) V.Store(value, target);
        else PartialVector.Store<V, T>(value, target, room);
    }
}
