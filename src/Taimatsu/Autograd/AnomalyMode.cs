namespace Taimatsu.Autograd;

/// <summary>Whether nodes remember where they were made, and gradients are searched for NaN, so that errors can tell the operator that is to blame.</summary>
internal static class AnomalyMode
{
    public static bool IsEnabled { get; set; }
    public static bool ChecksNaN { get; set; } = true;
}
