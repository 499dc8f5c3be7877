using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Taimatsu.Modules;

/// <summary>Parameters by name, in the order in which they were added.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html"/>
public class ParameterDict : Module, IEnumerable<(string name, Parameter parameter)>
{
    /// <summary>A dictionary of these parameters.</summary>
    public ParameterDict(params IEnumerable<(string name, Parameter parameter)> parameters) => update(parameters);

    /// <summary>The number of parameters.</summary>
    public int Count => ParameterSlots.Count;

    /// <summary>The names.</summary>
    public IReadOnlyList<string> Keys => [.. ParameterSlots.Keys];

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> Values => [.. ParameterSlots.Values.Cast<Parameter>()];

    /// <summary>A parameter by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Parameter this[string key]
    {
        get => TryGetValue(key, out var parameter) ? parameter : throw new KeyNotFoundException($"'{key}'");
        set => Add(key, value);
    }

    /// <summary>A name and its parameter by their number.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such parameter.</exception>
    public (string name, Parameter parameter) this[int index]
    {
        get
        {
            var (name, parameter) = ParameterSlots.GetAt(ContainerIndex.Wrap(index, Count));
            return (name, parameter!);
        }
    }

    /// <summary>Adds a parameter, or replaces the one of that name.</summary>
    public void Add(string key, Parameter value)
    {
        ArgumentNullException.ThrowIfNull(value);
        register_parameter(key, value);
    }

    /// <summary>Adds a parameter, or replaces the one of that name.</summary>
    public void Add((string name, Parameter parameter) item) => Add(item.name, item.parameter);

    /// <summary>Adds or replaces several parameters.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.update"/>
    public void update(IEnumerable<(string name, Parameter parameter)> parameters)
    {
        foreach (var (name, parameter) in parameters.ToArray()) Add(name, parameter);
    }

    /// <summary>Removes a parameter and returns it.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html#torch.nn.ParameterDict.pop"/>
    public Parameter pop(string key)
    {
        var parameter = this[key];
        ParameterSlots.Remove(key);
        return parameter;
    }

    /// <summary>Removes a parameter; false if there is none of that name.</summary>
    public bool Remove(string key) => ParameterSlots.Remove(key);

    /// <summary>Removes all parameters.</summary>
    public void clear() => ParameterSlots.Clear();

    /// <summary>Removes all parameters.</summary>
    public void Clear() => ParameterSlots.Clear();

    /// <summary>True if there is a parameter of that name.</summary>
    public bool ContainsKey(string key) => ParameterSlots.ContainsKey(key);

    /// <summary>A parameter by its name; false if there is none.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value)
    {
        bool found = ParameterSlots.TryGetValue(key, out var parameter);
        value = parameter;
        return found;
    }

    /// <summary>The names.</summary>
    public IReadOnlyList<string> keys() => Keys;

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter> values() => Values;

    /// <summary>The names with their parameters.</summary>
    public IReadOnlyList<(string name, Parameter parameter)> items() => [.. this];

    /// <inheritdoc/>
    public override string extra_repr() => ParameterList.Describe(ParameterSlots, static type => $"torch.{type.LegacyName()}Tensor");

    /// <inheritdoc/>
    public IEnumerator<(string name, Parameter parameter)> GetEnumerator() => ParameterSlots.Select(m => (m.Key, m.Value!)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
