using static Taimatsu.Tests.Operators.OperatorInfo;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static readonly ScalarType[] s_wideFloats = [ScalarType.Float32, ScalarType.Float64];

    private static IEnumerable<OperatorInfo> ResizingRows()
    {
        yield return Joined("pad", t => F.pad(t[0], [1, 2, 0, 1]), [[2, 3]], [3, 6], (i, x) => i[0] < 2 && i[1] is >= 1 and < 4 ? x[0]([i[0], i[1] - 1]) : 0);
        yield return Moved("pad", [4, 3], x => F.pad(x, [-1, 0, -1, -1]), [2, 2], i => [i[0] + 1, i[1] + 1]) with { Variant = "cut" };
        yield return Moved("pad", [2, 4], x => F.pad(x, [2, 1], "reflect"), [2, 7], i => [i[0], new[] { 2, 1, 0, 1, 2, 3, 2 }[i[1]]]) with { Variant = "reflect" };
        yield return Moved("pad", [1, 2, 3], x => F.pad(x, [2, 1], "replicate"), [1, 2, 6], i => [0, i[1], Math.Clamp(i[2] - 2, 0, 2)]) with { Variant = "replicate" };
        yield return Moved("pad", [1, 2, 3], x => F.pad(x, [1, 3], "circular"), [1, 2, 7], i => [0, i[1], (i[2] + 2) % 3]) with { Variant = "circular" };
        yield return Moved("pad", [2, 4], x => F.pad(x, [2, 1], PaddingModes.Reflect), [2, 7], i => [i[0], new[] { 2, 1, 0, 1, 2, 3, 2 }[i[1]]]) with { Variant = "Reflect" };
        yield return Moved("pad", [1, 2, 3], x => F.pad(x, [2, 1], PaddingModes.Replicate), [1, 2, 6], i => [0, i[1], Math.Clamp(i[2] - 2, 0, 2)]) with { Variant = "Replicate" };
        yield return Moved("pad", [1, 2, 3], x => F.pad(x, [1, 3], PaddingModes.Circular), [1, 2, 7], i => [0, i[1], (i[2] + 2) % 3]) with { Variant = "Circular" };
        yield return Joined("pad", t => F.pad(t[0], [1, 0], PaddingModes.Zeros), [[3]], [4], (i, x) => i[0] == 0 ? 0 : x[0]([i[0] - 1])) with { Variant = "Zeros" };
        yield return Joined("pad", t => F.pad(t[0], [1, 0], PaddingModes.Constant, 1), [[3]], [4], (i, x) => i[0] == 0 ? 1 : x[0]([i[0] - 1])) with { Variant = "Constant" };
        yield return Moved("pixel_shuffle", [1, 4, 2, 3], x => F.pixel_shuffle(x, 2), [1, 1, 4, 6], i => [0, i[2] % 2 * 2 + i[3] % 2, i[2] / 2, i[3] / 2]);
        yield return Moved("pixel_unshuffle", [2, 4, 2], x => F.pixel_unshuffle(x, 2), [8, 2, 1], i => [i[0] / 4, i[1] * 2 + i[0] % 4 / 2, i[2] * 2 + i[0] % 2]);
        yield return Moved("channel_shuffle", [2, 6, 2], x => x.channel_shuffle(2), [2, 6, 2], i => [i[0], i[1] % 2 * 3 + i[1] / 2, i[2]]);
        yield return Joined("glu", t => F.glu(t[0], 0), [[4, 3]], [2, 3], (i, x) => x[0](i) / (1 + Math.Exp(-x[0]([i[0] + 2, i[1]])))) with { Types = Floats };
        yield return Moved("interpolate", [1, 2, 3], x => F.interpolate(x, 5), [1, 2, 5], i => [0, i[1], i[2] * 3 / 5]);
        yield return Moved("interpolate", [1, 1, 2, 4], x => F.interpolate(x, 0.5), [1, 1, 1, 2], i => [0, 0, 0, i[3] * 2]) with { Variant = "factor" };
        yield return Joined("interpolate", t => F.interpolate(t[0], 5, mode: "linear", align_corners: true), [[1, 2, 3]], [1, 2, 5], (i, x) =>
            i[2] % 2 == 0 ? x[0]([0, i[1], i[2] / 2]) : (x[0]([0, i[1], i[2] / 2]) + x[0]([0, i[1], i[2] / 2 + 1])) / 2) with { Types = s_wideFloats, Variant = "linear" };
        yield return Joined("interpolate", t => F.interpolate(t[0], 2.0, mode: "bilinear"), [[1, 1, 1, 2]], [1, 1, 2, 4], (i, x) =>
        {
            double right = new[] { 0, 0.25, 0.75, 1 }[i[3]];
            return x[0]([0, 0, 0, 0]) * (1 - right) + x[0]([0, 0, 0, 1]) * right;
        }) with { Types = s_wideFloats, Variant = "bilinear" };
        yield return Joined("interpolate", t => F.interpolate(t[0], [3, 3], mode: "bicubic", align_corners: true), [[1, 1, 2, 2]], [1, 1, 3, 3], (i, x) =>
        {
            // Halfway between two elements and their repeated neighbours both weigh a half.
            double[] second = [0, 0.5, 1];
            double a = second[i[2]], b = second[i[3]];
            return (1 - a) * ((1 - b) * x[0]([0, 0, 0, 0]) + b * x[0]([0, 0, 0, 1])) + a * ((1 - b) * x[0]([0, 0, 1, 0]) + b * x[0]([0, 0, 1, 1]));
        }) with { Types = s_wideFloats, Variant = "bicubic" };
    }
}
