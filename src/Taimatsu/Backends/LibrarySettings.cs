namespace Taimatsu.Backends;

/// <summary>How exact a library's matrix products must be.</summary>
/// <param name="AllowsTf32">Products of float32 may round their operands to 11 bits.</param>
/// <param name="AllowsHalfReduction">Sums of float16 products may be rounded to float16 on the way.</param>
/// <param name="AllowsBrainReduction">Sums of bfloat16 products may be rounded to bfloat16 on the way.</param>
internal readonly record struct ProductPrecision(bool AllowsTf32, bool AllowsHalfReduction, bool AllowsBrainReduction);

/// <summary>What the user allows backends that call libraries of their device's maker; see <c>torch.backends</c>.</summary>
internal static class LibrarySettings
{
    /// <summary>For matrix products.</summary>
    public static ProductPrecision Products { get; set; } = new(AllowsTf32: false, AllowsHalfReduction: true, AllowsBrainReduction: true);

    /// <summary>Convolutions may go through a library.</summary>
    public static bool Convolutions { get; set; } = true;

    /// <summary>A library's convolutions of float32 may round their operands to 11 bits.</summary>
    public static bool ConvolutionsAllowTf32 { get; set; } = true;

    /// <summary>The fastest of a library's ways is found by trying them all when a shape first occurs.</summary>
    public static bool TriesConvolutions { get; set; }

    /// <summary>Only those of a library's ways may be taken that give the same bits every time.</summary>
    public static bool DeterministicConvolutions { get; set; }
}
