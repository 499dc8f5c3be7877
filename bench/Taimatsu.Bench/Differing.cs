namespace Taimatsu.Bench;

/// <summary>What the two libraries spell in ways that do not compile against both.</summary>
internal static class Differing
{
    public static Tensor Enlarge(Tensor x, bool smooth) => F.interpolate(x, 2.0, smooth ? "bilinear" : "nearest");

    public static Tensor PadByReflection(Tensor x) => F.pad(x, new long[] { 1, 1, 1, 1 }, "reflect");
}
