using System.Globalization;
using System.Runtime.CompilerServices;
using Taimatsu.Tests.Backends;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Memory;

/// <summary>The allocator is one for the process; alone here, its figures can be compared.</summary>
[Collection(nameof(ThreadCountCollection))]
public class MemoryStatisticsTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public void Figures_follow_tensors()
    {
        memory.empty_cache();
        memory.reset_peak_stats();
        long before = memory.allocated();
        Assert.Equal(before, memory.max_allocated());
        Assert.Equal(0, memory.cached());

        var x = empty(16 * Megabyte / 4);
        Assert.InRange(memory.allocated() - before, 16 * Megabyte, 18 * Megabyte);
        var y = empty(8 * Megabyte / 4);
        Assert.InRange(memory.allocated() - before, 24 * Megabyte, 27 * Megabyte);
        Assert.Equal(memory.allocated(), memory.max_allocated());

        long most = memory.max_allocated();
        x.Dispose();
        Assert.InRange(memory.allocated() - before, 8 * Megabyte, 9 * Megabyte);
        Assert.InRange(memory.cached(), 16 * Megabyte, 18 * Megabyte);
        Assert.Equal(most, memory.max_allocated());
        Assert.Equal(memory.allocated() + memory.cached(), memory.reserved());

        memory.reset_peak_stats();
        Assert.Equal(memory.allocated(), memory.max_allocated());
        long asked = memory.stats()["system_allocations"];
        x = empty(16 * Megabyte / 4); // the block of before
        Assert.Equal(asked, memory.stats()["system_allocations"]);
        Assert.Equal(0, memory.cached());
        y.Dispose();
        x.Dispose();
        Assert.Equal(before, memory.allocated());
    }

    [Fact]
    public void What_nobody_refers_to_comes_back_when_the_cache_is_emptied()
    {
        memory.empty_cache();
        long before = memory.allocated();
        Forget();
        Assert.True(memory.allocated() >= before + 10 * Megabyte);
        memory.empty_cache();
        Assert.Equal(before, memory.allocated());
        Assert.Equal(0, memory.cached());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget() => ones(10 * Megabyte / 4).exp();
    }

    [Fact]
    public void Garbage_is_used_again_though_the_budget_is_large()
    {
        var large = empty(256 * Megabyte / 4);
        memory.empty_cache(); // the budget is now for as much garbage again
        large.Dispose();
        long before = memory.allocated(), asked = memory.stats()["system_allocations"];
        memory.reset_peak_stats();
        for (int i = 0; i < 100; i++) Forget();
        Assert.InRange(memory.max_allocated() - before, 4 * Megabyte, 64 * Megabyte);
        Assert.InRange(memory.stats()["system_allocations"] - asked, 0, 20);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget() => empty(4 * Megabyte / 4);
    }

    [Fact]
    public void An_emptied_cache_is_memory_that_the_system_has_again()
    {
        if (!OperatingSystem.IsLinux()) return; // where the process tells its own size
        const int Count = 40;
        foreach (long bytes in (long[])[64 * 1024, Megabyte / 2, 3 * Megabyte, 8 * Megabyte])
        {
            memory.empty_cache();
            var blocks = new Tensor[Count * 8 * Megabyte / Math.Max(bytes, Megabyte)];
            for (int i = 0; i < blocks.Length; i++) blocks[i] = ones(bytes / 4);
            long held = Resident();
            // One in eight stays, so that the rest is not one piece.
            long kept = 0;
            for (int i = 0; i < blocks.Length; i++)
                if (i % 8 == 0) kept += bytes;
                else blocks[i].Dispose();
            memory.empty_cache();
            long freed = blocks.Length * bytes - kept, returned = held - Resident();
            Assert.True(returned > freed * 8 / 10, $"of {freed >> 20} MB in blocks of {bytes >> 10} KB {returned >> 20} MB went back");
            GC.KeepAlive(blocks);
            foreach (var block in blocks) block.Dispose();
        }
    }

    [Fact]
    public void The_summary_shows_the_figures()
    {
        using var x = empty(32 * Megabyte / 4);
        var stats = memory.stats();
        Assert.Equal(["allocated", "max_allocated", "cached", "reserved", "system_allocations", "collections"], stats.Keys);
        string[] lines = memory.summary().Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.Equal((stats["allocated"] / 1048576.0).ToString("N1", CultureInfo.InvariantCulture), lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        Assert.EndsWith(stats["collections"].ToString(CultureInfo.InvariantCulture), lines[5].TrimEnd());
    }

    [Fact]
    public void Training_without_disposing_stays_within_the_budget()
    {
        manual_seed(0);
        var net = nn.Sequential(nn.Conv2d(3, 16, 3, padding: 1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16 * 256, 10));
        var optimizer = optim.SGD(net.parameters(), lr: 0.01, momentum: 0.9);
        var criterion = nn.CrossEntropyLoss();
        var (pictures, labels) = (randn(64, 3, 32, 32), randint(0, 10, [64]));
        memory.empty_cache();
        memory.reset_peak_stats();
        long before = memory.allocated();
        for (int step = 0; step < 60; step++)
        {
            optimizer.zero_grad();
            criterion.call(net.call(pictures), labels).backward();
            optimizer.step();
        }
        // One step holds some 11 MB for its backward pass; garbage may come up to the budget's 64 MB.
        Assert.True(memory.max_allocated() - before < 100 * Megabyte, $"{(memory.max_allocated() - before) >> 20} MB were held at once");
    }

    private static long Resident()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
