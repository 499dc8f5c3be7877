using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Parallel loops for kernels. Workers spin for a moment after each loop and then park, so that a loop issued right after another starts within a
/// microsecond; the caller works too and never waits for a worker that has not joined in. One loop runs at a time: a loop issued from inside another, or
/// while another thread owns the pool, runs on its caller. The ranges handed to a body depend on count and grain alone, not on timing or thread count, and
/// are of one length: three ranges of a grain and a rest would have one of two threads work twice as long as the other.
/// </summary>
internal static unsafe class WorkerPool
{
    private const string ThreadsVariable = "TAIMATSU_NUM_THREADS";
    private const int MaxThreads = 1024;

    /// <summary>A loop is cut into at most this many ranges: enough to level out uneven threads, few enough to claim cheaply.</summary>
    private const long MaxRanges = 256;

    /// <summary>Ranges begin at multiples of this where the grain is one too: no two threads write to one cache line of anything.</summary>
    private const long LargestUnit = 64;

    private const int ShareStride = 16;

    // Life of a loop in one word: the number in the high half, then whether workers may join, then how many are inside.
    private const long OpenFlag = 1L << 31;
    private const long InsideMask = OpenFlag - 1;

    /// <summary>How long an idle worker spins before it parks. Longer than the gaps between the operators of a network, short enough not to burn a core.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;

    /// <summary>How long a thread that is done lets the others catch up before it takes their ranges: their data lies in their caches, and moving it costs more.</summary>
    private static readonly long GraceTicks = Stopwatch.Frequency / 1_000_000;

    /// <summary>How long a worker may take from its wake-up to its arrival before the caller offers it the processor, and how often it does.</summary>
    private static readonly long ArrivalTicks = Stopwatch.Frequency / 20_000;
    private const int MaxOffers = 8;

    private static readonly Lock Configuration = new();
    private static volatile Worker[] workers = [];
    private static volatile int threadCount = InitialThreadCount(Environment.GetEnvironmentVariable(ThreadsVariable));
    private static int owned;

    // Workers that were woken and have not come yet; when and from which processor the last was woken.
    private static int awaited, offers, wakingProcessor = -1;
    private static long wokenAt;
    private static Loop loop;
    private static Exception? failure;

    /// <summary>
    /// The ranges that each thread has left, first in the low half and end in the high half of a word on cache lines of its own. Thread i of n begins with
    /// the i-th n-th, so that loop after loop over the same memory finds it in the cache of the same core; who is done takes from the end of another's share.
    /// </summary>
    private static readonly long* Shares = (long*)NativeMemory.AlignedAlloc(MaxThreads * ShareStride * sizeof(long), 128);

    /// <summary>The current loop. Padded, because all idle workers poll the state.</summary>
    private struct Loop
    {
        public long State;
        private fixed long pad[15];
        public void* Body;
        public delegate*<void*, long, long, void> Invoke;
        public Cut Cut;
        public int Threads;
    }

    /// <summary>How a loop is cut: so many ranges, whole units each.</summary>
    private struct Cut
    {
        public long Count, Unit, Units, Ranges;

        public Cut(long count, long grain, long unit)
        {
            long grains = (count + grain - 1) / grain;
            (Count, Unit, Units) = (count, unit, (count + unit - 1) / unit);
            // Two or four threads get the same number of ranges.
            Ranges = Math.Min(Math.Min(grains <= 2 ? grains : (grains + 3) & ~3L, MaxRanges), Units);
        }

        public readonly long Begin(long range) => Math.Min(Units * range / Ranges * Unit, Count);
    }

    /// <summary>How many threads a loop may use, the caller included. At first the processor count or the environment variable TAIMATSU_NUM_THREADS.</summary>
    public static int ThreadCount
    {
        get => threadCount;
        set
        {
            if (value < 1) throw new ArgumentOutOfRangeException(nameof(value), value, $"set_num_threads: expected a positive number of threads, got {value}");
            threadCount = Math.Min(value, MaxThreads);
        }
    }

