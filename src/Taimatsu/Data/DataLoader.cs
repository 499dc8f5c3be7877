using System.Collections;
using Taimatsu.Data;

namespace Taimatsu;

/// <summary>
/// Goes through a data set in batches, in order or shuffled, with worker threads if asked for. Each enumeration is an epoch, reshuffled with PyTorch's draws: the same
/// seed gives the same batches. Neither their order nor their content depends on the number of workers; random transforms draw from the default generator
/// without workers, as in PyTorch, and with any number of workers from one seeded by the batch's number.
/// </summary>
/// <typeparam name="T">One item.</typeparam>
/// <typeparam name="TBatch">One batch.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
public class DataLoader<T, TBatch> : IEnumerable<TBatch>
{
    private readonly Func<IReadOnlyList<T>, TBatch>? _collate;
    private readonly Action<int>? _workerInit;
    private readonly Device? _device;

    /// <summary>Makes a loader.</summary>
    /// <param name="dataset">The items.</param>
    /// <param name="batch_size">Items in a batch; the last one may have fewer.</param>
    /// <param name="shuffle">True for a new random order every epoch.</param>
    /// <param name="sampler">The order of items, instead of <paramref name="shuffle"/>.</param>
    /// <param name="batch_sampler">The items of each batch, instead of all of the above.</param>
    /// <param name="num_workers">Threads that make batches ahead; 0 makes them on the caller's thread.</param>
    /// <param name="collate_fn">Makes a batch of items; unless given, tensors are stacked and numbers become tensors.</param>
    /// <param name="pin_memory">Batches come in page-locked memory, from which a GPU copies while the processor goes on; does nothing without a GPU.</param>
    /// <param name="drop_last">True to leave out a shorter batch at the end.</param>
    /// <param name="timeout">Seconds to wait for a batch of the workers; 0 waits for ever.</param>
    /// <param name="worker_init_fn">Called on each worker's thread with its number.</param>
    /// <param name="generator">Where shuffling draws from, instead of the default generator.</param>
    /// <param name="prefetch_factor">Batches that each worker makes ahead: 2 unless given.</param>
    /// <param name="persistent_workers">Accepted; threads start quickly.</param>
    /// <param name="device">Where batches of tensors go to.</param>
    /// <exception cref="ArgumentException">A number is negative, or two options exclude each other.</exception>
    public DataLoader(IDataset<T> dataset, long batch_size = 1, bool shuffle = false, IEnumerable<long>? sampler = null, IEnumerable<IReadOnlyList<long>>? batch_sampler = null,
        int num_workers = 0, Func<IReadOnlyList<T>, TBatch>? collate_fn = null, bool pin_memory = false, bool drop_last = false, double timeout = 0,
        Action<int>? worker_init_fn = null, Generator? generator = null, int? prefetch_factor = null, bool persistent_workers = false, Device? device = null)
    {
        if (num_workers < 0) throw new ArgumentException("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.");
        if (!(timeout >= 0)) throw new ArgumentException("timeout option should be non-negative");
        if (prefetch_factor is not null && num_workers == 0)
            throw new ArgumentException("prefetch_factor option could only be specified in multiprocessing. Let num_workers > 0 to enable multiprocessing, otherwise set prefetch_factor to None.");
        if (prefetch_factor is <= 0) throw new ArgumentException("prefetch_factor option should be non-negative");
        if (sampler is not null && shuffle) throw new ArgumentException("sampler option is mutually exclusive with shuffle");
        if (batch_sampler is not null && (batch_size != 1 || shuffle || sampler is not null || drop_last))
            throw new ArgumentException("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last");
        if (dataset is not Dataset<T> && dataset is not IterableDataset<T>) throw new ArgumentException($"DataLoader: {dataset.GetType().Name} is neither a Dataset nor an IterableDataset");
        if (dataset is IterableDataset<T> && (shuffle || sampler is not null || batch_sampler is not null))
            throw new ArgumentException("DataLoader with IterableDataset: expected unspecified shuffle, sampler and batch_sampler options");
        if (batch_size <= 0) throw new ArgumentException($"batch_size should be a positive integer value, but got batch_size={batch_size}");

        (this.dataset, this.batch_size, this.drop_last, this.num_workers, this.timeout) = (dataset, batch_size, drop_last, num_workers, timeout);
        (this.generator, this.prefetch_factor, this.pin_memory) = (generator, prefetch_factor ?? 2, pin_memory);
        (_collate, _workerInit, _device) = (collate_fn, worker_init_fn, device);
        if (dataset is not Dataset<T> map) return;
        if (batch_sampler is null)
        {
            this.sampler = sampler ?? (shuffle ? new RandomSampler(map.Count, generator: generator) : new SequentialSampler(map.Count));
            batch_sampler = new BatchSampler(this.sampler, batch_size, drop_last);
        }
        this.batch_sampler = batch_sampler;
    }

