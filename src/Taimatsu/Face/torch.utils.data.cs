namespace Taimatsu;

public static partial class torch
{
    /// <summary>What does not fit elsewhere.</summary>
    public static partial class utils
    {
        /// <summary>Datasets, samplers and loaders.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/data.html"/>
        public static partial class data
        {
            /// <summary>Batches of pictures (or other tensors) with their labels: (stacked tensors, int64 labels).</summary>
            /// <exception cref="ArgumentException">Options exclude each other, or a number is out of range.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<(Tensor, long), (Tensor, Tensor)> DataLoader(Dataset<(Tensor, long)> dataset, long batch_size = 1, bool shuffle = false, Sampler? sampler = null,
                IEnumerable<long[]>? batch_sampler = null, int num_workers = 0, bool drop_last = false, Generator? generator = null)
                => new(dataset, Collation.Labelled, batch_size, shuffle, sampler, batch_sampler, num_workers, drop_last, generator);

            /// <summary>Batches of pairs of tensors, each side stacked.</summary>
            /// <exception cref="ArgumentException">Options exclude each other, or a number is out of range.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<(Tensor, Tensor), (Tensor, Tensor)> DataLoader(Dataset<(Tensor, Tensor)> dataset, long batch_size = 1, bool shuffle = false, Sampler? sampler = null,
                IEnumerable<long[]>? batch_sampler = null, int num_workers = 0, bool drop_last = false, Generator? generator = null)
                => new(dataset, Collation.Pairs, batch_size, shuffle, sampler, batch_sampler, num_workers, drop_last, generator);

            /// <summary>Batches of lists of tensors, each place stacked, as of a TensorDataset.</summary>
            /// <exception cref="ArgumentException">Options exclude each other, or a number is out of range.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<Tensor[], Tensor[]> DataLoader(Dataset<Tensor[]> dataset, long batch_size = 1, bool shuffle = false, Sampler? sampler = null,
                IEnumerable<long[]>? batch_sampler = null, int num_workers = 0, bool drop_last = false, Generator? generator = null)
                => new(dataset, Collation.Arrays, batch_size, shuffle, sampler, batch_sampler, num_workers, drop_last, generator);

            /// <summary>Batches of tensors, stacked.</summary>
            /// <exception cref="ArgumentException">Options exclude each other, or a number is out of range.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<Tensor, Tensor> DataLoader(Dataset<Tensor> dataset, long batch_size = 1, bool shuffle = false, Sampler? sampler = null,
                IEnumerable<long[]>? batch_sampler = null, int num_workers = 0, bool drop_last = false, Generator? generator = null)
                => new(dataset, Collation.Tensors, batch_size, shuffle, sampler, batch_sampler, num_workers, drop_last, generator);

            /// <summary>Batches of tensors by name, stacked.</summary>
            /// <exception cref="ArgumentException">Options exclude each other, or a number is out of range.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>> DataLoader(Dataset<Dictionary<string, Tensor>> dataset, long batch_size = 1, bool shuffle = false,
                Sampler? sampler = null, IEnumerable<long[]>? batch_sampler = null, int num_workers = 0, bool drop_last = false, Generator? generator = null)
                => new(dataset, Collation.Dictionaries, batch_size, shuffle, sampler, batch_sampler, num_workers, drop_last, generator);

            /// <summary>Batches of numbers, as tensors.</summary>
            /// <exception cref="ArgumentException">Options exclude each other, or a number is out of range.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<T, Tensor> DataLoader<T>(Dataset<T> dataset, long batch_size = 1, bool shuffle = false, Sampler? sampler = null,
                IEnumerable<long[]>? batch_sampler = null, int num_workers = 0, bool drop_last = false, Generator? generator = null) where T : unmanaged
                => new(dataset, Collation.Numbers, batch_size, shuffle, sampler, batch_sampler, num_workers, drop_last, generator);

            /// <summary>Batches made by a function of one's own.</summary>
            /// <exception cref="ArgumentException">Options exclude each other, or a number is out of range.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<T, TBatch> DataLoader<T, TBatch>(Dataset<T> dataset, Func<IReadOnlyList<T>, TBatch> collate_fn, long batch_size = 1, bool shuffle = false, Sampler? sampler = null,
                IEnumerable<long[]>? batch_sampler = null, int num_workers = 0, bool drop_last = false, Generator? generator = null)
                => new(dataset, collate_fn, batch_size, shuffle, sampler, batch_sampler, num_workers, drop_last, generator);

            /// <summary>Tensors of one length as a dataset.</summary>
            /// <exception cref="ArgumentException">Their first dimensions differ.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset"/>
            public static TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);

            /// <summary>Parts of given lengths, drawn at random; PyTorch's numbers.</summary>
            /// <exception cref="ArgumentException">The lengths do not add up to the dataset's.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split"/>
            public static Subset<T>[] random_split<T>(Dataset<T> dataset, long[] lengths, Generator? generator = null)
            {
                if (lengths.Sum() != dataset.Count) throw new ArgumentException("Sum of input lengths does not equal the length of the input dataset!");
                long[] indices = randperm(dataset.Count, generator: generator).ToFlatArray<long>();
                var parts = new Subset<T>[lengths.Length];
                long at = 0;
                for (int i = 0; i < parts.Length; i++)
                {
                    parts[i] = new(dataset, indices.AsSpan((int)at, (int)lengths[i]).ToArray());
                    at += lengths[i];
                }
                return parts;
            }

            /// <summary>Parts of given fractions, drawn at random; what rounding leaves goes to the first ones in turn.</summary>
            /// <exception cref="ArgumentException">A fraction is not in [0, 1], or they do not add up to 1.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split"/>
            public static Subset<T>[] random_split<T>(Dataset<T> dataset, double[] fractions, Generator? generator = null)
            {
                if (fractions.Any(f => f is < 0 or > 1)) throw new ArgumentException($"Fraction must be between 0 and 1, got [{string.Join(", ", fractions)}]");
                if (Math.Abs(fractions.Sum() - 1) > 1e-9) throw new ArgumentException($"fractions must add up to 1, got {fractions.Sum()}");
                long[] lengths = [.. fractions.Select(f => (long)Math.Floor(dataset.Count * f))];
                long rest = dataset.Count - lengths.Sum();
                for (long i = 0; i < rest; i++) lengths[i % lengths.Length]++;
                return random_split(dataset, lengths, generator);
            }
        }
    }
}
