namespace Taimatsu.Modules;

/// <summary>
/// Carries what a call takes beyond the arguments that hooks see, past the hooks to the module's forward. Nothing is left behind when a hook throws: the next call of any module
/// of the kind overwrites it, and only the module that it was sent to takes it.
/// </summary>
internal static class MoreArguments<T> where T : struct
{
    [ThreadStatic] private static Module? t_to;
    [ThreadStatic] private static T t_value;

    /// <summary>Leaves arguments for a module that is about to be called on this thread.</summary>
    public static void Send(Module to, in T value)
    {
        t_to = to;
        t_value = value;
    }

    /// <summary>The arguments for a module, which are gone then; the default if there are none.</summary>
    public static T Take(Module to)
    {
        if (!ReferenceEquals(t_to, to)) return default;
        var value = t_value;
        t_to = null;
        t_value = default;
        return value;
    }
}
