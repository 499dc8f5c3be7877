namespace Taimatsu.Serialization;

/// <summary>Turns what a pickle held into what callers get: state dicts, ordered dictionaries, lists, tuples as arrays, plain values.</summary>
internal sealed class LoadedValues
{
    private const int Deepest = 256;

    // Finished containers by what they were; null while they are being worked on, which shows a container inside itself.
    private readonly Dictionary<object, object?> _done = new(ReferenceEqualityComparer.Instance);

    public static object? Convert(object? value) => new LoadedValues().Convert(value, 0);

    private object? Convert(object? value, int depth)
    {
        if (value is PickleGlobal global) return global.Value is ScalarType type ? type : throw new InvalidDataException($"the file holds {global} itself, which is no data");
        if (value is LoadedStorage) throw new InvalidDataException("the file holds a bare storage; save the tensor instead");
        if (value is not (PickleDict or PickleSet or List<object?> or object?[])) return value;
        if (_done.TryGetValue(value, out object? known)) return known ?? throw new InvalidDataException("a container that holds itself");
        if (depth == Deepest) throw new InvalidDataException($"containers nested more than {Deepest} deep");
        _done.Add(value, null);
        object result = value switch
        {
            PickleDict dict => Dictionary(dict, depth + 1),
            PickleSet set => set.Items,
            List<object?> list => List(list, depth + 1),
            _ => Tuple((object?[])value, depth + 1),
        };
        _done[value] = result;
        return result;
    }

    private object Dictionary(PickleDict dict, int depth)
    {
        bool named = dict.Items.Keys.All(k => k is string);
        if (named && dict.IsOrderedDict && dict.Items.Values.All(v => v is Tensor)) return State(dict);
        if (named)
        {
            var byName = new OrderedDictionary<string, object?>(dict.Items.Count, StringComparer.Ordinal);
            foreach (var (key, value) in dict.Items) byName.Add((string)key, Convert(value, depth));
            return byName;
        }
        var result = new OrderedDictionary<object, object?>(dict.Items.Count, PickleKeys.Instance);
        foreach (var (key, value) in dict.Items) result.Add(key, Convert(value, depth));
        return result;
    }

    private static StateDict State(PickleDict dict)
    {
        var state = new StateDict();
        foreach (var (name, tensor) in dict.Items) state.Add((string)name, (Tensor)tensor!);
        if (dict.Metadata is not null)
            foreach (var (prefix, local) in dict.Metadata.Items)
                if (prefix is string path && local is PickleDict values && values.Items.TryGetValue("version", out object? version) && version is long number)
                    state._metadata[path] = number;
        return state;
    }

    private List<object?> List(List<object?> list, int depth)
    {
        for (int i = 0; i < list.Count; i++) list[i] = Convert(list[i], depth);
        return list;
    }

    private object?[] Tuple(object?[] tuple, int depth)
    {
        for (int i = 0; i < tuple.Length; i++) tuple[i] = Convert(tuple[i], depth);
        return tuple;
    }
}