    /// <summary>
    /// Runs the body over [0, count) in ranges of about <paramref name="grain"/>, never less than half of it; work of one grain or less runs on the caller at once. Ranges begin at multiples of
    /// <paramref name="unit"/>, or if it is 0 of the largest power of two in the grain, 64 at the most.
    /// </summary>
    public static void For<TBody>(long count, long grain, ref TBody body, long unit = 0) where TBody : struct, IRangeBody
    {
        if (count <= 0) return;
        if (grain < 1) grain = 1;
        if (count <= grain)
        {
            body.Run(0, count);
            return;
        }
        var cut = new Cut(count, grain, unit > 0 ? unit : Math.Min(grain & -grain, LargestUnit));
        if (threadCount == 1 || cut.Ranges == 1 || Interlocked.CompareExchange(ref owned, 1, 0) != 0)
        {
            for (long range = 0; range < cut.Ranges; range++) body.Run(cut.Begin(range), cut.Begin(range + 1));
            return;
        }
        try
        {
            // The body lies on the caller's stack or is pinned here; the caller outlasts every worker inside the loop.
#pragma warning disable CS8500
            fixed (TBody* pointer = &body) RunOwned(pointer, &Invoke<TBody>, cut);
#pragma warning restore CS8500
        }
        finally
        {
            Volatile.Write(ref owned, 0);
        }
    }

