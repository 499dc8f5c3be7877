namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    /// <summary>Classes without rows, since what they draw cannot be computed another way: their tests compare with PyTorch's draws (RandomNumbers, Golden/random.json).</summary>
    private static readonly HashSet<string> s_drawn = ["Sampling", "RandomFilling", "RandomFactories"];

    /// <summary>True for an operator that needs no row.</summary>
    public static bool NeedsNoRow(string owner, IReadOnlySet<string> rows) => s_drawn.Contains(owner);
}
