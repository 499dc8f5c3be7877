using Taimatsu.Backends.Cpu;
using Taimatsu.Tests.Backends;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Threads;

/// <summary>Several models that train at once, each on a thread of its own.</summary>
[Collection(nameof(ThreadCountCollection))]
public class SideBySideTests
{
    private const int Models = 4, Steps = 6;

    [Fact]
    public void Models_that_train_side_by_side_learn_what_they_learn_alone()
    {
        int threads = WorkerPool.ThreadCount;
        try
        {
            set_num_threads(3);
            var alone = Enumerable.Range(0, Models).Select(n => Train(Prepare(n))).ToArray();
            var prepared = Enumerable.Range(0, Models).Select(Prepare).ToArray();
            var together = new byte[Models][];
            var errors = new Exception?[Models];
            var crew = prepared.Select((job, n) => new Thread(() =>
            {
                try
                {
                    together[n] = Train(job);
                }
                catch (Exception e)
                {
                    errors[n] = e;
                }
            })).ToArray();
            foreach (var thread in crew) thread.Start();
            foreach (var thread in crew) thread.Join();
            Assert.All(errors, Assert.Null);
            for (int n = 0; n < Models; n++) Assert.True(alone[n].AsSpan().SequenceEqual(together[n]), $"model {n} learnt something else beside others than alone");
            Assert.Equal(Models, alone.Select(Convert.ToHexString).Distinct().Count());
        }
        finally
        {
            WorkerPool.ThreadCount = threads;
        }
    }

    private struct Watch : IRangeBody
    {
        public static int Inside, Most;

        public readonly void Run(long begin, long end)
        {
            int now = Interlocked.Increment(ref Inside);
            for (int most = Volatile.Read(ref Most); now > most; most = Volatile.Read(ref Most)) Interlocked.CompareExchange(ref Most, now, most);
            Thread.SpinWait(2_000);
            Interlocked.Decrement(ref Inside);
        }
    }

    [Fact]
    public void The_workers_help_one_caller_at_a_time()
    {
        int threads = WorkerPool.ThreadCount;
        try
        {
            const int Callers = 5, Threads = 3;
            WorkerPool.ThreadCount = Threads;
            Watch.Most = 0;
            var crew = Enumerable.Range(0, Callers).Select(_ => new Thread(() =>
            {
                for (int i = 0; i < 20; i++)
                {
                    var body = new Watch();
                    WorkerPool.For(64, 1, ref body);
                }
            })).ToArray();
            foreach (var thread in crew) thread.Start();
            foreach (var thread in crew) thread.Join();
            Assert.InRange(Watch.Most, 1, Callers + Threads - 1);
        }
        finally
        {
            WorkerPool.ThreadCount = threads;
        }
    }

    private static (Module<Tensor, Tensor> Net, Tensor Pictures, Tensor Labels) Prepare(int n)
    {
        manual_seed(n);
        var net = nn.Sequential(nn.Conv2d(3, 8, 3, padding: 1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 36, 32), nn.Tanh(), nn.Linear(32, 10));
        return (net, randn(16, 3, 16, 16), randint(0, 10, [16]));
    }

    // All that was learnt, and the losses on the way.
    private static byte[] Train((Module<Tensor, Tensor> Net, Tensor Pictures, Tensor Labels) job)
    {
        var optimizer = optim.Adam(job.Net.parameters(), lr: 0.01);
        var criterion = nn.CrossEntropyLoss();
        var bits = new List<byte>();
        for (int step = 0; step < Steps; step++)
        {
            optimizer.zero_grad();
            var loss = criterion.call(job.Net.call(job.Pictures), job.Labels);
            loss.backward();
            optimizer.step();
            bits.AddRange(ThreadCountTests.Bits(loss.detach()));
        }
        foreach (var parameter in job.Net.parameters()) bits.AddRange(ThreadCountTests.Bits(parameter.detach()));
        return [.. bits];
    }
}
