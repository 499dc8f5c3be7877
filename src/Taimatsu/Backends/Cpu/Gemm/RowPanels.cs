using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Packs a right operand whose rows lie in memory, some panels at once. The rows of a large matrix lie in pages of their own, and one panel's share of a row is two lines: taken alone it costs
/// a look-up of the page and gives the processor nothing to foresee (3 to 5 % of a product of 1024 to 2048 square).
/// </summary>
internal static unsafe class RowPanels
{
    /// <summary>The panels that are packed at once.</summary>
    public const int Group = 4;

    /// <summary>How many rows ahead lines are asked for.</summary>
    private const int Ahead = 6;

    /// <summary>Whole panels of <paramref name="width"/> columns, one after the other.</summary>
    public static void Pack<T>(T* to, T* from, long stride, int width, long panels, long depth)
        where T : unmanaged
    {
        long bytes = width * sizeof(T), size = bytes * depth;
        for (long panel = 0; panel < panels; panel += Group)
            PackGroup((byte*)to + panel * size, (byte*)from + panel * bytes, stride * sizeof(T), bytes, size, Math.Min(Group, panels - panel), depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackGroup(byte* to, byte* from, long stride, long bytes, long size, long panels, long depth)
    {
        for (long p = 0; p < depth; p++)
        {
            byte* target = to, end = from + panels * bytes;
            if (p + Ahead < depth) Prefetch.Run(from + Ahead * stride, end - from);
            for (byte* source = from; source < end; source += bytes)
            {
                if (Vector256.IsHardwareAccelerated && bytes % 32 == 0)
                    for (long b = 0; b < bytes; b += 32) Vector256.Store(Vector256.Load(source + b), target + b);
                else
                    for (long b = 0; b < bytes; b += 16) Vector128.Store(Vector128.Load(source + b), target + b);
                target += size;
            }
            to += bytes;
            from += stride;
        }
    }
}
