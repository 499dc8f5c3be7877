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
        if (sizeof(T) == 4 && quick && count >= 4)
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

    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
