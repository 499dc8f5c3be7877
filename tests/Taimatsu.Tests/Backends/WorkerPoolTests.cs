using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.Backends;

/// <summary>Tests that change the thread count of the process must not run at the same time.</summary>
[CollectionDefinition(nameof(ThreadCountCollection), DisableParallelization = true)]
public sealed class ThreadCountCollection;

[Collection(nameof(ThreadCountCollection))]
public sealed unsafe class WorkerPoolTests : IDisposable
{
    private readonly int threads = WorkerPool.ThreadCount;

    public void Dispose() => WorkerPool.ThreadCount = threads;

    private struct Mark : IRangeBody
    {
        public int* Visits;
        public int* Starts;
        public int* Calls;

        public readonly void Run(long begin, long end)
        {
            Interlocked.Increment(ref *Calls);
            if (Starts != null) Interlocked.Increment(ref Starts[begin]);
            for (long i = begin; i < end; i++) Interlocked.Increment(ref Visits[i]);
        }
    }

    private struct Nest : IRangeBody
    {
        public int* Visits;
        public int* Calls;

        public readonly void Run(long begin, long end)
        {
            for (long i = begin; i < end; i++)
            {
                var inner = new Mark { Visits = Visits + i * 100, Calls = Calls };
                WorkerPool.For(100, 10, ref inner);
            }
        }
    }

    private struct Throw : IRangeBody
    {
        public long At;

        public readonly void Run(long begin, long end)
        {
            if (begin <= At && At < end) throw new InvalidOperationException($"failed at {At}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void EveryElementIsVisitedOnce(int threadCount)
    {
        WorkerPool.ThreadCount = threadCount;
        foreach (int count in new[] { 0, 1, 2, 7, 100, 1000, 65_537 })
        {
            foreach (int grain in new[] { 1, 3, 64, 1000 })
            {
                int[] visits = new int[count + 1];
                int calls = 0;
                fixed (int* p = visits)
                {
                    var body = new Mark { Visits = p, Calls = &calls };
                    WorkerPool.For(count, grain, ref body);
                }
                Assert.All(visits[..count], v => Assert.Equal(1, v));
                Assert.Equal(0, visits[count]);
                if (count > 0 && count <= grain) Assert.Equal(1, calls);
            }
        }
    }

    [Fact]
    public void RangesDependOnCountAndGrainAlone()
    {
        const int Count = 10_007;
        int[] Starts(int threadCount)
        {
            WorkerPool.ThreadCount = threadCount;
            int[] visits = new int[Count], starts = new int[Count];
            int calls = 0;
            fixed (int* p = visits, s = starts)
            {
                var body = new Mark { Visits = p, Starts = s, Calls = &calls };
                WorkerPool.For(Count, 16, ref body);
            }
            return starts;
        }

        int[] serial = Starts(1);
        Assert.All(Enumerable.Range(0, Count), i => Assert.True(serial[i] == 0 || i % 16 == 0, $"a range begins at {i}"));
        Assert.Equal(serial, Starts(2));
        Assert.Equal(serial, Starts(7));
    }

    [Theory]
    [InlineData(100_000, 32_768, 0)]
    [InlineData(40_000, 32_768, 0)]
    [InlineData(300_000, 32_768, 0)]
    [InlineData(9_000_000, 32_768, 0)]
    [InlineData(10, 3, 0)]
    [InlineData(700, 40, 7)]
    public void RangesAreOfOneLength(int count, int grain, int unit)
    {
        WorkerPool.ThreadCount = 1;
        int[] starts = new int[count], visits = new int[count];
        int calls = 0;
        fixed (int* s = starts, v = visits)
        {
            var body = new Mark { Visits = v, Starts = s, Calls = &calls };
            WorkerPool.For(count, grain, ref body, unit);
        }
        int[] places = [.. Enumerable.Range(0, count).Where(i => starts[i] > 0), count];
        int[] lengths = [.. places.Zip(places.Skip(1), (from, to) => to - from)];
        int multiple = unit > 0 ? unit : Math.Min(grain & -grain, 64);
        Assert.All(places[..^1], place => Assert.Equal(0, place % multiple));
        Assert.InRange(lengths.Max() - lengths.Min(), 0, 2 * multiple);
        Assert.InRange(lengths.Length, 2, 256);
        if (lengths.Length > 2) Assert.Equal(0, lengths.Length % 4);
    }

    [Fact]
    public void NestedLoopsRunOnTheirCaller()
    {
        WorkerPool.ThreadCount = 3;
        int[] visits = new int[50 * 100];
        int calls = 0;
        fixed (int* p = visits)
        {
            var body = new Nest { Visits = p, Calls = &calls };
            WorkerPool.For(50, 1, ref body);
        }
        Assert.All(visits, v => Assert.Equal(1, v));
        Assert.Equal(50 * 12, calls);
    }

    [Fact]
    public void ConcurrentCallersAllFinish()
    {
        WorkerPool.ThreadCount = 3;
        const int Callers = 4, Rounds = 300, Count = 500;
        int[][] visits = [.. Enumerable.Range(0, Callers).Select(_ => new int[Count])];
        Thread[] callers = [.. visits.Select(own => new Thread(() =>
        {
            int calls = 0;
            fixed (int* p = own)
            {
                for (int r = 0; r < Rounds; r++)
                {
                    var body = new Mark { Visits = p, Calls = &calls };
                    WorkerPool.For(Count, 8, ref body);
                }
            }
        }))];
        foreach (Thread caller in callers) caller.Start();
        foreach (Thread caller in callers) caller.Join();
        Assert.All(visits, own => Assert.All(own, v => Assert.Equal(Rounds, v)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ExceptionsSurfaceOnTheCallerAndThePoolLivesOn(int threadCount)
    {
        WorkerPool.ThreadCount = threadCount;
        for (long at = 0; at < 400; at += 57)
        {
            var body = new Throw { At = at };
            var error = Assert.Throws<InvalidOperationException>(() => WorkerPool.For(400, 4, ref body));
            Assert.Equal($"failed at {at}", error.Message);
        }
        EveryElementIsVisitedOnce(threadCount);
    }

    [Fact]
    public void LoopsDoNotAllocate()
    {
        WorkerPool.ThreadCount = 2;
        int[] visits = new int[256];
        int calls = 0;
        fixed (int* p = visits)
        {
            var body = new Mark { Visits = p, Calls = &calls };
            WorkerPool.For(256, 1, ref body);
            Assert.Equal(0, Allocations.LeastOf(() =>
            {
                for (int i = 0; i < 100; i++) WorkerPool.For(256, 1, ref body);
            }));
        }
    }

    [Fact]
    public void ThreadCountMustBePositive()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkerPool.ThreadCount = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkerPool.ThreadCount = -2);
    }
}
