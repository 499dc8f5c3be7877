using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Max pooling of some planes.</summary>
internal unsafe struct MaxPoolPlanes<T> : IRangeBody where T : unmanaged
{
    public T* Input, Output;
    public long* Indices;
    public PoolingWindow Window;
    public bool Adaptive;
    public int Height, Width, OutHeight, OutWidth;

    public readonly void Run(long begin, long end)
    {
        bool halves = !Adaptive && Window is { KernelH: 2, KernelW: 2, StrideH: 2, StrideW: 2, PaddingH: 0, PaddingW: 0, DilationH: 1, DilationW: 1 }
            && OutHeight * 2 <= Height && OutWidth * 2 <= Width;
        for (long p = begin; p < end; p++)
        {
            T* x = Input + p * Height * Width, y = Output + p * OutHeight * OutWidth;
            long* place = Indices + p * OutHeight * OutWidth;
            if (halves) Halve(x, y, place);
            else Plane(x, y, place);
        }
    }

    // The commonest window, without any bounds to look at. The comparisons are written so that NaN wins and equal elements keep the first place.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Halve(T* x, T* y, long* place)
    {
        for (int oy = 0; oy < OutHeight; oy++)
        {
            T* upper = x + (long)oy * 2 * Width, lower = upper + Width;
            long row = (long)oy * 2 * Width;
            for (int ox = 0; ox < OutWidth; ox++, upper += 2, lower += 2, row += 2)
            {
                T a = upper[0], b = upper[1], c = lower[0], d = lower[1];
                bool second = Beats(b, a), fourth = Beats(d, c);
                T top = second ? b : a, bottom = fourth ? d : c;
                bool below = Beats(bottom, top);
                *y++ = below ? bottom : top;
                *place++ = below ? row + Width + (fourth ? 1 : 0) : row + (second ? 1 : 0);
            }
        }
    }

    private readonly void Plane(T* x, T* y, long* place)
    {
        for (int oy = 0; oy < OutHeight; oy++)
            for (int ox = 0; ox < OutWidth; ox++)
            {
                int top, bottom, left, right, stepY = 1, stepX = 1;
                if (Adaptive)
                {
                    (top, bottom) = PoolingRange.Adaptive(oy, OutHeight, Height);
                    (left, right) = PoolingRange.Adaptive(ox, OutWidth, Width);
                }
                else
                {
                    (top, bottom) = PoolingRange.Of(oy, Window.KernelH, Window.StrideH, Window.PaddingH, stepY = Window.DilationH, Height);
                    (left, right) = PoolingRange.Of(ox, Window.KernelW, Window.StrideW, Window.PaddingW, stepX = Window.DilationW, Width);
                }
                long best = (long)top * Width + left;
                T value = NegativeInfinity;
                for (int iy = top; iy < bottom; iy += stepY)
                    for (int ix = left; ix < right; ix += stepX)
                    {
                        T candidate = x[(long)iy * Width + ix];
                        if (!Beats(candidate, value)) continue;
                        value = candidate;
                        best = (long)iy * Width + ix;
                    }
                *y++ = value;
                *place++ = best;
            }
    }

    private static T NegativeInfinity => Converter.Cast<double, T>(double.NegativeInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Beats(T candidate, T best)
    {
        if (typeof(T) == typeof(float))
        {
            float a = Unsafe.BitCast<T, float>(candidate), b = Unsafe.BitCast<T, float>(best);
            return a > b || float.IsNaN(a);
        }
        double c = Unsafe.BitCast<T, double>(candidate), d = Unsafe.BitCast<T, double>(best);
        return c > d || double.IsNaN(c);
    }
}

/// <summary>The rows or columns of the input that a pooling window covers.</summary>
internal static class PoolingRange
{
    public static (int First, int End) Of(int output, int kernel, int stride, int padding, int dilation, int length)
    {
        int first = output * stride - padding, end = Math.Min(first + (kernel - 1) * dilation + 1, length);
        while (first < 0) first += dilation;
        return (first, end);
    }

    public static (int First, int End) Adaptive(int output, int outputs, int length)
        => ((int)((long)output * length / outputs), (int)(((long)(output + 1) * length + outputs - 1) / outputs));
}
