namespace Taimatsu.Printing;

/// <summary>How tensors are printed; <c>torch.set_printoptions</c> changes it.</summary>
/// <param name="Precision">Digits after the point.</param>
/// <param name="Threshold">With more elements than this, only the edges are shown.</param>
/// <param name="EdgeItems">Elements at each edge.</param>
/// <param name="LineWidth">Characters in a line.</param>
/// <param name="Scientific">Exponents always or never; null decides by the values.</param>
internal sealed record PrintOptions(int Precision = 4, long Threshold = 1000, int EdgeItems = 3, int LineWidth = 80, bool? Scientific = null)
{
    /// <summary>The options in force.</summary>
    public static PrintOptions Current { get; set; } = new();
}
