using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Native blocks aligned to 64 bytes, kept for reuse. The block freed last is handed out first, since it is the likeliest to be in the processor's cache.
/// Blocks that nobody disposed come back when <see cref="BlockTable"/> finds their owners dead; so when more is out than the budget allows, a garbage collection is tried before the
/// system is asked. The budget is twice what survives such a collection, but at least some MB more than that: garbage costs at most about as much memory again as the live data.
/// Below the budget a collection of the young is tried too when no block of a size is free and much may have died since the last look: new pages cost the system more than it does.
/// </summary>
internal static unsafe class NativeMemoryCache
{
    /// <summary>Blocks start at multiples of this: a cache line, and a full AVX-512 register.</summary>
    public const int Alignment = 64;

    /// <summary>What may be out before the first collection, and garbage afterwards. Small, because a larger pool of garbage falls out of the processor's cache; TAIMATSU_GARBAGE_MB sets it.</summary>
    private static readonly long MinimumGarbage = long.TryParse(Environment.GetEnvironmentVariable("TAIMATSU_GARBAGE_MB"), out long megabytes) && megabytes is > 0 and < 1 << 20 ? megabytes << 20 : 16L << 20;

    /// <summary>Free blocks of less than this in sum are never trimmed.</summary>
    private const long MinimumCache = 64L << 20;

    private const long TrimInterval = 1_000;

    private const long MostExtraRoom = 48L << 20;

    private static readonly Lock Gate = new();
    private static readonly FreeList[] Free = new FreeList[SizeClass.Count];
    private static long outstanding, cached, peak, systemAllocations, collections, alive;
    private static long budget = MinimumGarbage;

    // The least that was out since the last look for the dead: more may have died by now.
    private static long swept;
    private static long recentPeak, earlierPeak, nextTrim;

    /// <summary>Blocks of one size, the last returned on top.</summary>
    private struct FreeList
    {
        public nint[]? Blocks;
        public int Count;
    }

    /// <summary>Bytes in blocks that are out.</summary>
    public static long AllocatedBytes => Interlocked.Read(ref outstanding);

    /// <summary>Bytes in free blocks held for reuse.</summary>
    public static long CachedBytes => Interlocked.Read(ref cached);

    /// <summary>The largest <see cref="AllocatedBytes"/> since the process started or <see cref="ResetPeak"/>.</summary>
    public static long PeakAllocatedBytes => Interlocked.Read(ref peak);

    /// <summary>How often a block was asked of the system.</summary>
    public static long SystemAllocations => Interlocked.Read(ref systemAllocations);

    /// <summary>How often a full budget led to a garbage collection.</summary>
    public static long ForcedCollections => Interlocked.Read(ref collections);

    /// <summary>The bytes that may be out before a collection is tried.</summary>
    public static long Budget => Interlocked.Read(ref budget);

    /// <summary>Starts a new measurement of <see cref="PeakAllocatedBytes"/>.</summary>
    public static void ResetPeak()
    {
        lock (Gate) peak = outstanding;
    }

