using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Taimatsu.Modules;

/// <summary>Gives the component that a field holds a name other than the field's.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ComponentNameAttribute : Attribute
{
    /// <summary>The name in state dictionaries and in the printed tree.</summary>
    public string? Name { get; init; }
}

/// <summary>The fields of a class of modules that may hold modules or tensors, looked up once for each class.</summary>
internal static class ModuleFields
{
    private static readonly ConcurrentDictionary<Type, Slot[]> Known = new();

    /// <summary>A field and the name of what it holds.</summary>
    internal readonly record struct Slot(string Name, FieldInfo Field);

    /// <summary>The base class's fields first, each class's in the order of declaration.</summary>
    public static Slot[] Of(Module module)
    {
        var type = module.GetType();
        return Known.TryGetValue(type, out var slots) ? slots : Known.GetOrAdd(type, Collect(type));
    }

    // The parameter's annotation repeats Module's: it is what makes the ahead-of-time compiler follow GetType() above and keep the fields of all modules.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Every class up to Module is a module, whose annotation keeps its fields.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Every class up to Module is a module, whose annotation keeps its fields.")]
    private static Slot[] Collect([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)] Type type)
    {
        var classes = new Stack<Type>();
        for (Type? t = type; t is not null && t != typeof(Module); t = t.BaseType) classes.Push(t);
        var slots = new List<Slot>();
        foreach (var declaring in classes)
            foreach (var field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                if (MayHold(field.FieldType))
                    slots.Add(new(NameOf(field), field));
        return [.. slots];
    }

    private static bool MayHold(Type type)
        => typeof(Module).IsAssignableFrom(type) || typeof(Tensor).IsAssignableFrom(type) || type.IsInterface || type == typeof(object);

    // The compiler's fields behind an automatic property "<weight>k__BackingField" and a captured parameter "<weight>P" go by the name in between.
    private static string NameOf(FieldInfo field)
    {
        if (field.GetCustomAttribute<ComponentNameAttribute>()?.Name is { } given) return given;
        string name = field.Name;
        int end = name.IndexOf('>', StringComparison.Ordinal);
        return name[0] == '<' && end > 1 ? name[1..end] : name;
    }
}
