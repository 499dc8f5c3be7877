using System.Collections;
using System.Runtime.CompilerServices;

namespace Taimatsu.Data;

/// <summary>
/// Makes batches as PyTorch's default does: tensors are stacked, numbers become tensors, tuples, lists and dictionaries are collated member by member, and
/// texts are listed. Whole numbers become int64, as Python's do.
/// </summary>
internal static class Collation
{
    private const string Unknown = "default_collate: batch must contain tensors, numbers, strings, tuples, lists or dictionaries; found ";

    /// <summary>The way from items to a batch of a given type.</summary>
    public static Func<IReadOnlyList<T>, TBatch> Of<T, TBatch>()
    {
        // The two that most loaders use, without boxes.
        if (typeof(T) == typeof(Tensor) && typeof(TBatch) == typeof(Tensor)) return (Func<IReadOnlyList<T>, TBatch>)(object)(Func<IReadOnlyList<Tensor>, Tensor>)Stack;
        if (typeof(T) == typeof((Tensor, long)) && typeof(TBatch) == typeof((Tensor, Tensor)))
            return (Func<IReadOnlyList<T>, TBatch>)(object)(Func<IReadOnlyList<(Tensor, long)>, (Tensor, Tensor)>)Labelled;
        return items => Shape<TBatch>(Any([.. items.Select(i => (object?)i)]));
    }

    /// <summary>A batch of anything: a Tensor, a string[], or an object[] for tuples and lists, a Tensor[] where all members are tensors, a Dictionary.</summary>
    public static object Any(IReadOnlyList<object?> items)
    {
        if (items.Count == 0) throw new ArgumentException("default_collate: an empty batch");
        object first = items[0] ?? throw new ArgumentException(Unknown + "null");
        return first switch
        {
            Tensor => Stack(Cast<Tensor>(items)),
            long or int or short or byte or sbyte => torch.tensor(Whole(items)),
            double => torch.tensor(Cast<double>(items)),
            float => torch.tensor(Cast<float>(items)),
            bool => torch.tensor(Cast<bool>(items)),
            string => Cast<string>(items),
            ITuple tuple => Columns(items, tuple.Length, (item, i) => item is ITuple t && t.Length == tuple.Length ? t[i] : throw Ragged()),
            IDictionary<string, Tensor> map => map.Keys.ToDictionary(k => k, k => Stack([.. items.Select(i => Member((IDictionary<string, Tensor>)i!, k))])),
            IDictionary<string, object> map => map.Keys.ToDictionary(k => k, k => Any([.. items.Select(i => Member((IDictionary<string, object>)i!, k))])),
            IList list => Columns(items, list.Count, (item, i) => item is IList l && l.Count == list.Count ? l[i] : throw Ragged()),
            _ => throw new ArgumentException(Unknown + first.GetType().Name),
        };
    }

    private static Tensor Stack(IReadOnlyList<Tensor> items) => torch.stack([.. items]);

    private static (Tensor, Tensor) Labelled(IReadOnlyList<(Tensor Item, long Label)> items)
    {
        var tensors = new Tensor[items.Count];
        long[] labels = new long[items.Count];
        for (int i = 0; i < labels.Length; i++) (tensors[i], labels[i]) = items[i];
        return (torch.stack(tensors), torch.from_array(labels));
    }

    private static T[] Cast<T>(IReadOnlyList<object?> items)
    {
        var values = new T[items.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = items[i] is T value ? value : throw new ArgumentException($"default_collate: item 0 is a {typeof(T).Name}, item {i} is a {items[i]?.GetType().Name ?? "null"}");
        return values;
    }

    private static long[] Whole(IReadOnlyList<object?> items)
    {
        var values = new long[items.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = items[i] switch
            {
                long v => v,
                int v => v,
                short v => v,
                byte v => v,
                sbyte v => v,
                var other => throw new ArgumentException($"default_collate: item 0 is a {items[0]!.GetType().Name}, item {i} is a {other?.GetType().Name ?? "null"}"),
            };
        return values;
    }

    private static object Columns(IReadOnlyList<object?> items, int width, Func<object?, int, object?> member)
    {
        var columns = new object[width];
        for (int c = 0; c < width; c++) columns[c] = Any([.. items.Select(i => member(i, c))]);
        return columns.All(c => c is Tensor) ? Array.ConvertAll(columns, c => (Tensor)c) : columns;
    }

    private static TValue Member<TValue>(IDictionary<string, TValue> map, string key)
        => map.TryGetValue(key, out var value) ? value : throw new ArgumentException($"default_collate: a dictionary of the batch has no '{key}'");

    private static ArgumentException Ragged() => new("each element in list of batch should be of equal size");

    // Tuples come as arrays of their members; here they take the type that the loader promises.
    private static TBatch Shape<TBatch>(object batch)
    {
        if (batch is TBatch fits) return fits;
        object? shaped = batch switch
        {
            Tensor[] { Length: 2 } t => (t[0], t[1]),
            Tensor[] { Length: 3 } t => (t[0], t[1], t[2]),
            Tensor[] { Length: 4 } t => (t[0], t[1], t[2], t[3]),
            object[] and [Tensor a, string[] b] => (a, b),
            object[] and [string[] a, Tensor b] => (a, b),
            object[] and [Tensor a, Tensor b, string[] c] => (a, b, c),
            _ => null,
        };
        if (shaped is TBatch tuple) return tuple;
        if (batch is Tensor[] tensors && tensors.ToList() is TBatch list) return list;
        throw new ArgumentException($"default_collate gives a {batch.GetType().Name}, which is no {typeof(TBatch).Name}: give the loader a collate_fn");
    }
}