    /// <summary>
    /// A block of at least <paramref name="bytes"/>, with arbitrary content; <paramref name="capacity"/> is its real size, to be given back with it.
    /// Throws ArgumentOutOfRangeException for a negative or absurd size, OutOfMemoryException naming the size when the system has no more.
    /// </summary>
    public static nint Rent(long bytes, out long capacity)
    {
        if (bytes < 0 || bytes > 1L << 60) throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"allocate: invalid size of {bytes} bytes");
        int sizeClass = SizeClass.Of(bytes);
        capacity = SizeClass.Size(sizeClass);
        nint block = TryTake(sizeClass, capacity, out bool overBudget, out bool hasGrown);
        if (block != 0) return block;
        if (overBudget || hasGrown)
        {
            block = Reclaim(sizeClass, capacity, overBudget ? 2 : 1);
            if (block != 0) return block;
        }
        return Allocate(capacity);
    }

    /// <summary>Gives a block back, with the capacity that <see cref="Rent"/> told.</summary>
    public static void Return(nint pointer, long capacity)
    {
        lock (Gate)
        {
            ref FreeList list = ref Free[SizeClass.Of(capacity)];
            if (list.Blocks is null) list.Blocks = new nint[8];
            else if (list.Count == list.Blocks.Length) Array.Resize(ref list.Blocks, list.Count * 2);
            list.Blocks[list.Count++] = pointer;
            outstanding -= capacity;
            swept = Math.Min(swept, outstanding);
            cached += capacity;
            if (cached > MinimumCache && Environment.TickCount64 >= nextTrim) TrimToRecentNeed();
        }
    }

    /// <summary>Gives every free block back to the system, and starts over with a budget for what is out now.</summary>
    public static void EmptyCache()
    {
        lock (Gate)
        {
            ReleaseCached(0);
            alive = swept = outstanding;
            budget = alive + Math.Max(MinimumGarbage, alive);
        }
        SystemHeap.Trim();
    }

    /// <summary>Gives free blocks back as far as the recent past did not need them: what is held comes down to a quarter above the recent peak.</summary>
    public static void Trim()
    {
        lock (Gate) TrimToRecentNeed();
    }

    /// <summary>A free block, or 0: then whether another would be more than the budget grants, and whether what is out has grown by as much as may be garbage, or by a quarter, since the last look.</summary>
    private static nint TryTake(int sizeClass, long capacity, out bool overBudget, out bool hasGrown)
    {
        lock (Gate)
        {
            ref FreeList list = ref Free[sizeClass];
            overBudget = outstanding + capacity > budget;
            hasGrown = outstanding - swept >= Math.Max(MinimumGarbage, swept / 4);
            if (list.Count == 0) return 0;
            nint block = list.Blocks![--list.Count];
            cached -= capacity;
            CountOut(capacity);
            return block;
        }
    }

    private static void CountOut(long capacity)
    {
        outstanding += capacity;
        if (outstanding > peak) peak = outstanding;
        if (outstanding > recentPeak) recentPeak = outstanding;
    }

    /// <summary>
    /// Collects garbage of the two younger generations: no dearer than the youngest alone (15 us here), which would promote the few blocks in use at that moment,
    /// to die old and unseen. A full collection follows when less than half of the room is left that the last one left; only it shows what is alive, and sets the budget anew.
    /// </summary>
    private static nint Reclaim(int sizeClass, long capacity, int oldest)
    {
        Interlocked.Increment(ref collections);
        for (int generation = 1; generation <= oldest; generation++)
        {
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
            BlockTable.Sweep();
            lock (Gate)
            {
                swept = outstanding;
                if (generation == 2)
                {
                    alive = outstanding;
                    // Room for some blocks of this size, so that large ones do not cost a collection each.
                    budget = alive + Math.Max(MinimumGarbage, alive + 2 * capacity + Math.Min(3 * capacity, MostExtraRoom));
                }
                else if (budget - outstanding - capacity < (budget - alive) / 2)
                {
                    continue;
                }
            }
            break;
        }
        return TryTake(sizeClass, capacity, out _, out _);
    }

    private static nint Allocate(long capacity)
    {
        lock (Gate)
        {
            // Free blocks of other sizes must not push the whole beyond what the budget grants.
            if (cached > MinimumCache && outstanding + cached + capacity > budget) ReleaseCached(Math.Max(MinimumCache, budget - outstanding - capacity));
            systemAllocations++;
            CountOut(capacity);
        }
        try
        {
            return SystemHeap.Allocate(capacity, Alignment);
        }
        catch (OutOfMemoryException)
        {
            // The last resort: everything free goes back, everything dead is collected.
            GC.Collect();
            BlockTable.Sweep();
            EmptyCache();
            try
            {
                return SystemHeap.Allocate(capacity, Alignment);
            }
            catch (OutOfMemoryException error)
            {
                lock (Gate) outstanding -= capacity;
                throw new OutOfMemoryException($"allocate: not enough memory, tried to allocate {capacity} bytes with {AllocatedBytes} bytes in use", error);
            }
        }
    }

    private static void TrimToRecentNeed()
    {
        long need = Math.Max(recentPeak, earlierPeak);
        long keep = Math.Max(MinimumCache, need + need / 4 - outstanding);
        if (cached > keep) ReleaseCached(keep);
        earlierPeak = recentPeak;
        recentPeak = outstanding;
        nextTrim = Environment.TickCount64 + TrimInterval;
    }

    /// <summary>Frees blocks, the largest classes first and in each the longest unused, until no more than <paramref name="keep"/> bytes are cached.</summary>
    private static void ReleaseCached(long keep)
    {
        for (int sizeClass = SizeClass.Count - 1; sizeClass >= 0 && cached > keep; sizeClass--)
        {
            ref FreeList list = ref Free[sizeClass];
            if (list.Count == 0) continue;
            long size = SizeClass.Size(sizeClass);
            int drop = (int)Math.Min(list.Count, (cached - keep + size - 1) / size);
            for (int i = 0; i < drop; i++) NativeMemory.AlignedFree((void*)list.Blocks![i]);
            Array.Copy(list.Blocks!, drop, list.Blocks!, 0, list.Count - drop);
            list.Count -= drop;
            cached -= drop * size;
        }
    }
}
