using static Taimatsu.torch;

namespace Taimatsu.Tests.Data;

/// <summary>What loaders put together, and how they behave with workers, errors and early ends.</summary>
public class LoaderTests
{
    private sealed class Numbers(long count, Func<long, long> read) : Dataset<long>
    {
        public override long Count => count;
        public override long this[long index] => read(CheckIndex(index));
    }

    private sealed class Words : Dataset<(Tensor, string)>
    {
        public override long Count => 3;
        public override (Tensor, string) this[long index] => (full(2, index), "word " + index);
    }

    private sealed class Named : Dataset
    {
        public override long Count => 4;
        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["data"] = full(2, index, dtype: float32), ["label"] = tensor(index) };
    }

    private sealed class Stream(int count, Action? reading = null) : IterableDataset<long>
    {
        public override IEnumerator<long> GetEnumerator()
        {
            for (int i = 0; i < count; i++)
            {
                reading?.Invoke();
                yield return i;
            }
        }
    }

    private static long[][] Epoch(IEnumerable<Tensor> loader) => [.. loader.Select(b => b.accessor<long>().ToArray())];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Order_and_content_do_not_depend_on_workers(int workers)
    {
        var set = new Numbers(23, i => { if (i % 3 == 0) Thread.Yield(); return i * i; });
        long[][] Run(int n) => Epoch(utils.data.DataLoader(set, 4, shuffle: true, num_workers: n, generator: new Generator(5)));
        Assert.Equal(Run(0), Run(workers));
    }

    [Fact]
    public void Random_transforms_do_not_depend_on_the_number_of_workers()
    {
        var set = new Numbers(20, i => randint(1000, new Size(1)).item<long>() + (1000 * i));
        long[][] Run(int n)
        {
            var loader = utils.data.DataLoader(set, 3, num_workers: n, generator: new Generator(5));
            return Epoch(loader);
        }
        Assert.Equal(Run(1), Run(4));
        Assert.True(Run(2).SelectMany(b => b).Select(v => v % 1000).Distinct().Count() > 10);
    }

    [Fact]
    public void Labelled_items_become_two_tensors()
    {
        var images = arange(12, dtype: float32).view(6, 2);
        var set = new Labelled(images);
        var (x, y) = utils.data.DataLoader(set, batch_size: 4).First();
        Assert.Equal("tensor([[0., 1.],\n        [2., 3.],\n        [4., 5.],\n        [6., 7.]])", x.ToString());
        Assert.Equal("tensor([ 0, 10, 20, 30])", y.ToString());
        Assert.Equal(2, utils.data.DataLoader(set, batch_size: 4).Count);
        Assert.Equal(1, utils.data.DataLoader(set, batch_size: 4, drop_last: true).Count);
    }

    private sealed class Labelled(Tensor images) : Dataset<(Tensor, long)>
    {
        public override long Count => images.size(0);
        public override (Tensor, long) this[long index] => (images[index], index * 10);
    }

    [Fact]
    public void Tensor_sets_are_taken_apart_and_subsets_of_them_too()
    {
        var set = new TensorDataset(arange(10), arange(10, dtype: float32) / 2);
        var (one, half) = set[-1];
        Assert.Equal((9, 4.5f), (one.item<long>(), half.item<float>()));
        var subset = utils.data.Subset(utils.data.Subset(set, [7, 5, 3, 1]), [2, 0]);
        foreach (var (x, y) in utils.data.DataLoader(subset, batch_size: 2))
        {
            Assert.Equal("tensor([3, 7])", x.ToString());
            Assert.Equal("tensor([1.5000, 3.5000])", y.ToString());
        }
        Assert.Throws<ArgumentException>(() => new TensorDataset(zeros(2), zeros(3)));
    }

    [Fact]
    public void Words_names_and_lists_are_collated()
    {
        var (tensors, words) = utils.data.DataLoader<(Tensor, string), (Tensor, string[])>(new Words(), 2).First();
        Assert.Equal([2, 2], tensors.shape);
        Assert.Equal(["word 0", "word 1"], words);

        foreach (var batch in new DataLoader(new Named(), 4, shuffle: true, seed: 1))
            Assert.Equal(batch["label"].to(float32), batch["data"].mean([1]), (a, b) => equal(a, b));
        foreach (var batch in new DataLoader(new Labelled(ones(4, 2)), 4))
            Assert.Equal("tensor([ 0, 10, 20, 30])", batch["label"].ToString());

        Assert.Equal("tensor([ True, False])", utils.data.default_collate<bool>([true, false]).ToString());
        Assert.Equal(float64, ((Tensor)utils.data.default_collate<double>([1, 2])).dtype);
        Assert.Equal(int64, ((Tensor)utils.data.default_collate<int>([1, 2])).dtype);
        Assert.Throws<ArgumentException>(() => utils.data.default_collate<object>([1, "two"]));
        Assert.Throws<ArgumentException>(() => utils.data.default_collate<object>([new Version(1, 2)]));
        var error = Assert.Throws<ArgumentException>(() => utils.data.default_collate<long[]>([[1, 2], [3]]));
        Assert.Equal("each element in list of batch should be of equal size", error.Message);
    }

    [Fact]
    public void Batches_may_be_given_one_by_one()
    {
        Assert.Equal([[0, 1], [2]], Epoch(utils.data.DataLoader(new Numbers(9, i => i), batch_sampler: [[0, 1], [2]])));
        Assert.Equal([[1, 1, 1, 1, 1]], Epoch(utils.data.DataLoader(new Numbers(3, i => i), batch_size: 5, sampler: new WeightedRandomSampler([0, 1, 0], 5))));
    }

    [Fact]
    public void A_collate_function_decides()
    {
        var loader = utils.data.DataLoader(new Numbers(5, i => i), batch_size: 2, collate_fn: items => string.Join('+', items));
        Assert.Equal(["0+1", "2+3", "4"], loader);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void An_items_error_names_the_item(int workers)
    {
        var set = new Numbers(20, i => i == 13 ? throw new FormatException("bad picture") : i);
        var seen = new List<long>();
        var error = Assert.Throws<DataLoaderException>(() =>
        {
            foreach (var batch in utils.data.DataLoader(set, 4, num_workers: workers)) seen.Add(batch[0].item<long>());
        });
        Assert.Equal([0, 4, 8], seen);
        Assert.Equal(13, error.Index);
        Assert.Equal("DataLoader: item 13 of Numbers: FormatException: bad picture", error.Message);
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public void Leaving_early_stops_the_workers_and_reads_no_further()
    {
        long reads = 0;
        using var idle = new CountdownEvent(3);
        var threads = new System.Collections.Concurrent.ConcurrentBag<Thread>();
        var set = new Numbers(100_000, i => { Interlocked.Increment(ref reads); return i; });
        var loader = utils.data.DataLoader(set, 10, num_workers: 3, worker_init_fn: _ => { threads.Add(Thread.CurrentThread); idle.Signal(); });
        foreach (var batch in loader)
        {
            idle.Wait();
            if (batch[0].item<long>() == 50) break;
        }
        Assert.Equal(3, threads.Count);
        Assert.All(threads, t => Assert.False(t.IsAlive));
        // Six batches were taken; two for each of three workers may be ready.
        Assert.InRange(Interlocked.Read(ref reads), 60, 120);
    }

    [Fact]
    public void An_epoch_that_is_forgotten_ends_too()
    {
        Thread? worker = null;
        Forget(t => worker = t);
        for (int i = 0; i < 100 && worker!.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            worker.Join(20);
        }
        Assert.False(worker!.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget(Action<Thread> begun)
            => utils.data.DataLoader(new Numbers(1000, i => i), 1, num_workers: 1, worker_init_fn: _ => begun(Thread.CurrentThread)).GetEnumerator().MoveNext();
    }

    [Fact]
    public void A_worker_that_hangs_is_given_up()
    {
        using var never = new ManualResetEventSlim();
        var set = new Numbers(4, i => { never.Wait(); return i; });
        var epoch = utils.data.DataLoader(set, num_workers: 1, timeout: 0.05, worker_init_fn: null).GetEnumerator();
        using var release = new Timer(_ => never.Set(), null, 300, Timeout.Infinite);
        var error = Assert.Throws<TimeoutException>(() => epoch.MoveNext());
        Assert.Equal("DataLoader timed out after 0.05 seconds", error.Message);
        Assert.False(epoch.MoveNext());
    }

    [Fact]
    public void A_failing_start_of_a_worker_surfaces()
    {
        var loader = utils.data.DataLoader(new Numbers(4, i => i), num_workers: 2, worker_init_fn: n => throw new InvalidOperationException("worker " + n));
        Assert.StartsWith("worker ", Assert.Throws<InvalidOperationException>(() => loader.First()).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_stream_comes_once_and_in_order(int workers)
    {
        var loader = utils.data.DataLoader(new Stream(5) + new Stream(2), 3, num_workers: workers);
        Assert.Equal([[0, 1, 2], [3, 4, 0], [1]], Epoch(loader));
        Assert.Equal([[0, 1, 2], [3, 4, 0], [1]], Epoch(loader));
        Assert.Equal(2, Epoch(utils.data.DataLoader(new Stream(7), 3, num_workers: workers, drop_last: true)).Length);
        Assert.Throws<InvalidOperationException>(() => loader.Count);
        var failing = utils.data.DataLoader(new Stream(7, () => throw new FormatException("line 1")), 3, num_workers: workers);
        Assert.Throws<FormatException>(() => failing.First());
    }

    [Fact]
    public void Sets_are_chained_by_number()
    {
        var set = new Numbers(2, i => i) + new Numbers(0, i => i) + new Numbers(3, i => 10 + i);
        Assert.Equal([0, 1, 10, 11, 12], Enumerable.Range(0, 5).Select(i => set[i]));
        Assert.Equal(12, set[-1]);
        Assert.Contains("index 5 is out of range, there are 5 items", Assert.Throws<IndexOutOfRangeException>(() => set[5]).Message);
        Assert.Equal(3, utils.data.ConcatDataset(new Numbers(0, i => i), new Numbers(3, i => i)).Count);
    }

    [Fact]
    public void Options_that_exclude_each_other_are_refused()
    {
        var set = new Numbers(4, i => i);
        void Refused(string text, Action make) => Assert.Contains(text, Assert.Throws<ArgumentException>(make).Message);
        Refused("sampler option is mutually exclusive with shuffle", () => utils.data.DataLoader(set, shuffle: true, sampler: new SequentialSampler(4)));
        Refused("batch_sampler option is mutually exclusive", () => utils.data.DataLoader(set, 2, batch_sampler: new BatchSampler(new SequentialSampler(4), 2)));
        Refused("num_workers option should be non-negative", () => utils.data.DataLoader(set, num_workers: -1));
        Refused("timeout option should be non-negative", () => utils.data.DataLoader(set, timeout: -1));
        Refused("batch_size should be a positive integer value, but got batch_size=0", () => utils.data.DataLoader(set, 0));
        Refused("prefetch_factor option", () => utils.data.DataLoader(set, prefetch_factor: 2));
        Refused("IterableDataset", () => utils.data.DataLoader(new Stream(3), shuffle: true));
        Refused("give the loader a collate_fn", () => throw Assert.Throws<DataLoaderException>(() => utils.data.DataLoader<long, string>(set).First()).InnerException!);
    }
}
