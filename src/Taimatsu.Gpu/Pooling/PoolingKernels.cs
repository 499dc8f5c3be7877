using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>The sizes of a pooling: its window, and those of a plane before and after it.</summary>
internal struct PoolingSizes
{
    public PoolingWindow Window;
    public int Height, Width, OutHeight, OutWidth;

    /// <summary>1 if windows cut the plane evenly into the output's size.</summary>
    public int Adaptive;

    /// <summary>1 if an average's padding counts.</summary>
    public int CountsPadding;

    /// <summary>What averages are divided by; 0 for the window's own number of elements.</summary>
    public long Divisor;
}

/// <summary>From a first row or column to before an end.</summary>
internal struct PoolingSpan
{
    public int First, End;
}

/// <summary>
/// Pooling over contiguous planes. Gradients are gathered: one thread a position of the input asks the windows that it lies in, in their order; so results are always
/// the same and nothing has to be cleared first.
/// </summary>
internal static class PoolingKernels
{
    /// <summary>One thread a window: the largest element, NaN winning, and its place in its plane.</summary>
    public static void Max<T, V, TIndex, TCast>(Index1D i, ArrayView<T> output, ArrayView<TIndex> places, ArrayView<T> input, PoolingSizes sizes, int wantsPlaces)
        where T : unmanaged where V : struct, ILane<V, T> where TIndex : unmanaged where TCast : struct, ICast<TIndex>
    {
        int row = i / sizes.OutWidth, ox = i - row * sizes.OutWidth, plane = row / sizes.OutHeight, oy = row - plane * sizes.OutHeight;
        var window = sizes.Window;
        PoolingSpan vertical, horizontal;
        int stepY = 1, stepX = 1;
        if (sizes.Adaptive != 0)
        {
            vertical = Even(oy, sizes.OutHeight, sizes.Height);
            horizontal = Even(ox, sizes.OutWidth, sizes.Width);
        }
        else
        {
            stepY = window.DilationH;
            stepX = window.DilationW;
            vertical = Span(oy, window.KernelH, window.StrideH, window.PaddingH, stepY, sizes.Height);
            horizontal = Span(ox, window.KernelW, window.StrideW, window.PaddingW, stepX, sizes.Width);
        }
        long start = (long)plane * sizes.Height * sizes.Width, best = (long)vertical.First * sizes.Width + horizontal.First;
        V value = V.Create(double.NegativeInfinity);
        for (int y = vertical.First; y < vertical.End; y += stepY)
            for (int x = horizontal.First; x < horizontal.End; x += stepX)
            {
                long at = (long)y * sizes.Width + x;
                V candidate = V.Create(input[start + at]);
                if (V.MaskBits(V.Less(value, candidate)) == 0 && V.MaskBits(V.Equal(candidate, candidate)) != 0) continue;
                value = candidate;
                best = at;
            }
        output[i] = V.Sum(value);
        if (wantsPlaces != 0) places[i] = TCast.FromInt64(best);
    }

    /// <summary>One thread a window: the mean.</summary>
    public static void Average<T, V>(Index1D i, ArrayView<T> output, ArrayView<T> input, PoolingSizes sizes) where T : unmanaged where V : struct, ILane<V, T>
    {
        int row = i / sizes.OutWidth, ox = i - row * sizes.OutWidth, plane = row / sizes.OutHeight, oy = row - plane * sizes.OutHeight;
        PoolingSpan vertical = Rows(oy, sizes), horizontal = Columns(ox, sizes);
        long start = (long)plane * sizes.Height * sizes.Width;
        V sum = V.Zero;
        for (int y = vertical.First; y < vertical.End; y++)
            for (int x = horizontal.First; x < horizontal.End; x++) sum += V.Create(input[start + (long)y * sizes.Width + x]);
        output[i] = V.Sum(sum / V.Create((double)Divisor(oy, ox, sizes)));
    }

    /// <summary>One thread a position of the input: its share of the gradients of all windows over it.</summary>
    public static void AverageBackward<T, V>(Index1D i, ArrayView<T> gradInput, ArrayView<T> gradOutput, PoolingSizes sizes) where T : unmanaged where V : struct, ILane<V, T>
    {
        int row = i / sizes.Width, x = i - row * sizes.Width, plane = row / sizes.Height, y = row - plane * sizes.Height;
        var window = sizes.Window;
        PoolingSpan vertical, horizontal;
        if (sizes.Adaptive != 0)
        {
            vertical = Even(y, sizes.Height, sizes.OutHeight);
            horizontal = Even(x, sizes.Width, sizes.OutWidth);
        }
        else
        {
            vertical = Over(y, window.KernelH, window.StrideH, window.PaddingH, sizes.OutHeight);
            horizontal = Over(x, window.KernelW, window.StrideW, window.PaddingW, sizes.OutWidth);
        }
        long start = (long)plane * sizes.OutHeight * sizes.OutWidth;
        V sum = V.Zero;
        for (int oy = vertical.First; oy < vertical.End; oy++)
            for (int ox = horizontal.First; ox < horizontal.End; ox++)
                sum += V.Create(gradOutput[start + (long)oy * sizes.OutWidth + ox]) / V.Create((double)Divisor(oy, ox, sizes));
        gradInput[i] = V.Sum(sum);
    }

