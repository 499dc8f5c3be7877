using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Average pooling of some planes, forwards or backwards.</summary>
internal unsafe struct AveragePoolPlanes<T> : IRangeBody where T : unmanaged
{
    public T* Large, Small;
    public PoolingWindow Window;
    public bool CountsPadding, Adaptive, Backward;
    public long Divisor;
    public int Height, Width, OutHeight, OutWidth;

    public readonly void Run(long begin, long end)
    {
        for (long p = begin; p < end; p++)
        {
            T* large = Large + p * Height * Width, small = Small + p * OutHeight * OutWidth;
            if (Adaptive && OutHeight == 1 && OutWidth == 1)
            {
                Whole(large, small, Height * Width);
                continue;
            }
            if (Backward) new Span<T>(large, Height * Width).Clear();
            for (int oy = 0; oy < OutHeight; oy++)
                for (int ox = 0; ox < OutWidth; ox++) Window1(large, small++, oy, ox);
        }
    }

    // One window that is the whole plane.
    private readonly void Whole(T* large, T* small, int count)
    {
        if (Backward) new Span<T>(large, count).Fill(Divide(*small, count));
        else *small = Divide(ReduceVector<T, LineSum>.Run(default, large, count, default), count);
    }

    private readonly void Window1(T* large, T* small, int oy, int ox)
    {
        int top, bottom, left, right;
        double divisor;
        if (Adaptive)
        {
            (top, bottom) = PoolingRange.Adaptive(oy, OutHeight, Height);
            (left, right) = PoolingRange.Adaptive(ox, OutWidth, Width);
            divisor = (bottom - top) * (right - left);
        }
        else
        {
            int startY = oy * Window.StrideH - Window.PaddingH, startX = ox * Window.StrideW - Window.PaddingW;
            int endY = Math.Min(startY + Window.KernelH, Height + Window.PaddingH), endX = Math.Min(startX + Window.KernelW, Width + Window.PaddingW);
            long padded = (long)(endY - startY) * (endX - startX);
            (top, bottom, left, right) = (Math.Max(startY, 0), Math.Min(endY, Height), Math.Max(startX, 0), Math.Min(endX, Width));
            divisor = Divisor != 0 ? Divisor : CountsPadding ? padded : (long)Math.Max(bottom - top, 0) * Math.Max(right - left, 0);
        }
        if (Backward)
        {
            T share = Divide(*small, divisor);
            for (int y = top; y < bottom; y++)
                for (int x = left; x < right; x++) large[(long)y * Width + x] = WeightGradientKernel<T>.Add(large[(long)y * Width + x], share);
            return;
        }
        T sum = default;
        for (int y = top; y < bottom; y++)
            for (int x = left; x < right; x++) sum = WeightGradientKernel<T>.Add(sum, large[(long)y * Width + x]);
        *small = Divide(sum, divisor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Divide(T value, double divisor)
    {
        if (typeof(T) == typeof(float)) return Unsafe.BitCast<float, T>(Unsafe.BitCast<T, float>(value) / (float)divisor);
        return Unsafe.BitCast<double, T>(Unsafe.BitCast<T, double>(value) / divisor);
    }
}
