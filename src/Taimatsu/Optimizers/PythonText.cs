using System.Collections;
using System.Runtime.CompilerServices;

namespace Taimatsu.Optimizers;

/// <summary>Settings as Python prints them.</summary>
internal static class PythonText
{
    public static string Of(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        double number => Scalar.PythonFloat(number),
        string text => text,
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Of(tuple[i])))})",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Of))}]",
        _ => value.ToString()!,
    };
}
