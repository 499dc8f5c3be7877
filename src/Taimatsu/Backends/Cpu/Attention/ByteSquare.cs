using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>A square of 16 by 16 bytes, turned in registers: what dropout keeps lies query by query, and tiles of weights lie key by key. One by one it cost as much as the drawing.</summary>
internal static unsafe class ByteSquare
{
    /// <summary>Rows and columns.</summary>
    public const int Side = 16;

    /// <summary>Whether the processor can interleave bytes.</summary>
    public static bool IsSupported => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>target[column * targetStride + row] = source[row * sourceStride + column] · factor; the bytes are 0 or 1.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(float* target, long targetStride, byte* source, long sourceStride, float factor)
    {
        Vector128<byte>* a = stackalloc Vector128<byte>[Side];
        Vector128<byte>* b = stackalloc Vector128<byte>[Side];
        for (int i = 0; i < Side; i++) a[i] = Vector128.Load(source + i * sourceStride);
        // Four perfect shuffles of the sixteen rows turn the square.
        Shuffle(b, a);
        Shuffle(a, b);
        Shuffle(b, a);
        Shuffle(a, b);
        var scale = Vector128.Create(factor);
        for (int j = 0; j < Side; j++, target += targetStride)
        {
            var (low, high) = Vector128.Widen(a[j]);
            Store(target, low, scale);
            Store(target + 8, high, scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Shuffle(Vector128<byte>* to, Vector128<byte>* from)
    {
        for (int i = 0; i < Side / 2; i++)
        {
            Vector128<byte> x = from[i], y = from[i + Side / 2];
            to[2 * i] = Sse2.IsSupported ? Sse2.UnpackLow(x, y) : AdvSimd.Arm64.ZipLow(x, y);
            to[2 * i + 1] = Sse2.IsSupported ? Sse2.UnpackHigh(x, y) : AdvSimd.Arm64.ZipHigh(x, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* target, Vector128<ushort> values, Vector128<float> scale)
    {
        var (low, high) = Vector128.Widen(values);
        (Vector128.ConvertToSingle(low.AsInt32()) * scale).Store(target);
        (Vector128.ConvertToSingle(high.AsInt32()) * scale).Store(target + 4);
    }
}
