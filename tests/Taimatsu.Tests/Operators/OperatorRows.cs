using System.Reflection;
using Taimatsu.Operators;

namespace Taimatsu.Tests.Operators;

/// <summary>
/// All rows. Each theme has a file of its own, <c>OperatorInfo.Theme.cs</c>, with a private static method of this class that returns
/// <c>IEnumerable&lt;OperatorInfo&gt;</c>; every such method is found.
/// </summary>
internal static partial class OperatorRows
{
    private static readonly Dictionary<string, OperatorInfo> s_rows = Collect();

    public static IEnumerable<OperatorInfo> All => s_rows.Values;

    /// <summary>The rows with the names by which the tests know them.</summary>
    public static IEnumerable<KeyValuePair<string, OperatorInfo>> Named => s_rows;

    public static OperatorInfo Get(string row) => s_rows[row];

    /// <summary>The operators of the library: name and declaring type (the struct itself, or the class of the method).</summary>
    public static IEnumerable<(string Name, string Owner)> Known()
    {
        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var type in typeof(Tensor).Assembly.GetTypes())
        {
            if (type.Namespace != typeof(OperatorAttribute).Namespace) continue;
            foreach (var attribute in type.GetCustomAttributes<OperatorAttribute>()) yield return (attribute.Name, type.Name);
            foreach (var method in type.GetMethods(Any))
                foreach (var attribute in method.GetCustomAttributes<OperatorAttribute>())
                    yield return (attribute.Name, type.Name);
        }
    }

    private static Dictionary<string, OperatorInfo> Collect()
    {
        var rows = new Dictionary<string, OperatorInfo>();
        foreach (var method in typeof(OperatorRows).GetMethods(BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            if (method.ReturnType == typeof(IEnumerable<OperatorInfo>) && method.GetParameters().Length == 0)
                foreach (var row in (IEnumerable<OperatorInfo>)method.Invoke(null, null)!)
                {
                    // Rows of one name from two themes stay apart.
                    string key = row.ToString();
                    for (int i = 2; rows.ContainsKey(key); i++) key = $"{row} #{i}";
                    rows.Add(key, row);
                }
        return rows;
    }
}
