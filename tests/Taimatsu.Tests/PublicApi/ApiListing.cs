using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Taimatsu.Tests.PublicApi;

/// <summary>All that users of an assembly can name, one declaration a line, sorted.</summary>
internal static class ApiListing
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext s_nullability = new();

    public static IEnumerable<string> Of(Assembly assembly)
    {
        var lines = new List<string>();
        foreach (var type in assembly.GetTypes().Where(t => t.IsVisible && !t.IsDefined(typeof(CompilerGeneratedAttribute))))
        {
            string owner = Name(type);
            lines.Add($"{owner}: {Kind(type)}{Heritage(type)}");
            if (typeof(Delegate).IsAssignableFrom(type)) continue;
            lines.AddRange(type.GetMembers(Declared).Select(Member).OfType<string>().Select(m => $"{owner}: {m}"));
        }
        return lines.Distinct().Order(StringComparer.Ordinal);
    }

    private static string Kind(Type type)
        => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : typeof(Delegate).IsAssignableFrom(type) ? $"delegate {Signature(type.GetMethod("Invoke")!)}"
            : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    private static string Heritage(Type type)
    {
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type)) return "";
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var all = (type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) ? [b] : Array.Empty<Type>())
            .Concat(type.GetInterfaces().Where(i => i.IsVisible && !inherited.Contains(i)).OrderBy(Name, StringComparer.Ordinal));
        string list = string.Join(", ", all.Select(Name));
        return list.Length == 0 ? "" : " : " + list;
    }

    private static string? Member(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true, IsPublic: true } f => $"const {Name(f.FieldType)} {f.Name} = {Value(f.GetRawConstantValue())}",
        FieldInfo f when Visible(f.Attributes) && !f.IsSpecialName => $"{(f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{Type(s_nullability.Create(f))} {f.Name}",
        ConstructorInfo c when Visible(c.Attributes) => $"new({Parameters(c)})",
        MethodInfo m when Visible(m.Attributes) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) => Modifiers(m) + Signature(m),
        PropertyInfo p when p.GetAccessors(true).FirstOrDefault(a => Visible(a.Attributes)) is { } accessor => Modifiers(accessor) + Property(p),
        EventInfo e when e.AddMethod is { } add && Visible(add.Attributes) => $"{Modifiers(add)}event {Name(e.EventHandlerType!)} {e.Name}",
        _ => null,
    };

    private static bool Visible(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static bool Visible(FieldAttributes attributes) => (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static string Modifiers(MethodInfo m)
        => (m.IsPublic ? "" : "protected ") + (m.IsStatic ? "static " : "")
            + (m.DeclaringType!.IsInterface ? "" : m.IsAbstract ? "abstract " : m.GetBaseDefinition() != m ? "override " : m is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Property(PropertyInfo p)
    {
        string indices = p.GetIndexParameters() is { Length: > 0 } list ? $"[{string.Join(", ", list.Select(Parameter))}]" : "";
        string get = p.GetMethod is { } g && Visible(g.Attributes) ? " get;" : "", set = "";
        if (p.SetMethod is { } s && Visible(s.Attributes)) set = s.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        return $"{Type(s_nullability.Create(p))} {(indices.Length > 0 ? "this" : p.Name)}{indices} {{{get}{set} }}";
    }

    private static string Signature(MethodInfo m)
    {
        string generic = m.IsGenericMethodDefinition ? $"<{string.Join(", ", m.GetGenericArguments().Select(a => a.Name))}>" : "";
        string self = m.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Type(s_nullability.Create(m.ReturnParameter))} {m.Name}{generic}({self}{Parameters(m)})";
    }

    private static string Parameters(MethodBase m) => string.Join(", ", m.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo p)
    {
        string way = p.IsOut ? "out " : p.ParameterType.IsByRef ? p.IsIn ? "in " : "ref " : p.IsDefined(typeof(ParamArrayAttribute)) || p.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        return $"{way}{Type(s_nullability.Create(p))} {p.Name}{(p.HasDefaultValue ? " = " + Value(p.RawDefaultValue) : "")}";
    }

    private static string Value(object? value) => value switch
    {
        null or Missing => "default",
        string s => $"\"{s}\"",
        bool b => b ? "true" : "false",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    // A reference that may be null ends in a question mark, as it is written in code.
    private static string Type(NullabilityInfo info)
    {
        string name = Name(info.Type.IsByRef ? info.Type.GetElementType()! : info.Type);
        return !info.Type.IsValueType && info.ReadState == NullabilityState.Nullable && !name.EndsWith('?') ? name + "?" : name;
    }

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsPointer) return Name(type.GetElementType()!) + "*";
        if (type.IsGenericParameter) return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (s_keywords.TryGetValue(type, out string? keyword)) return keyword;
        if (type.IsGenericType && type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true && !type.IsGenericTypeDefinition) return $"({string.Join(", ", type.GetGenericArguments().Select(Name))})";
        var text = new StringBuilder();
        if (type.IsNested) text.Append(Name(type.DeclaringType!)).Append('.');
        text.Append(type.Name.Split('`')[0]);
        int outer = type.IsNested ? type.DeclaringType!.GetGenericArguments().Length : 0;
        var arguments = type.GetGenericArguments()[outer..];
        return arguments.Length == 0 ? text.ToString() : text.Append($"<{string.Join(", ", arguments.Select(Name))}>").ToString();
    }

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(int)] = "int", [typeof(long)] = "long", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(char)] = "char", [typeof(uint)] = "uint", [typeof(ulong)] = "ulong", [typeof(nint)] = "nint",
    };
}
