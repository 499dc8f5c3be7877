using System.Collections;
using System.Globalization;

namespace Taimatsu.Modules;

/// <summary>A list of parameters, which belong to it under their numbers.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html"/>
public class ParameterList : Module, IList<Parameter>, IReadOnlyList<Parameter>
{
    /// <summary>A list of these parameters.</summary>
    public ParameterList(params IEnumerable<Parameter> parameters) => extend(parameters);

    /// <inheritdoc cref="ICollection{T}.Count"/>
    public int Count => ParameterSlots.Count;

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <summary>A parameter by its number; negative numbers count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such parameter.</exception>
    public Parameter this[int index]
    {
        get => ParameterSlots.GetAt(ContainerIndex.Wrap(index, Count)).Value!;
        set => ParameterSlots.SetAt(ContainerIndex.Wrap(index, Count), value);
    }

    /// <summary>Adds parameters at the end; returns this list.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html#torch.nn.ParameterList.append"/>
    public ParameterList append(params IEnumerable<Parameter> parameters) => extend(parameters);

    /// <summary>Adds parameters at the end; returns this list.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html#torch.nn.ParameterList.extend"/>
    public ParameterList extend(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters.ToArray()) Add(parameter);
        return this;
    }

    /// <inheritdoc/>
    public void Add(Parameter item)
    {
        ArgumentNullException.ThrowIfNull(item);
        register_parameter(Count.ToString(CultureInfo.InvariantCulture), item);
    }

    /// <inheritdoc/>
    public void Insert(int index, Parameter item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var all = this.ToList();
        all.Insert(index, item);
        Rebuild(all);
    }

    /// <inheritdoc/>
    public void RemoveAt(int index)
    {
        var all = this.ToList();
        all.RemoveAt(ContainerIndex.Wrap(index, Count));
        Rebuild(all);
    }

    /// <inheritdoc/>
    public bool Remove(Parameter item)
    {
        int index = IndexOf(item);
        if (index >= 0) RemoveAt(index);
        return index >= 0;
    }

    /// <inheritdoc/>
    public void Clear() => ParameterSlots.Clear();

    /// <inheritdoc/>
    public bool Contains(Parameter item) => IndexOf(item) >= 0;

    /// <inheritdoc/>
    public int IndexOf(Parameter item)
    {
        for (int i = 0; i < Count; i++)
            if (ReferenceEquals(this[i], item))
                return i;
        return -1;
    }

    /// <inheritdoc/>
    public void CopyTo(Parameter[] array, int arrayIndex)
    {
        for (int i = 0; i < Count; i++) array[arrayIndex + i] = this[i];
    }

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => ParameterSlots.Values.Cast<Parameter>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string extra_repr() => Describe(ParameterSlots, static type => type.PyTorchName());

    /// <summary>A line for each parameter: its name, type and shape.</summary>
    internal static string Describe(IEnumerable<KeyValuePair<string, Parameter?>> parameters, Func<ScalarType, string> typeName)
        => string.Join('\n', parameters.Select(p =>
        {
            var parameter = p.Value!;
            string device = parameter.device_type == DeviceType.CPU ? "" : $" ({parameter.device})";
            return $"  ({p.Key}): Parameter containing: [{typeName(parameter.dtype)} of size {string.Join('x', parameter.shape)}{device}]";
        }));

    private void Rebuild(List<Parameter> all)
    {
        ParameterSlots.Clear();
        foreach (var parameter in all) Add(parameter);
    }
}
