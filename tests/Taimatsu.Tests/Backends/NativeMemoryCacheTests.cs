using System.Runtime.CompilerServices;
using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.Backends;

/// <summary>The cache is one for the process; alone here, its figures can be compared.</summary>
[Collection(nameof(ThreadCountCollection))]
public sealed unsafe class NativeMemoryCacheTests
{
    [Fact]
    public void SizeClassesHoldWhatIsAskedAndWasteAnEighth()
    {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            long bytes = random.NextInt64(1L << random.Next(0, 50)) + 1;
            int sizeClass = SizeClass.Of(bytes);
            long size = SizeClass.Size(sizeClass);
            Assert.True(size >= bytes, $"{bytes} bytes got {size}");
            Assert.True(size <= Math.Max(64, bytes + bytes / 8 + 1), $"{bytes} bytes got {size}");
            Assert.Equal(sizeClass, SizeClass.Of(size));
        }
    }

    [Fact]
    public void TheLastBlockReturnedIsHandedOutFirst()
    {
        nint first = NativeMemoryCache.Rent(300_000, out long capacity), second = NativeMemoryCache.Rent(300_000, out _);
        Assert.Equal(0, first % 64);
        Assert.True(capacity >= 300_000);
        NativeMemoryCache.Return(second, capacity);
        NativeMemoryCache.Return(first, capacity);
        long allocations = NativeMemoryCache.SystemAllocations;
        nint third = NativeMemoryCache.Rent(299_999, out _), fourth = NativeMemoryCache.Rent(300_000, out _);
        Assert.Equal(first, third);
        Assert.Equal(second, fourth);
        Assert.Equal(allocations, NativeMemoryCache.SystemAllocations);
        NativeMemoryCache.Return(third, capacity);
        NativeMemoryCache.Return(fourth, capacity);
    }

    [Fact]
    public void FiguresFollowRentAndReturn()
    {
        long before = NativeMemoryCache.AllocatedBytes;
        NativeMemoryCache.ResetPeak();
        nint block = NativeMemoryCache.Rent(5 << 20, out long capacity);
        Assert.Equal(before + capacity, NativeMemoryCache.AllocatedBytes);
        Assert.True(NativeMemoryCache.PeakAllocatedBytes >= before + capacity);
        long cached = NativeMemoryCache.CachedBytes;
        NativeMemoryCache.Return(block, capacity);
        Assert.Equal(before, NativeMemoryCache.AllocatedBytes);
        Assert.Equal(cached + capacity, NativeMemoryCache.CachedBytes);
        NativeMemoryCache.EmptyCache();
        Assert.Equal(0, NativeMemoryCache.CachedBytes);
    }

    [Fact]
    public void FreeingABlockTwiceReturnsItOnce()
    {
        var block = NativeBlock.Rent(1000);
        Assert.Equal(1000, block.ByteLength);
        Assert.NotEqual(0, block.Pointer);
        long before = NativeMemoryCache.AllocatedBytes;
        block.Free();
        block.Dispose();
        Assert.True(block.IsFreed);
        Assert.True(NativeMemoryCache.AllocatedBytes < before);
        using var one = NativeBlock.Rent(1000);
        using var other = NativeBlock.Rent(1000);
        Assert.NotEqual(one.Pointer, other.Pointer);
    }

    [Fact]
    public void UndisposedBlocksComeBack()
    {
        NativeMemoryCache.ResetPeak();
        long budget = NativeMemoryCache.Budget;
        for (int i = 0; i < 300; i++) RentAndForget(16 << 20);
        Assert.True(NativeMemoryCache.PeakAllocatedBytes <= budget + (64L << 20), $"{NativeMemoryCache.PeakAllocatedBytes >> 20} MB were out at once, the budget is {budget >> 20} MB");
    }

    [Fact]
    public void TheBudgetFollowsLiveData()
    {
        var live = new List<NativeBlock>();
        for (int i = 0; i < 24; i++) live.Add(NativeBlock.Rent(16 << 20));
        for (int i = 0; i < 100; i++) RentAndForget(16 << 20);
        Assert.True(NativeMemoryCache.Budget >= 384L << 20, $"384 MB are alive, the budget is {NativeMemoryCache.Budget >> 20} MB");
        Assert.True(NativeMemoryCache.AllocatedBytes <= NativeMemoryCache.Budget + (32L << 20), $"{NativeMemoryCache.AllocatedBytes >> 20} MB are out, the budget is {NativeMemoryCache.Budget >> 20} MB");
        foreach (NativeBlock block in live) block.Free();
        NativeMemoryCache.Trim();
        NativeMemoryCache.Trim();
        NativeMemoryCache.Trim();
        Assert.True(NativeMemoryCache.CachedBytes <= 384L << 20, $"{NativeMemoryCache.CachedBytes >> 20} MB are still cached");
    }

    [Fact]
    public void ThreadsMayRentAtOnce()
    {
        var owners = new Thread[4];
        int clashes = 0;
        for (int t = 0; t < owners.Length; t++)
        {
            int own = t;
            owners[t] = new Thread(() =>
            {
                var random = new Random(own);
                for (int i = 0; i < 5_000; i++)
                {
                    nint block = NativeMemoryCache.Rent(random.Next(1, 4) * 128, out long capacity);
                    *(int*)block = own;
                    Thread.SpinWait(5);
                    if (*(int*)block != own) Interlocked.Increment(ref clashes);
                    NativeMemoryCache.Return(block, capacity);
                }
            });
        }
        foreach (Thread owner in owners) owner.Start();
        foreach (Thread owner in owners) owner.Join();
        Assert.Equal(0, clashes);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    public void ImpossibleSizesAreRefused(long bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeMemoryCache.Rent(bytes, out _));

    [Fact]
    public void RunningOutOfMemoryNamesTheSize()
    {
        long before = NativeMemoryCache.AllocatedBytes;
        var error = Assert.Throws<OutOfMemoryException>(() => NativeMemoryCache.Rent(1L << 55, out _));
        Assert.Contains((1L << 55).ToString(), error.Message);
        Assert.True(NativeMemoryCache.AllocatedBytes <= before, "a block that never was is counted");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RentAndForget(long bytes) => *(byte*)NativeBlock.Rent(bytes).Pointer = 1;
}
