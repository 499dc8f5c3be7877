using Taimatsu.Data;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>What belongs to no other part: data loading.</summary>
    public static partial class utils
    {
        /// <summary>Data sets and loaders. Each function makes one of the same name.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/data.html"/>
        public static partial class data
        {
            /// <summary>Tensors of one length as a data set of rows.</summary>
            /// <exception cref="ArgumentException">There are none, one has no dimension, or their first dimensions differ.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset"/>
            public static TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);

            /// <summary>Some items of a data set.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Subset"/>
            public static Subset<T> Subset<T>(Dataset<T> dataset, IReadOnlyList<long> indices) => new(dataset, indices);

            /// <summary>Several data sets, one after the other.</summary>
            /// <exception cref="ArgumentException">There are none.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset"/>
            public static ConcatDataset<T> ConcatDataset<T>(params IReadOnlyList<Dataset<T>> datasets) => new(datasets);

            /// <summary>Cuts a data set at random into parts of given lengths.</summary>
            /// <exception cref="ArgumentException">A length is negative, or they do not sum to the number of items.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split"/>
            public static Subset<T>[] random_split<T>(Dataset<T> dataset, IReadOnlyList<long> lengths, Generator? generator = null) => RandomSplit.Cut(dataset, lengths, generator);

            /// <summary>Cuts a data set at random into shares of the whole, such as 0.8 and 0.2.</summary>
            /// <exception cref="ArgumentException">A share is negative, or they do not sum to 1.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split"/>
            public static Subset<T>[] random_split<T>(Dataset<T> dataset, IReadOnlyList<double> lengths, Generator? generator = null)
                => RandomSplit.Cut(dataset, RandomSplit.Lengths(lengths, dataset.Count), generator);

            /// <summary>
            /// Puts items together as loaders do: tensors are stacked, numbers become tensors, tuples, lists and dictionaries are collated member by member, texts are listed.
            /// </summary>
            /// <exception cref="ArgumentException">The items are of something else, of several kinds, or of unequal length.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate"/>
            public static object default_collate<T>(IReadOnlyList<T> batch) => Collation.Any([.. batch.Select(i => (object?)i)]);

            /// <inheritdoc cref="default_collate{T}(IReadOnlyList{T})"/>
            public static TBatch default_collate<T, TBatch>(IReadOnlyList<T> batch) => Collation.Of<T, TBatch>()(batch);
        }
    }
}
