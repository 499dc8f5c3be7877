using System.Collections;

namespace Taimatsu;

/// <summary>
/// Batches of a dataset. Worker threads fetch ahead; order and content do not depend on their number. Making an iterator draws PyTorch's random
/// numbers, so the same seed gives the same batches as in Python.
/// </summary>
/// <typeparam name="T">What a sample is.</typeparam>
/// <typeparam name="TBatch">What a batch is.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
public sealed class DataLoader<T, TBatch> : IEnumerable<TBatch>
{
    private readonly Func<IReadOnlyList<T>, TBatch> _collate;
    private readonly IEnumerable<long[]> _batches;
    private readonly Generator? _generator;
    private readonly int _workers, _prefetch;

    /// <summary>Takes the dataset and how to make a batch of samples. See <see cref="torch.utils.data"/> for loaders that know how.</summary>
    /// <exception cref="ArgumentException">Options exclude each other, or a number is out of range.</exception>
    public DataLoader(Dataset<T> dataset, Func<IReadOnlyList<T>, TBatch> collate_fn, long batch_size = 1, bool shuffle = false, Sampler? sampler = null,
        IEnumerable<long[]>? batch_sampler = null, int num_workers = 0, bool drop_last = false, Generator? generator = null, int prefetch_factor = 2)
    {
        if (num_workers < 0) throw new ArgumentException("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.");
        if (prefetch_factor <= 0) throw new ArgumentException($"prefetch_factor option should be positive, got {prefetch_factor}");
        if (sampler is not null && shuffle) throw new ArgumentException("sampler option is mutually exclusive with shuffle");
        if (batch_sampler is not null && (batch_size != 1 || shuffle || sampler is not null || drop_last))
            throw new ArgumentException("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last");
        this.dataset = dataset;
        (_collate, _workers, _prefetch, _generator) = (collate_fn, num_workers, prefetch_factor, generator);
        long samples = sampler?.Count ?? dataset.Count;
        sampler ??= shuffle && dataset.Count > 0 ? new RandomSampler(dataset.Count, generator: generator) : new SequentialSampler(dataset.Count);
        _batches = batch_sampler ?? new BatchSampler(sampler, batch_size, drop_last);
        Count = batch_sampler is not null ? batch_sampler.LongCount() : drop_last ? samples / batch_size : (samples + batch_size - 1) / batch_size;
    }

    /// <summary>The dataset.</summary>
    public Dataset<T> dataset { get; }

    /// <summary>The number of batches of one pass.</summary>
    public long Count { get; }

    /// <summary>Starts a pass over the data.</summary>
    public IEnumerator<TBatch> GetEnumerator()
    {
        // What PyTorch draws for its worker processes, with or without them.
        var seed = torch.empty(Array.Empty<long>(), dtype: ScalarType.Int64).random_(_generator);
        GC.KeepAlive(seed);
        return _workers == 0 ? Here() : new WorkerPass<TBatch>(_batches, Fetch, _workers, _prefetch);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<TBatch> Here()
    {
        foreach (long[] indices in _batches)
        {
            var samples = new T[indices.Length];
            for (int i = 0; i < samples.Length; i++) samples[i] = dataset[indices[i]];
            yield return _collate(samples);
        }
    }

    // In a worker: an error tells which sample it was.
    private TBatch Fetch(long[] indices, int worker)
    {
        var samples = new T[indices.Length];
        for (int i = 0; i < samples.Length; i++)
            try
            {
                samples[i] = dataset[indices[i]];
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Caught {error.GetType().Name} in DataLoader worker thread {worker} while fetching sample {indices[i]}: {error.Message}", error);
            }
        return _collate(samples);
    }
}
