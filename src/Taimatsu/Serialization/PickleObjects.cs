namespace Taimatsu.Serialization;

/// <summary>A Python global that a pickle may name: a function, a type or a constant that the reader knows.</summary>
internal sealed class PickleGlobal(string module, string name, Func<object?[], object?>? call = null, object? value = null)
{
    public string Module { get; } = module;
    public string Name { get; } = name;

    /// <summary>What calling it gives; null if it cannot be called.</summary>
    public Func<object?[], object?>? Call { get; } = call;

    /// <summary>What it stands for if it is a constant, such as an element type.</summary>
    public object? Value { get; } = value;

    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>An object that takes a state after it was made.</summary>
internal interface IPickleState
{
    void SetState(object? state);
}

/// <summary>A Python dict while it is being read. Keys are strings, numbers, truth values or tuples.</summary>
internal sealed class PickleDict(bool isOrderedDict = false) : IPickleState
{
    public OrderedDictionary<object, object?> Items { get; } = new(PickleKeys.Instance);

    /// <summary>True for collections.OrderedDict.</summary>
    public bool IsOrderedDict { get; } = isOrderedDict;

    /// <summary>The attribute <c>_metadata</c> of a state dict.</summary>
    public PickleDict? Metadata { get; private set; }

    public void Set(object? key, object? value)
    {
        if (!PickleKeys.IsHashable(key)) throw new InvalidDataException($"a dict key of type {key?.GetType().Name ?? "None"}; strings, numbers and tuples of them can be keys");
        Items[key!] = value;
    }

    public void SetState(object? state)
    {
        if (state is not PickleDict attributes) throw new InvalidDataException("the state of a dict is not a dict of attributes");
        if (attributes.Items.TryGetValue("_metadata", out object? metadata)) Metadata = metadata as PickleDict;
    }
}

/// <summary>A Python set while it is being read.</summary>
internal sealed class PickleSet(IEnumerable<object> items)
{
    public HashSet<object> Items { get; } = new(items, PickleKeys.Instance);
}

/// <summary>Equality of keys as in Python: tuples by their elements. Tuples within tuples are no keys here: shared ones could grow without bound.</summary>
internal sealed class PickleKeys : IEqualityComparer<object>
{
    public static readonly PickleKeys Instance = new();
    private const int LongestTuple = 64;

    public static bool IsHashable(object? key)
    {
        if (key is not object?[] tuple) return IsPlain(key);
        if (tuple.Length > LongestTuple) return false;
        foreach (object? element in tuple)
            if (!IsPlain(element)) return false;
        return true;
    }

    public new bool Equals(object? a, object? b)
    {
        if (a is not object?[] x || b is not object?[] y) return object.Equals(a, b);
        if (x.Length != y.Length) return false;
        for (int i = 0; i < x.Length; i++)
            if (!object.Equals(x[i], y[i])) return false;
        return true;
    }

    public int GetHashCode(object key)
    {
        if (key is not object?[] tuple) return key.GetHashCode();
        var hash = new HashCode();
        foreach (object? element in tuple) hash.Add(element);
        return hash.ToHashCode();
    }

    private static bool IsPlain(object? key) => key is string or long or double or bool or System.Numerics.BigInteger;
}
