using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Average pooling of some planes, forwards or backwards.</summary>
internal unsafe struct AveragePoolPlanes<T> : IRangeBody where T : unmanaged
{
    // Planes that are summed by two vectors in one pass.
    private const int MostElements = 256;

    public T* Large, Small;
    public PoolingWindow Window;
    public bool CountsPadding, Adaptive, Backward;
    public long Divisor;
    public int Height, Width, OutHeight, OutWidth;

    public readonly void Run(long begin, long end)
    {
        if (Adaptive && OutHeight * OutWidth > 1 && Height * Width > 0 && AdaptiveAveragePlane.Holds(Width, OutWidth))
        {
            if (typeof(T) == typeof(float)) Uneven((float*)Large, (float*)Small, begin, end);
            else Uneven((double*)Large, (double*)Small, begin, end);
            return;
        }
        if (Adaptive && !Backward && OutHeight == 1 && OutWidth == 1 && Height * Width is > 0 and <= MostElements)
        {
            if (VectorWidth.Bits >= 512) Means<V512<T>>(begin, end);
            else if (VectorWidth.Bits >= 256) Means<V256<T>>(begin, end);
            else Means<V128<T>>(begin, end);
            return;
        }
        for (long p = begin; p < end; p++)
        {
            T* large = Large + p * Height * Width, small = Small + p * OutHeight * OutWidth;
            if (Adaptive && OutHeight == 1 && OutWidth == 1) Whole(large, small, Height * Width);
            else Plane(large, small);
        }
    }

    // The means of small planes: what a general sum takes to begin would be most of their time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Means<V>(long begin, long end) where V : struct, ISimd<V, T>
    {
        int count = Height * Width, rest = count % V.Count;
        for (long p = begin; p < end; p++)
        {
            T* x = Large + p * count, last = x + count - rest;
            V first = V.Zero, second = V.Zero;
            for (; x <= last - 2 * V.Count; x += 2 * V.Count)
            {
                first += V.Load(x);
                second += V.Load(x + V.Count);
            }
            if (x < last) first += V.Load(x);
            if (rest > 0) second += PartialVector.Merge<V, T>(PartialVector.Load<V, T>(last, rest), V.Zero, rest);
            Small[p] = Divide(V.Sum(first + second), count);
        }
    }

    private readonly void Uneven<TFloat>(TFloat* large, TFloat* small, long begin, long end) where TFloat : unmanaged, INumber<TFloat>
    {
        large += begin * Height * Width;
        small += begin * OutHeight * OutWidth;
        if (Backward) AdaptiveAveragePlane.Spread(large, Height, Width, small, OutHeight, OutWidth, end - begin);
        else AdaptiveAveragePlane.Pool(large, Height, Width, small, OutHeight, OutWidth, end - begin);
    }

    private readonly void Plane(T* large, T* small)
    {
        var (first, end) = Inside();
        // Vectors write a plane of tiles; else the shares are added up.
        bool tiles = Backward && Tiles && end > first;
        if (Backward && !tiles) new Span<T>(large, Height * Width).Clear();
        for (int oy = 0; oy < OutHeight; oy++, small += OutWidth)
        {
            int done = end > first ? Row((float*)large, (float*)small, oy, first, end, tiles) : first;
            for (int ox = 0; ox < OutWidth; ox++)
            {
                if (ox == first) ox = done;
                if (ox < OutWidth) One(large, small + ox, oy, ox);
            }
        }
    }

    // The windows between the left and the right edge, where vectors may read; none if they are too few.
    private readonly (int First, int End) Inside()
    {
        if (typeof(T) != typeof(float) || Adaptive || !MaxPoolVector.IsSupported) return (0, 0);
        bool near = Window.StrideW <= 2;
        if (!near && ((Backward && !Tiles) || !AveragePoolVector.Holds(Window.KernelW))) return (0, 0);
        int first = (Window.PaddingW + Window.StrideW - 1) / Window.StrideW;
        int room = Width + Window.PaddingW - Window.KernelW - (Window.StrideW == 2 && Window.KernelW % 2 == 1 ? 1 : 0); // such a pair reaches one element further
        int end = Math.Min(OutWidth, room < 0 ? 0 : room / Window.StrideW + 1);
        int fewest = !near ? 2 : Backward && !Tiles ? AveragePoolVector.Lanes : AveragePoolVector.Few;
        return end - first < fewest ? (0, 0) : (first, end);
    }

    // True if the windows cover the plane side by side.
    private readonly bool Tiles => !Adaptive && Window.PaddingH == 0 && Window.PaddingW == 0 && Window.KernelH == Window.StrideH && Window.KernelW == Window.StrideW
        && OutHeight * Window.KernelH == Height && OutWidth * Window.KernelW == Width;

    // One row of windows; returns the first that is left.
    private readonly int Row(float* large, float* small, int oy, int first, int end, bool tiles)
    {
        int start = oy * Window.StrideH - Window.PaddingH, stop = Math.Min(start + Window.KernelH, Height + Window.PaddingH);
        int top = Math.Max(start, 0), rows = Math.Min(stop, Height) - top, kernel = Window.KernelW, stride = Window.StrideW;
        if (rows <= 0) return first;
        float divisor = Divisor != 0 ? Divisor : (CountsPadding ? stop - start : rows) * (float)kernel;
        large += (long)top * Width + first * stride - Window.PaddingW;
        small += first;
        if (!Backward && stride <= 2 && end - first < AveragePoolVector.Lanes) AveragePoolVector.NearFew(large, Width, rows, kernel, stride, divisor, small, end - first);
        else if (!Backward && stride <= 2) AveragePoolVector.Near(large, Width, rows, kernel, stride, divisor, small, end - first);
        else if (!Backward) AveragePoolVector.Far(large, Width, rows, kernel, stride, divisor, small, end - first);
        else if (tiles) AveragePoolVector.Tile(large, Width, rows, kernel, divisor, small, end - first);
        else return first + AveragePoolVector.Spread(large, Width, rows, kernel, stride, divisor, small, end - first);
        return end;
    }

    // One window that is the whole plane.
    private readonly void Whole(T* large, T* small, int count)
    {
        if (Backward) BlockFill.Run(large, Divide(*small, count), count);
        else *small = Divide(ReduceVector<T, LineSum>.Run(default, large, count, default), count);
    }

    private readonly void One(T* large, T* small, int oy, int ox)
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