    /// <summary>One thread a position of the input: the gradients of those windows over it whose place it is.</summary>
    public static void MaxBackward<T, V, TIndex, TCast>(Index1D i, ArrayView<T> gradInput, ArrayView<T> gradOutput, ArrayView<TIndex> places, PoolingSizes sizes)
        where T : unmanaged where V : struct, ILane<V, T> where TIndex : unmanaged where TCast : struct, ICast<TIndex>
    {
        int row = i / sizes.Width, x = i - row * sizes.Width, plane = row / sizes.Height, y = row - plane * sizes.Height;
        var window = sizes.Window;
        long start = (long)plane * sizes.OutHeight * sizes.OutWidth, own = (long)y * sizes.Width + x;
        V sum = V.Zero;
        // The last tap belongs to the first window.
        for (int ky = window.KernelH - 1; ky >= 0; ky--)
        {
            int top = y + window.PaddingH - ky * window.DilationH, oy = top / window.StrideH;
            if (top < 0 || oy >= sizes.OutHeight || oy * window.StrideH != top) continue;
            for (int kx = window.KernelW - 1; kx >= 0; kx--)
            {
                int left = x + window.PaddingW - kx * window.DilationW, ox = left / window.StrideW;
                if (left < 0 || ox >= sizes.OutWidth || ox * window.StrideW != left) continue;
                long at = start + (long)oy * sizes.OutWidth + ox;
                if (TCast.ToInt64(places[at]) == own) sum += V.Create(gradOutput[at]);
            }
        }
        gradInput[i] = V.Sum(sum);
    }

    /// <summary>One thread a plane: values added at places that no window is known of. Places outside of the plane get nothing.</summary>
    public static void Spread<T, V, TIndex, TCast>(Index1D plane, ArrayView<T> target, ArrayView<T> source, ArrayView<TIndex> places, int planeLength, int valueLength)
        where T : unmanaged where V : struct, ILane<V, T> where TIndex : unmanaged where TCast : struct, ICast<TIndex>
    {
        long start = (long)plane.X * planeLength, from = (long)plane.X * valueLength;
        for (int k = 0; k < planeLength; k++) target[start + k] = V.Sum(V.Zero);
        for (int k = 0; k < valueLength; k++)
        {
            long place = TCast.ToInt64(places[from + k]);
            if (place < 0 || place >= planeLength) continue;
            target[start + place] = V.Sum(V.Create(target[start + place]) + V.Create(source[from + k]));
        }
    }

    /// <summary>One thread a value: the element at its place; 0 for places outside of the plane.</summary>
    public static void Pick<T, V, TIndex, TCast>(Index1D i, ArrayView<T> target, ArrayView<T> source, ArrayView<TIndex> places, int planeLength, int valueLength)
        where T : unmanaged where V : struct, ILane<V, T> where TIndex : unmanaged where TCast : struct, ICast<TIndex>
    {
        long plane = i / valueLength, place = TCast.ToInt64(places[i]);
        bool inside = place >= 0 && place < planeLength;
        target[i] = inside ? source[plane * planeLength + place] : V.Sum(V.Zero);
    }

    // The input's positions in a window.
    private static PoolingSpan Span(int output, int kernel, int stride, int padding, int dilation, int length)
    {
        int first = output * stride - padding, end = IntrinsicMath.Min(first + (kernel - 1) * dilation + 1, length);
        while (first < 0) first += dilation;
        return new PoolingSpan { First = first, End = end };
    }

    // The same where windows cut a line evenly; turned around, the windows over a position.
    private static PoolingSpan Even(int output, int outputs, int length)
        => new() { First = (int)((long)output * length / outputs), End = (int)(((long)(output + 1) * length + outputs - 1) / outputs) };

    // The windows over a position.
    private static PoolingSpan Over(int position, int kernel, int stride, int padding, int outputs)
    {
        int last = position + padding, first = last - kernel + 1;
        return new PoolingSpan { First = first <= 0 ? 0 : (first + stride - 1) / stride, End = IntrinsicMath.Min(last / stride + 1, outputs) };
    }

    private static PoolingSpan Rows(int oy, in PoolingSizes sizes)
    {
        if (sizes.Adaptive != 0) return Even(oy, sizes.OutHeight, sizes.Height);
        return Span(oy, sizes.Window.KernelH, sizes.Window.StrideH, sizes.Window.PaddingH, 1, sizes.Height);
    }

    private static PoolingSpan Columns(int ox, in PoolingSizes sizes)
    {
        if (sizes.Adaptive != 0) return Even(ox, sizes.OutWidth, sizes.Width);
        return Span(ox, sizes.Window.KernelW, sizes.Window.StrideW, sizes.Window.PaddingW, 1, sizes.Width);
    }

    private static long Divisor(int oy, int ox, in PoolingSizes sizes)
    {
        if (sizes.Divisor != 0) return sizes.Divisor;
        var window = sizes.Window;
        if (sizes.Adaptive == 0 && sizes.CountsPadding != 0)
        {
            int startY = oy * window.StrideH - window.PaddingH, startX = ox * window.StrideW - window.PaddingW;
            int endY = IntrinsicMath.Min(startY + window.KernelH, sizes.Height + window.PaddingH), endX = IntrinsicMath.Min(startX + window.KernelW, sizes.Width + window.PaddingW);
            return (long)(endY - startY) * (endX - startX);
        }
        PoolingSpan vertical = Rows(oy, sizes), horizontal = Columns(ox, sizes);
        return (long)IntrinsicMath.Max(vertical.End - vertical.First, 0) * IntrinsicMath.Max(horizontal.End - horizontal.First, 0);
    }
}
