using Taimatsu.Autograd;

namespace Taimatsu.Modules;

/// <summary>Functions that users hung on a module. Adding and removing make a new array, so a running call is not disturbed.</summary>
internal sealed class HookList<T> where T : Delegate
{
    private Entry[] _entries = [];

    private sealed record Entry(T Hook);

    /// <summary>True without hooks.</summary>
    public bool IsEmpty => _entries.Length == 0;

    /// <summary>The functions in the order in which they were added.</summary>
    public IEnumerable<T> Hooks
    {
        get
        {
            foreach (var entry in _entries) yield return entry.Hook;
        }
    }

    /// <summary>Adds a function; the result removes it.</summary>
    public HookHandle Add(T hook)
    {
        var entry = new Entry(hook);
        lock (this) _entries = [.. _entries, entry];
        return new HookHandle(() =>
        {
            lock (this) _entries = Array.FindAll(_entries, e => !ReferenceEquals(e, entry));
        });
    }
}
