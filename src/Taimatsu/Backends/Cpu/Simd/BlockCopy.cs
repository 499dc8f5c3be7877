using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Copies bytes that do not overlap.</summary>
internal static unsafe class BlockCopy
{
    // From 4096 bytes on the C library has the processor copy a string, which takes twice as long as vectors do until the start has paid off.
    private const long Shortest = 4096, Longest = 16384;

    /// <summary>Copies so many bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(void* source, void* target, long bytes)
    {
        if (bytes is >= Shortest and <= Longest && Vector512.IsHardwareAccelerated) Vectors((byte*)source, (byte*)target, bytes);
        else Buffer.MemoryCopy(source, target, bytes, bytes);
    }

    // The last vectors overlap those before.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Vectors(byte* source, byte* target, long bytes)
    {
        const int step = 256;
        for (long i = 0; ; i += step)
        {
            if (i > bytes - step) i = bytes - step;
            Vector512<byte> a = Vector512.Load(source + i), b = Vector512.Load(source + i + 64), c = Vector512.Load(source + i + 128), d = Vector512.Load(source + i + 192);
            a.Store(target + i);
            b.Store(target + i + 64);
            c.Store(target + i + 128);
            d.Store(target + i + 192);
            if (i == bytes - step) return;
        }
    }
}
