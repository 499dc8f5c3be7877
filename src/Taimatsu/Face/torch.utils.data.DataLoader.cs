namespace Taimatsu;

public static partial class torch
{
    public static partial class utils
    {
        // One function for each kind of item whose batches have an evident type; see DataLoader's constructor for what the arguments mean.
        public static partial class data
        {
            /// <summary>Batches of labelled tensors, such as pictures: the tensors stacked, and a tensor of labels. <c>foreach (var (images, labels) in loader)</c></summary>
            /// <exception cref="ArgumentException">A number is negative, or two options exclude each other.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<(Tensor, long), (Tensor, Tensor)> DataLoader(IDataset<(Tensor, long)> dataset, long batch_size = 1, bool shuffle = false, IEnumerable<long>? sampler = null,
                IEnumerable<IReadOnlyList<long>>? batch_sampler = null, int num_workers = 0, bool pin_memory = false, bool drop_last = false, double timeout = 0,
                Action<int>? worker_init_fn = null, Generator? generator = null, int? prefetch_factor = null, bool persistent_workers = false, Device? device = null)
                => new(dataset, batch_size, shuffle, sampler, batch_sampler, num_workers, null, pin_memory, drop_last, timeout, worker_init_fn, generator, prefetch_factor, persistent_workers, device);

            /// <summary>Batches of pairs of tensors, each side stacked.</summary>
            /// <exception cref="ArgumentException">A number is negative, or two options exclude each other.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<(Tensor, Tensor), (Tensor, Tensor)> DataLoader(IDataset<(Tensor, Tensor)> dataset, long batch_size = 1, bool shuffle = false, IEnumerable<long>? sampler = null,
                IEnumerable<IReadOnlyList<long>>? batch_sampler = null, int num_workers = 0, bool pin_memory = false, bool drop_last = false, double timeout = 0,
                Action<int>? worker_init_fn = null, Generator? generator = null, int? prefetch_factor = null, bool persistent_workers = false, Device? device = null)
                => new(dataset, batch_size, shuffle, sampler, batch_sampler, num_workers, null, pin_memory, drop_last, timeout, worker_init_fn, generator, prefetch_factor, persistent_workers, device);

            /// <summary>Batches of lists of tensors, each place stacked, as of a TensorDataset.</summary>
            /// <exception cref="ArgumentException">A number is negative, or two options exclude each other.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<Tensor[], Tensor[]> DataLoader(IDataset<Tensor[]> dataset, long batch_size = 1, bool shuffle = false, IEnumerable<long>? sampler = null,
                IEnumerable<IReadOnlyList<long>>? batch_sampler = null, int num_workers = 0, bool pin_memory = false, bool drop_last = false, double timeout = 0,
                Action<int>? worker_init_fn = null, Generator? generator = null, int? prefetch_factor = null, bool persistent_workers = false, Device? device = null)
                => new(dataset, batch_size, shuffle, sampler, batch_sampler, num_workers, null, pin_memory, drop_last, timeout, worker_init_fn, generator, prefetch_factor, persistent_workers, device);

            /// <summary>Batches of tensors, stacked.</summary>
            /// <exception cref="ArgumentException">A number is negative, or two options exclude each other.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<Tensor, Tensor> DataLoader(IDataset<Tensor> dataset, long batch_size = 1, bool shuffle = false, IEnumerable<long>? sampler = null,
                IEnumerable<IReadOnlyList<long>>? batch_sampler = null, int num_workers = 0, bool pin_memory = false, bool drop_last = false, double timeout = 0,
                Action<int>? worker_init_fn = null, Generator? generator = null, int? prefetch_factor = null, bool persistent_workers = false, Device? device = null)
                => new(dataset, batch_size, shuffle, sampler, batch_sampler, num_workers, null, pin_memory, drop_last, timeout, worker_init_fn, generator, prefetch_factor, persistent_workers, device);

            /// <summary>Batches of tensors by name, stacked.</summary>
            /// <exception cref="ArgumentException">A number is negative, or two options exclude each other.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>> DataLoader(IDataset<Dictionary<string, Tensor>> dataset, long batch_size = 1, bool shuffle = false, IEnumerable<long>? sampler = null,
                IEnumerable<IReadOnlyList<long>>? batch_sampler = null, int num_workers = 0, bool pin_memory = false, bool drop_last = false, double timeout = 0,
                Action<int>? worker_init_fn = null, Generator? generator = null, int? prefetch_factor = null, bool persistent_workers = false, Device? device = null)
                => new(dataset, batch_size, shuffle, sampler, batch_sampler, num_workers, null, pin_memory, drop_last, timeout, worker_init_fn, generator, prefetch_factor, persistent_workers, device);

            /// <summary>Batches of numbers, as tensors.</summary>
            /// <exception cref="ArgumentException">A number is negative, or two options exclude each other.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<T, Tensor> DataLoader<T>(IDataset<T> dataset, long batch_size = 1, bool shuffle = false, IEnumerable<long>? sampler = null,
                IEnumerable<IReadOnlyList<long>>? batch_sampler = null, int num_workers = 0, bool pin_memory = false, bool drop_last = false, double timeout = 0,
                Action<int>? worker_init_fn = null, Generator? generator = null, int? prefetch_factor = null, bool persistent_workers = false, Device? device = null) where T : unmanaged
                => new(dataset, batch_size, shuffle, sampler, batch_sampler, num_workers, null, pin_memory, drop_last, timeout, worker_init_fn, generator, prefetch_factor, persistent_workers, device);

            /// <summary>Batches of a type of their own, made by <paramref name="collate_fn"/>, or without one by the default way of putting items together.</summary>
            /// <exception cref="ArgumentException">A number is negative, or two options exclude each other.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader"/>
            public static DataLoader<T, TBatch> DataLoader<T, TBatch>(IDataset<T> dataset, long batch_size = 1, bool shuffle = false, IEnumerable<long>? sampler = null,
                IEnumerable<IReadOnlyList<long>>? batch_sampler = null, int num_workers = 0, Func<IReadOnlyList<T>, TBatch>? collate_fn = null, bool pin_memory = false, bool drop_last = false, double timeout = 0,
                Action<int>? worker_init_fn = null, Generator? generator = null, int? prefetch_factor = null, bool persistent_workers = false, Device? device = null)
                => new(dataset, batch_size, shuffle, sampler, batch_sampler, num_workers, collate_fn, pin_memory, drop_last, timeout, worker_init_fn, generator, prefetch_factor, persistent_workers, device);
        }
    }
}