    private static void Invoke<TBody>(void* body, long begin, long end) where TBody : struct, IRangeBody => Unsafe.AsRef<TBody>(body).Run(begin, end);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunOwned(void* body, delegate*<void*, long, long, void> invoke, in Cut cut)
    {
        int threads = (int)Math.Min(threadCount, cut.Ranges);
        loop.Cut = cut;
        Worker[] crew = workers.Length >= threads - 1 ? workers : Hire(threads - 1);
        for (int i = 0; i < threads; i++)
            Volatile.Write(ref Shares[i * ShareStride], FirstOfShare(i, threads) | FirstOfShare(i + 1, threads) << 32);

        loop.Body = body;
        loop.Invoke = invoke;
        loop.Threads = threads;
        failure = null;
        long number = (Volatile.Read(ref loop.State) >> 32) + 1;
        // A full fence: a worker either sees the open loop before it parks, or is seen parked below.
        Interlocked.Exchange(ref loop.State, (number << 32) | OpenFlag);
        for (int i = 0; i < threads - 1; i++) crew[i].WakeIfParked();

        Work(0);

        Interlocked.And(ref loop.State, ~OpenFlag);
        AwaitEmpty();

        if (failure is { } error)
        {
            failure = null;
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Runs the ranges of one's own share from its front, then those of the others from their ends, until none is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Work(int self)
    {
        int threads = loop.Threads;
        try
        {
            long start = Stopwatch.GetTimestamp();
            while (TryClaim(self, fromFront: true, out long range))
            {
                RunRange(range);
                if (self == 0 && Volatile.Read(ref awaited) > 0) OfferProcessor();
            }
            long done = Stopwatch.GetTimestamp(), waited = 0;
            while (waited < GraceTicks + (done - start) / 4)
            {
                (bool open, bool untouched) = LookAtShares(threads);
                if (!open) return;
                // A thread that has not come by now is asleep or has lost its core: no data is in its cache yet.
                if (untouched && waited > GraceTicks) break;
                Thread.SpinWait(1);
                waited = Stopwatch.GetTimestamp() - done;
            }
            for (int i = 1; i < threads; i++)
            {
                int other = self + i < threads ? self + i : self + i - threads;
                while (TryClaim(other, fromFront: false, out long range))
                {
                    RunRange(range);
                    if (self == 0 && Volatile.Read(ref awaited) > 0) OfferProcessor();
                }
            }
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref failure, error, null);
            for (int i = 0; i < threads; i++) Interlocked.Exchange(ref Shares[i * ShareStride], 0);
        }
    }

    /// <summary>A worker that is long in coming may wait for this very processor: then it comes now, and moves to another one.</summary>
    private static void OfferProcessor()
    {
        long now = Stopwatch.GetTimestamp();
        if (now - wokenAt < ArrivalTicks || offers >= MaxOffers) return;
        offers++;
        wokenAt = now;
        Thread.Yield();
    }

    /// <summary>Whether ranges are left, and whether some thread with ranges has not begun.</summary>
    private static (bool Open, bool Untouched) LookAtShares(int threads)
    {
        bool open = false, untouched = false;
        for (int i = 0; i < threads; i++)
        {
            long share = Volatile.Read(ref Shares[i * ShareStride]), first = share & uint.MaxValue;
            if (first >= share >> 32) continue;
            open = true;
            untouched |= first == FirstOfShare(i, threads);
        }
        return (open, untouched);
    }

    private static long FirstOfShare(int thread, int threads) => loop.Cut.Ranges * thread / threads;

    private static void RunRange(long range) => loop.Invoke(loop.Body, loop.Cut.Begin(range), loop.Cut.Begin(range + 1));

    private static bool TryClaim(int thread, bool fromFront, out long range)
    {
        ref long share = ref Shares[thread * ShareStride];
        long seen = Volatile.Read(ref share);
        while (true)
        {
            long first = seen & uint.MaxValue, end = seen >> 32;
            range = fromFront ? first : end - 1;
            if (first >= end) return false;
            long left = fromFront ? seen + 1 : seen - (1L << 32);
            long now = Interlocked.CompareExchange(ref share, left, seen);
            if (now == seen) return true;
            seen = now;
        }
    }

    private static bool TryJoin(int thread)
    {
        long state = Volatile.Read(ref loop.State);
        while ((state & OpenFlag) != 0 && thread < loop.Threads)
        {
            long seen = Interlocked.CompareExchange(ref loop.State, state + 1, state);
            if (seen == state) return true;
            state = seen;
        }
        return false;
    }

    /// <summary>Waits for the workers inside to finish; after a while it yields the processor, in case it is what they need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AwaitEmpty()
    {
        for (int spins = 0; (Volatile.Read(ref loop.State) & InsideMask) != 0; spins++)
        {
            if (spins < 2_000 || !Thread.Yield()) Thread.SpinWait(1);
        }
    }

    private static Worker[] Hire(int count)
    {
        lock (Configuration)
        {
            Worker[] present = workers;
            if (present.Length >= count) return present;
            var crew = new Worker[count];
            Array.Copy(present, crew, present.Length);
            for (int i = present.Length; i < count; i++) crew[i] = new Worker(i + 1);
            workers = crew;
            return crew;
        }
    }

    private static int InitialThreadCount(string? requested) =>
        int.TryParse(requested, out int count) && count >= 1 ? Math.Min(count, MaxThreads) : Math.Max(1, Environment.ProcessorCount);

    private sealed class Worker
    {
        private readonly AutoResetEvent signal = new(false);
        private int parked;

        private readonly int thread;

        public Worker(int thread)
        {
            this.thread = thread;
            new Thread(Live, 1 << 20) { IsBackground = true, Name = $"Taimatsu worker {thread}" }.Start();
        }

        public void WakeIfParked()
        {
            if (Volatile.Read(ref parked) == 0 || Interlocked.CompareExchange(ref parked, 0, 1) == 0) return;
            wakingProcessor = Processors.Current;
            wokenAt = Stopwatch.GetTimestamp();
            offers = 0;
            Interlocked.Increment(ref awaited);
            signal.Set();
        }

        private void AwaitSignal()
        {
            signal.WaitOne();
            Interlocked.Decrement(ref awaited);
            int here = Processors.Current;
            if (here >= 0 && here == Volatile.Read(ref wakingProcessor)) Processors.Leave(here);
        }

        private void Live()
        {
            long seen = -1;
            while (true)
            {
                if (WaitForLoop(ref seen) && TryJoin(thread))
                {
                    Work(thread);
                    Interlocked.Decrement(ref loop.State);
                }
            }
        }

        /// <summary>Spins, then parks, until a loop opens that this worker has not looked at yet.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private bool WaitForLoop(ref long seen)
        {
            long deadline = Stopwatch.GetTimestamp() + SpinTicks;
            while (!IsNew(ref seen))
            {
                Thread.SpinWait(2);
                if (Stopwatch.GetTimestamp() < deadline) continue;
                Interlocked.Exchange(ref parked, 1);
                if (IsNew(ref seen))
                {
                    // The caller may have taken the flag already; then its signal is on the way and must be consumed.
                    if (Interlocked.CompareExchange(ref parked, 0, 1) == 0) AwaitSignal();
                    return true;
                }
                AwaitSignal();
                return IsNew(ref seen);
            }
            return true;
        }

        private static bool IsNew(ref long seen)
        {
            long state = Volatile.Read(ref loop.State);
            if ((state & OpenFlag) == 0 || state >> 32 == seen) return false;
            seen = state >> 32;
            return true;
        }
    }
}
