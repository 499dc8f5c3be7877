using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Taimatsu.Modules;

/// <summary>Modules by name, in the order in which they were added. It cannot be called.</summary>
/// <typeparam name="T">The type of the modules.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html"/>
public class ModuleDict<T> : Module, IEnumerable<(string name, T module)> where T : Module
{
    /// <summary>A dictionary of these modules.</summary>
    public ModuleDict(params IEnumerable<(string name, T module)> modules) => update(modules);

    /// <summary>The number of modules.</summary>
    public int Count => ModuleSlots.Count;

    /// <summary>The names.</summary>
    public IReadOnlyList<string> Keys => [.. ModuleSlots.Keys];

    /// <summary>The modules.</summary>
    public IReadOnlyList<T> Values => [.. ModuleSlots.Values.Cast<T>()];

    /// <summary>A module by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public T this[string key]
    {
        get => TryGetValue(key, out var module) ? module : throw new KeyNotFoundException($"'{key}'");
        set => Add(key, value);
    }

    /// <summary>A name and its module by their number.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such module.</exception>
    public (string name, T module) this[int index]
    {
        get
        {
            var (name, module) = ModuleSlots.GetAt(ContainerIndex.Wrap(index, Count));
            return (name, (T)module!);
        }
    }

    /// <summary>Adds a module, or replaces the one of that name.</summary>
    public void Add(string key, T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        register_module(key, value);
    }

    /// <summary>Adds a module, or replaces the one of that name.</summary>
    public void Add((string name, T module) item) => Add(item.name, item.module);

    /// <summary>Adds or replaces several modules.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html#torch.nn.ModuleDict.update"/>
    public void update(IEnumerable<(string name, T module)> modules)
    {
        foreach (var (name, module) in modules.ToArray()) Add(name, module);
    }

    /// <summary>Removes a module and returns it.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html#torch.nn.ModuleDict.pop"/>
    public T pop(string key)
    {
        var module = this[key];
        ModuleSlots.Remove(key);
        return module;
    }

    /// <summary>Removes a module; false if there is none of that name.</summary>
    public bool Remove(string key) => ModuleSlots.Remove(key);

    /// <summary>Removes all modules.</summary>
    public void clear() => ModuleSlots.Clear();

    /// <summary>Removes all modules.</summary>
    public void Clear() => ModuleSlots.Clear();

    /// <summary>True if there is a module of that name.</summary>
    public bool ContainsKey(string key) => ModuleSlots.ContainsKey(key);

    /// <summary>A module by its name; false if there is none.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        bool found = ModuleSlots.TryGetValue(key, out var module);
        value = module as T;
        return found;
    }

    /// <summary>The names.</summary>
    public IReadOnlyList<string> keys() => Keys;

    /// <summary>The modules.</summary>
    public IReadOnlyList<T> values() => Values;

    /// <summary>The names with their modules.</summary>
    public IReadOnlyList<(string name, T module)> items() => [.. this];

    /// <inheritdoc/>
    public IEnumerator<(string name, T module)> GetEnumerator() => ModuleSlots.Select(m => (m.Key, (T)m.Value!)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
