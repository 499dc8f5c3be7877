using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Packs rows that are contiguous along the depth into a panel that is contiguous along the index, a block of registers at a time.</summary>
internal static unsafe class PanelTranspose
{
    /// <summary>destination[p * width + i] = source[i * stride + p] for i below <paramref name="count"/>; the rest of the width is left as it is.</summary>
    public static void Pack<T>(T* destination, int width, T* source, long stride, int count, long depth)
        where T : unmanaged
    {
        bool quick = Sse2.IsSupported || AdvSimd.Arm64.IsSupported;
        if (sizeof(T) == 4 && Avx.IsSupported && count >= 8)
            Blocks8x4((float*)destination, width, (float*)source, stride, count, depth);
        else if (sizeof(T) == 4 && quick && count >= 4)
            Blocks4((float*)destination, width, (float*)source, stride, count, depth);
        else if (sizeof(T) == 8 && quick && count >= 2)
            Blocks8((double*)destination, width, (double*)source, stride, count, depth);
        else
            Rectangle(destination, width, source, stride, count, 0, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rectangle<T>(T* destination, int width, T* source, long stride, int count, long from, long to)
        where T : unmanaged
    {
        for (int i = 0; i < count; i++)
        {
            for (long p = from; p < to; p++) destination[p * width + i] = source[p];
            source += stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks4(float* destination, int width, float* source, long stride, int count, long depth)
    {
        long whole = depth & ~3;
        for (int group = 0; group < count; group += 4)
        {
            // The last group overlaps the one before rather than leave a rest.
            int i = Math.Min(group, count - 4);
            float* row = source + i * stride;
            float* to = destination + i;
            for (long p = 0; p < whole; p += 4)
            {
                Vector128<float> a = Vector128.Load(row + p), b = Vector128.Load(row + stride + p);
                Vector128<float> c = Vector128.Load(row + 2 * stride + p), d = Vector128.Load(row + 3 * stride + p);
                Vector128<float> ac0 = Low(a, c), ac1 = High(a, c), bd0 = Low(b, d), bd1 = High(b, d);
                Low(ac0, bd0).Store(to);
                High(ac0, bd0).Store(to + width);
                Low(ac1, bd1).Store(to + 2 * width);
                High(ac1, bd1).Store(to + 3 * width);
                to += 4 * (long)width;
            }
        }
        if (whole < depth) Rectangle(destination, width, source, stride, count, whole, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks8(double* destination, int width, double* source, long stride, int count, long depth)
    {
        long whole = depth & ~1;
        for (int group = 0; group < count; group += 2)
        {
            int i = Math.Min(group, count - 2);
            double* row = source + i * stride;
            double* to = destination + i;
            for (long p = 0; p < whole; p += 2)
            {
                Vector128<double> a = Vector128.Load(row + p), b = Vector128.Load(row + stride + p);
                Low(a, b).Store(to);
                High(a, b).Store(to + width);
                to += 2 * (long)width;
            }
        }
        if (whole < depth) Rectangle(destination, width, source, stride, count, whole, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks8x4(float* destination, int width, float* source, long stride, int count, long depth)
    {
        long whole = depth & ~7;
        for (int group = 0; group < count; group += 8)
        {
            int i = Math.Min(group, count - 8);
            float* row = source + i * stride, lower = row + 4 * stride;
            float* to = destination + i;
            for (long p = 0; p < whole; p += 8)
            {
                // Rows 0 to 3 fill the low halves and rows 4 to 7 the high ones, so that no step crosses the halves.
                Vector256<float> a0 = Pair(row + p, lower + p), a1 = Pair(row + p + 4, lower + p + 4);
                Vector256<float> b0 = Pair(row + stride + p, lower + stride + p), b1 = Pair(row + stride + p + 4, lower + stride + p + 4);
                Vector256<float> c0 = Pair(row + 2 * stride + p, lower + 2 * stride + p), c1 = Pair(row + 2 * stride + p + 4, lower + 2 * stride + p + 4);
                Vector256<float> d0 = Pair(row + 3 * stride + p, lower + 3 * stride + p), d1 = Pair(row + 3 * stride + p + 4, lower + 3 * stride + p + 4);
                Quarter(a0, b0, c0, d0, to, width);
                to += 4 * (long)width;
                Quarter(a1, b1, c1, d1, to, width);
                to += 4 * (long)width;
            }
        }
        if (whole < depth) Blocks4(destination + whole * width, width, source + whole, stride, count, depth - whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* low, float* high) => Avx.InsertVector128(Vector128.Load(low).ToVector256Unsafe(), Vector128.Load(high), 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* to, int width)
    {
        Vector256<float> ac0 = Avx.UnpackLow(a, c), ac1 = Avx.UnpackHigh(a, c), bd0 = Avx.UnpackLow(b, d), bd1 = Avx.UnpackHigh(b, d);
        Avx.Store(to, Avx.UnpackLow(ac0, bd0));
        Avx.Store(to + width, Avx.UnpackHigh(ac0, bd0));
        Avx.Store(to + 2 * width, Avx.UnpackLow(ac1, bd1));
        Avx.Store(to + 3 * width, Avx.UnpackHigh(ac1, bd1));
    }

    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
