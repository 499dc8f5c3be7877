using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Taimatsu.Modules;

/// <summary>A list of modules, which belong to it under their numbers. It cannot be called.</summary>
/// <typeparam name="T">The type of the modules.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html"/>
public class ModuleList<T> : Module, IList<T>, IReadOnlyList<T> where T : Module
{
    /// <summary>A list of these modules.</summary>
    [OverloadResolutionPriority(1)] // a container given alone is a module, not the list of its modules
    public ModuleList(params T[] modules) => extend(modules);

    /// <summary>A list of these modules.</summary>
    public ModuleList(IEnumerable<T> modules) => extend(modules);

    /// <inheritdoc cref="ICollection{T}.Count"/>
    public int Count => ModuleSlots.Count;

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <summary>A module by its number; negative numbers count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such module.</exception>
    public T this[int index]
    {
        get => (T)ModuleSlots.GetAt(ContainerIndex.Wrap(index, Count)).Value!;
        set => ModuleSlots.SetAt(ContainerIndex.Wrap(index, Count), value);
    }

    /// <summary>Adds modules at the end; returns this list.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html#torch.nn.ModuleList.append"/>
    public ModuleList<T> append(params T[] modules) => extend(modules);

    /// <summary>Adds modules at the end; returns this list.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html#torch.nn.ModuleList.extend"/>
    public ModuleList<T> extend(IEnumerable<T> modules)
    {
        foreach (var module in modules.ToArray()) Add(module);
        return this;
    }

    /// <summary>Adds a module before the one of a number.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html#torch.nn.ModuleList.insert"/>
    public void insert(int index, T module) => Insert(index < 0 ? Math.Max(0, index + Count) : index, module);

    /// <inheritdoc/>
    public void Add(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        register_module(NameOf(Count), item);
    }

    /// <inheritdoc/>
    public void Insert(int index, T item)
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
    public bool Remove(T item)
    {
        int index = IndexOf(item);
        if (index >= 0) RemoveAt(index);
        return index >= 0;
    }

    /// <inheritdoc/>
    public void Clear() => ModuleSlots.Clear();

    /// <inheritdoc/>
    public bool Contains(T item) => IndexOf(item) >= 0;

    /// <inheritdoc/>
    public int IndexOf(T item)
    {
        for (int i = 0; i < Count; i++)
            if (ReferenceEquals(this[i], item))
                return i;
        return -1;
    }

    /// <inheritdoc/>
    public void CopyTo(T[] array, int arrayIndex)
    {
        for (int i = 0; i < Count; i++) array[arrayIndex + i] = this[i];
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ModuleSlots.Values.Cast<T>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The list as PyTorch prints it: equal neighbours are drawn together, <c>(0-2): 3 x Linear(…)</c>.</summary>
    public override string ToString()
    {
        var lines = new List<string>();
        for (int start = 0; start < Count;)
        {
            string text = this[start].ToString();
            int end = start + 1;
            while (end < Count && this[end].ToString() == text) end++;
            lines.Add(Indent(end == start + 1 ? $"({start}): {text}" : $"({start}-{end - 1}): {end - start} x {text}"));
            start = end;
        }
        return Frame(lines, 0);
    }

    private void Rebuild(List<T> all)
    {
        ModuleSlots.Clear();
        foreach (var module in all) Add(module);
    }

    private static string NameOf(int index) => index.ToString(CultureInfo.InvariantCulture);
}
