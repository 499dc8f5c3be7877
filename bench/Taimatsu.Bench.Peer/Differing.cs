namespace Taimatsu.Bench;

/// <summary>What the two libraries spell in ways that do not compile against both.</summary>
internal static class Differing
{
    public static Tensor Enlarge(Tensor x, bool smooth) => F.interpolate(x, scale_factor: [2, 2], mode: smooth ? InterpolationMode.Bilinear : InterpolationMode.Nearest, align_corners: smooth ? false : null);

    public static Tensor PadByReflection(Tensor x) => F.pad(x, [1, 1, 1, 1], PaddingModes.Reflect);
}
