using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Taimatsu;

/// <summary>Named tensors in the order in which they were added: what a module's or optimiser's state is saved as.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/notes/serialization.html"/>
public sealed class StateDict : IDictionary<string, Tensor>
{
    private readonly OrderedDictionary<string, Tensor> _items = new(StringComparer.Ordinal);

    /// <summary>No entries.</summary>
    public StateDict() { }

    /// <summary>Takes over the entries, in order.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public StateDict(IEnumerable<KeyValuePair<string, Tensor>> items)
    {
        foreach (var (name, tensor) in items) Add(name, tensor);
        if (items is StateDict source)
            foreach (var (prefix, version) in source._metadata) _metadata.Add(prefix, version);
    }

    /// <summary>The version of each module's format by the module's path, "" for the root; saved as PyTorch saves it.</summary>
    public OrderedDictionary<string, long> _metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Tensor this[string name]
    {
        get => _items.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"no entry '{name}' among the {Count} of the state dict");
        set => _items[name] = value;
    }

    /// <summary>The number of entries.</summary>
    public int Count => _items.Count;

    /// <summary>The names in order.</summary>
    public ICollection<string> Keys => _items.Keys;

    /// <summary>The tensors in order.</summary>
    public ICollection<Tensor> Values => _items.Values;

    /// <summary>Adds an entry at the end.</summary>
    /// <exception cref="ArgumentException">The name exists already.</exception>
    public void Add(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_items.TryAdd(name, tensor)) throw new ArgumentException($"the state dict has an entry '{name}' already");
    }

    /// <summary>True if there is an entry of that name.</summary>
    public bool ContainsKey(string name) => _items.ContainsKey(name);

    /// <summary>Removes an entry; false if there is none of that name.</summary>
    public bool Remove(string name) => _items.Remove(name);

    /// <summary>The tensor of a name, if there is one.</summary>
    public bool TryGetValue(string name, [MaybeNullWhen(false)] out Tensor tensor) => _items.TryGetValue(name, out tensor);

    /// <summary>Removes all entries.</summary>
    public void Clear() => _items.Clear();

    /// <summary>The same entries as a plain dictionary.</summary>
    public static implicit operator Dictionary<string, Tensor>(StateDict state) => new(state._items, StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    bool ICollection<KeyValuePair<string, Tensor>>.IsReadOnly => false;
    void ICollection<KeyValuePair<string, Tensor>>.Add(KeyValuePair<string, Tensor> item) => Add(item.Key, item.Value);
    bool ICollection<KeyValuePair<string, Tensor>>.Contains(KeyValuePair<string, Tensor> item) => TryGetValue(item.Key, out var tensor) && ReferenceEquals(tensor, item.Value);
    bool ICollection<KeyValuePair<string, Tensor>>.Remove(KeyValuePair<string, Tensor> item)
        => ((ICollection<KeyValuePair<string, Tensor>>)this).Contains(item) && Remove(item.Key);
    void ICollection<KeyValuePair<string, Tensor>>.CopyTo(KeyValuePair<string, Tensor>[] array, int arrayIndex)
        => ((ICollection<KeyValuePair<string, Tensor>>)_items).CopyTo(array, arrayIndex);
}
