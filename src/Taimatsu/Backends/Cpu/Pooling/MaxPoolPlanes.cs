using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Max pooling of some planes.</summary>
internal unsafe struct MaxPoolPlanes<T, TIndex> : IRangeBody where T : unmanaged where TIndex : unmanaged
{
    public T* Input, Output;
    public TIndex* Indices; // null if nobody asks for the places
    public PoolingWindow Window;
    public bool Adaptive;
    public int Height, Width, OutHeight, OutWidth;

    [SkipLocalsInit]
    public readonly void Run(long begin, long end)
    {
        bool halves = !Adaptive && Window is { KernelH: 2, KernelW: 2, StrideH: 2, StrideW: 2, PaddingH: 0, PaddingW: 0, DilationH: 1, DilationW: 1 }
            && OutHeight * 2 <= Height && OutWidth * 2 <= Width;
        if (ArePairs)
        {
            long each = (long)OutHeight * OutWidth;
            MaxPoolVector.Pairs((float*)Input + begin * 2 * each, (float*)Output + begin * each, (end - begin) * each);
            return;
        }
        var (first, inside) = Inside();
        bool byColumns = !halves && first == inside && typeof(T) == typeof(float) && MaxPoolColumns.Holds(Width) && OutWidth <= Width && PlacesAreSmall;
        int* columns = stackalloc int[byColumns ? 2 * OutWidth : 0];
        if (byColumns) byColumns = Bounds(columns);
        for (long p = begin; p < end; p++)
        {
            T* x = Input + p * Height * Width, y = Output + p * OutHeight * OutWidth;
            TIndex* place = Indices == null ? null : Indices + p * OutHeight * OutWidth;
            if (halves) Halve(x, y, place);
            else if (byColumns) Columns(x, y, place, columns);
            else Plane(x, y, place, first, inside);
        }
    }

    // Windows of two neighbours side by side over whole rows, whose places nobody asks for: rows and planes go on into one another.
    private readonly bool ArePairs => typeof(T) == typeof(float) && Indices == null && !Adaptive && MaxPoolVector.IsSupported && OutHeight == Height && OutWidth * 2 == Width
        && OutHeight * OutWidth >= MaxPoolVector.Lanes && Window is { KernelH: 1, StrideH: 1, PaddingH: 0, KernelW: 2, StrideW: 2, PaddingW: 0, DilationW: 1 };

    // Outputs whose windows lie between the left and the right edge, where vectors may read; none if they are too few.
    private readonly (int First, int End) Inside()
    {
        if (typeof(T) != typeof(float) || Adaptive || Window.StrideW > 2 || Window.DilationW != 1 || !PlacesAreSmall || !MaxPoolVector.IsSupported) return (0, 0);
        int first = (Window.PaddingW + Window.StrideW - 1) / Window.StrideW;
        int room = Width - 1 + Window.PaddingW - (Window.KernelW - 1) - (Window.StrideW - 1); // a stride of two reads one element more
        int end = Math.Min(OutWidth, room < 0 ? 0 : room / Window.StrideW + 1);
        return end - first < MaxPoolVector.Lanes ? (0, 0) : (first, end);
    }

    private readonly (int First, int End) Rows(int oy)
        => Adaptive ? PoolingRange.Adaptive(oy, OutHeight, Height) : PoolingRange.Of(oy, Window.KernelH, Window.StrideH, Window.PaddingH, Window.DilationH, Height);

    // The columns of each window, first and end in turn; false if some window has none.
    private readonly bool Bounds(int* columns)
    {
        bool all = true;
        for (int ox = 0; ox < OutWidth; ox++)
        {
            var (left, right) = Adaptive ? PoolingRange.Adaptive(ox, OutWidth, Width) : PoolingRange.Of(ox, Window.KernelW, Window.StrideW, Window.PaddingW, Window.DilationW, Width);
            (columns[2 * ox], columns[2 * ox + 1]) = (left, right);
            all &= left < right;
        }
        return all;
    }

    private readonly void Columns(T* x, T* y, TIndex* place, int* columns)
    {
        for (int oy = 0; oy < OutHeight; oy++, y += OutWidth)
        {
            var (top, bottom) = Rows(oy);
            if (top < bottom) MaxPoolColumns.Row((float*)x, Width, top, bottom, Adaptive ? 1 : Window.DilationH, columns, Adaptive ? 1 : Window.DilationW, (float*)y, place, OutWidth);
            else for (int ox = 0; ox < OutWidth; ox++) One(x, y, place, oy, ox);
            if (place != null) place += OutWidth;
        }
    }

    // The commonest window, without any bounds to look at. The comparisons are written so that NaN wins and equal elements keep the first place.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Halve(T* x, T* y, TIndex* place)
    {
        for (int oy = 0; oy < OutHeight; oy++)
        {
            T* upper = x + (long)oy * 2 * Width, lower = upper + Width;
            long row = (long)oy * 2 * Width;
            if (typeof(T) == typeof(float) && OutWidth >= MaxPoolVector.Few && PlacesAreSmall && MaxPoolVector.IsSupported)
            {
                if (OutWidth >= MaxPoolVector.Lanes) MaxPoolVector.Halve((float*)upper, (float*)lower, Width, (int)row, (float*)y, place, OutWidth);
                else MaxPoolVector.HalveFew((float*)upper, (float*)lower, Width, (int)row, (float*)y, place, OutWidth);
                y += OutWidth;
                if (place != null) place += OutWidth;
                continue;
            }
            for (int ox = 0; ox < OutWidth; ox++, upper += 2, lower += 2, row += 2)
            {
                T a = upper[0], b = upper[1], c = lower[0], d = lower[1];
                bool second = Beats(b, a), fourth = Beats(d, c);
                T top = second ? b : a, bottom = fourth ? d : c;
                bool below = Beats(bottom, top);
                *y++ = below ? bottom : top;
                if (place != null) *place++ = Place(below ? row + Width + (fourth ? 1 : 0) : row + (second ? 1 : 0));
            }
        }
    }

    private readonly void Plane(T* x, T* y, TIndex* place, int first, int end)
    {
        for (int oy = 0; oy < OutHeight; oy++, y += OutWidth)
        {
            if (end > first)
            {
                var (top, bottom) = PoolingRange.Of(oy, Window.KernelH, Window.StrideH, Window.PaddingH, Window.DilationH, Height);
                MaxPoolVector.Window((float*)x, Width, top, bottom, Window.DilationH, Window.KernelW, Window.StrideW, Window.PaddingW, (float*)y, place, first, end);
            }
            for (int ox = 0; ox < OutWidth; ox++)
            {
                if (ox == first && end > first) ox = end;
                if (ox < OutWidth) One(x, y, place, oy, ox);
            }
            if (place != null) place += OutWidth;
        }
    }

    private readonly void One(T* x, T* y, TIndex* place, int oy, int ox)
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
        y[ox] = value;
        if (place != null) place[ox] = Place(best);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TIndex Place(long place)
    {
        if (typeof(TIndex) == typeof(long)) return Unsafe.BitCast<long, TIndex>(place);
        return Unsafe.BitCast<int, TIndex>((int)place);
    }

    private readonly bool PlacesAreSmall => (long)Height * Width <= int.MaxValue;

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