    /// <summary>The items.</summary>
    public IDataset<T> dataset { get; }
    /// <summary>Items in a batch.</summary>
    public long batch_size { get; }
    /// <summary>True if a shorter batch at the end is left out.</summary>
    public bool drop_last { get; }
    /// <summary>The number of worker threads.</summary>
    public int num_workers { get; }
    /// <summary>Batches that each worker makes ahead.</summary>
    public int prefetch_factor { get; }
    /// <summary>Seconds to wait for a batch of the workers; 0 waits for ever.</summary>
    public double timeout { get; }
    /// <summary>True if batches come in page-locked memory, given that there is a GPU.</summary>
    public bool pin_memory { get; }
    /// <summary>Where shuffling draws from; null stands for the default generator.</summary>
    public Generator? generator { get; }
    /// <summary>The order of items; null if a batch sampler was given or the data set is iterable.</summary>
    public IEnumerable<long>? sampler { get; }
    /// <summary>The items of each batch; null if the data set is iterable.</summary>
    public IEnumerable<IReadOnlyList<long>>? batch_sampler { get; }

    /// <summary>The number of batches in an epoch: Python's <c>len(loader)</c>.</summary>
    /// <exception cref="InvalidOperationException">The data set is iterable, or the sampler does not know its length.</exception>
    public long Count => batch_sampler is not null ? BatchSampler.CountOf(batch_sampler) : throw new InvalidOperationException($"object of type '{dataset.GetType().Name}' has no len()");

    /// <summary>Starts an epoch.</summary>
    public IEnumerator<TBatch> GetEnumerator()
    {
        // PyTorch draws the workers' seed for every epoch, with and without workers.
        long seed = RandomSampler.NextSeed(generator);
        TimeSpan? patience = timeout > 0 ? TimeSpan.FromSeconds(timeout) : null;
        if (dataset is not Dataset<T> map)
        {
            var batches = Streamed((IterableDataset<T>)dataset);
            return num_workers == 0
                ? new SerialLoading<TBatch>(batches, Place)
                : new StreamLoading<TBatch>(batches, num_workers * prefetch_factor, seed, patience, _workerInit, Place);
        }
        var fetcher = new Fetcher<T, TBatch>(map, _collate);
        return num_workers == 0
            ? new SerialLoading<TBatch>(batch_sampler!.Select(indices => fetcher.Fetch(indices)).GetEnumerator(), Place)
            : new ParallelLoading<TBatch>(batch_sampler!.GetEnumerator(), () => new(num_workers, num_workers * prefetch_factor, seed, fetcher.Fetch, _workerInit), patience, Place);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TBatch Place(TBatch batch)
    {
        if (pin_memory && torch.cuda.device_count() > 0) batch = Placement.Pin(batch);
        return _device is null ? batch : Placement.Move(batch, _device);
    }

    private IEnumerator<TBatch> Streamed(IterableDataset<T> source)
    {
        var collate = _collate ?? Collation.Of<T, TBatch>();
        foreach (var chunk in source.Chunk((int)batch_size))
            if (chunk.Length == batch_size || !drop_last) yield return collate(chunk);
    }
}
