using Taimatsu.Printing;

namespace Taimatsu;

public partial class Tensor
{
    /// <summary>The text that PyTorch prints, to the letter; <c>torch.set_printoptions</c> changes it.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html"/>
    public override string ToString() => TensorText.Of(this);

    /// <summary>The text with options of its own for this once.</summary>
    public string ToString(int precision, int? linewidth = null, bool? sci_mode = null)
    {
        var current = PrintOptions.Current;
        return TensorText.Of(this, current with { Precision = precision, LineWidth = linewidth ?? current.LineWidth, Scientific = sci_mode ?? current.Scientific });
    }
}

public static partial class torch
{
    /// <summary>
    /// Changes how tensors are printed. What is not given stays, but for the automatic choice of exponents, which comes back unless <paramref name="sci_mode"/> is given.
    /// Profiles: default, short (2 digits, 2 edge items), full (no summary).
    /// </summary>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html"/>
    public static void set_printoptions(int? precision = null, long? threshold = null, int? edgeitems = null, int? linewidth = null, string? profile = null, bool? sci_mode = null)
    {
        var options = profile switch
        {
            null => PrintOptions.Current,
            "default" => new PrintOptions(),
            "short" => new PrintOptions(Precision: 2, EdgeItems: 2),
            "full" => new PrintOptions(Threshold: long.MaxValue),
            _ => throw new ArgumentException($"set_printoptions: unknown profile '{profile}', expected default, short or full"),
        };
        PrintOptions.Current = new(precision ?? options.Precision, threshold ?? options.Threshold, edgeitems ?? options.EdgeItems, linewidth ?? options.LineWidth, sci_mode);
    }
}
