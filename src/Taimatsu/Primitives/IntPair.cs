namespace Taimatsu;

/// <summary>One number for both, or two: (height, width) of a window.</summary>
/// <param name="First">The number for the height.</param>
/// <param name="Second">The number for the width.</param>
public readonly record struct IntPair(long First, long Second)
{
    // Remembered for printing alone: PyTorch prints a setting as it was given, 2 or (2, 2).
    private bool IsOneNumber { get; init; }

    /// <summary>The same number for both.</summary>
    public static implicit operator IntPair(long both) => new(both, both) { IsOneNumber = true };
    /// <summary>The same number for both.</summary>
    public static implicit operator IntPair(int both) => new(both, both) { IsOneNumber = true };
    /// <summary>Height and width.</summary>
    public static implicit operator IntPair((long, long) pair) => new(pair.Item1, pair.Item2);
    /// <summary>Height and width.</summary>
    public static implicit operator IntPair((int, int) pair) => new(pair.Item1, pair.Item2);

    /// <summary>One or two numbers.</summary>
    /// <exception cref="ArgumentException">There are none, or more than two.</exception>
    public static implicit operator IntPair(long[] values) => values.Length switch
    {
        1 => new(values[0], values[0]) { IsOneNumber = true },
        2 => new(values[0], values[1]),
        _ => throw new ArgumentException($"expected one number or two, got [{string.Join(", ", values)}]"),
    };

    /// <summary>Equal by both numbers.</summary>
    public bool Equals(IntPair other) => First == other.First && Second == other.Second;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(First, Second);

    /// <summary>As it was given: <c>3</c> or <c>(3, 3)</c>.</summary>
    internal string AsGiven() => IsOneNumber ? $"{First}" : ToString();

    /// <summary>As Python prints the tuple: <c>(3, 3)</c>.</summary>
    public override string ToString() => $"({First}, {Second})";
}
