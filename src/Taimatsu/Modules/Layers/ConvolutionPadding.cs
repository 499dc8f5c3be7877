namespace Taimatsu.Modules;

/// <summary>Padding by name.</summary>
public enum Padding
{
    /// <summary>None.</summary>
    Valid = 0,
    /// <summary>As much as makes the result as large as the input.</summary>
    Same = 1,
}

/// <summary>The padding of a convolution: one number, two, <c>"same"</c> or <c>"valid"</c>.</summary>
public readonly record struct ConvolutionPadding
{
    private ConvolutionPadding(IntPair amount, string? name)
    {
        Amount = amount;
        Name = name;
    }

    /// <summary>The numbers of zeros; none where the padding has a name.</summary>
    public IntPair Amount { get; }

    /// <summary><c>same</c> or <c>valid</c>; null where it is given in numbers.</summary>
    public string? Name { get; }

    /// <summary>The same number of zeros on all sides.</summary>
    public static implicit operator ConvolutionPadding(long amount) => new(amount, null);
    /// <summary>The same number of zeros on all sides.</summary>
    public static implicit operator ConvolutionPadding(int amount) => new(amount, null);
    /// <summary>Zeros above and below, left and right.</summary>
    public static implicit operator ConvolutionPadding((long, long) amount) => new(amount, null);
    /// <summary>Zeros above and below, left and right.</summary>
    public static implicit operator ConvolutionPadding((int, int) amount) => new(amount, null);
    /// <summary>Zeros above and below, left and right.</summary>
    public static implicit operator ConvolutionPadding(IntPair amount) => new(amount, null);

    /// <summary><c>"same"</c> or <c>"valid"</c>.</summary>
    /// <exception cref="ArgumentException">It is another word.</exception>
    public static implicit operator ConvolutionPadding(string name)
        => name is "same" or "valid" ? new(0, name) : throw new ArgumentException($"Invalid padding string '{name}', should be one of 'valid', 'same'");

    /// <summary>Padding by name.</summary>
    public static implicit operator ConvolutionPadding(Padding name) => new(0, name == Padding.Same ? "same" : "valid");
}
