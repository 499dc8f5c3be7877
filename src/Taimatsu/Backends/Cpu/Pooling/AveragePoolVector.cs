using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Average pooling of a row of single precision windows whose columns all lie inside the picture, eight at a time, and its gradient.</summary>
internal static unsafe class AveragePoolVector
{
    public const int Lanes = 8, Few = 4;
    private const int MostColumns = 512;

    /// <summary>Windows with a stride of one or two, at least eight: <paramref name="x"/> is the first window's corner, <paramref name="rows"/> of which lie in the picture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Near(float* x, int width, int rows, int kernel, int stride, float divisor, float* y, int count)
    {
        var by = Vector256.Create(divisor);
        for (int at = 0; ; at += Lanes)
        {
            if (at > count - Lanes) at = count - Lanes; // the last ones overlap those before: the same values again
            float* from = x + at * stride;
            var sum = Vector256<float>.Zero;
            for (int r = 0; r < rows; r++, from += width)
            {
                if (stride == 1)
                {
                    for (int k = 0; k < kernel; k++) sum += Vector256.Load(from + k);
                    continue;
                }
                for (int k = 0; k < kernel; k += 2)
                {
                    var (even, odd) = EvenOdd.SplitMixed(from + k);
                    sum += even;
                    if (k + 1 < kernel) sum += odd;
                }
            }
            if (stride == 2) sum = EvenOdd.Order(sum);
            (sum / by).Store(y + at);
            if (at == count - Lanes) return;
        }
    }

    /// <summary>The same for four to seven windows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NearFew(float* x, int width, int rows, int kernel, int stride, float divisor, float* y, int count)
    {
        var by = Vector128.Create(divisor);
        for (int at = 0; ; at += Few)
        {
            if (at > count - Few) at = count - Few; // the last ones overlap those before: the same values again
            float* from = x + at * stride;
            var sum = Vector128<float>.Zero;
            for (int r = 0; r < rows; r++, from += width)
            {
                if (stride == 1)
                {
                    for (int k = 0; k < kernel; k++) sum += Vector128.Load(from + k);
                    continue;
                }
                for (int k = 0; k < kernel; k += 2)
                {
                    var (even, odd) = EvenOdd.SplitFew(from + k);
                    sum += even;
                    if (k + 1 < kernel) sum += odd;
                }
            }
            (sum / by).Store(y + at);
            if (at == count - Few) return;
        }
    }

    /// <summary>Windows with any stride: the rows are added up as vectors first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static void Far(float* x, int width, int rows, int kernel, int stride, float divisor, float* y, int count)
    {
        float* sums = stackalloc float[MostColumns];
        int windows = (MostColumns - kernel) / stride + 1;
        for (int at = 0; at < count; at += windows)
        {
            int now = Math.Min(windows, count - at), columns = (now - 1) * stride + kernel, c = 0;
            float* from = x + at * stride;
            for (; c + Lanes <= columns; c += Lanes)
            {
                var sum = Vector256.Load(from + c);
                for (int r = 1; r < rows; r++) sum += Vector256.Load(from + c + r * (long)width);
                sum.Store(sums + c);
            }
            for (; c < columns; c++)
            {
                sums[c] = from[c];
                for (int r = 1; r < rows; r++) sums[c] += from[c + r * (long)width];
            }
            for (int i = 0; i < now; i++)
            {
                float sum = 0;
                for (int k = 0; k < kernel; k++) sum += sums[i * stride + k];
                y[at + i] = sum / divisor;
            }
        }
    }

    /// <summary>True if <see cref="Far"/> has room for a window.</summary>
    public static bool Holds(int kernel) => kernel <= MostColumns;

    /// <summary>Adds each window's share to its elements; stride of one or two. Returns how many windows it took, a multiple of eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Spread(float* x, int width, int rows, int kernel, int stride, float divisor, float* y, int count)
    {
        var by = Vector256.Create(divisor);
        int at = 0;
        for (; at + Lanes <= count; at += Lanes)
        {
            float* to = x + at * stride;
            var share = Vector256.Load(y + at) / by;
            var (pair, pair2) = stride == 2 ? EvenOdd.Join(share, share) : (share, share);
            var (single, single2) = stride == 2 ? EvenOdd.Join(share, Vector256<float>.Zero) : (share, share);
            for (int r = 0; r < rows; r++, to += width)
            {
                if (stride == 1)
                {
                    for (int k = 0; k < kernel; k++) (Vector256.Load(to + k) + share).Store(to + k);
                    continue;
                }
                int even = 0;
                for (; even + 2 <= kernel; even += 2)
                {
                    (Vector256.Load(to + even) + pair).Store(to + even);
                    (Vector256.Load(to + even + 8) + pair2).Store(to + even + 8);
                }
                if (even == kernel) continue;
                (Vector256.Load(to + even) + single).Store(to + even);
                (Vector256.Load(to + even + 8) + single2).Store(to + even + 8);
            }
        }
        return at;
    }

    /// <summary>Writes the shares of windows that lie side by side, <paramref name="kernel"/> columns each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile(float* x, int width, int rows, int kernel, float divisor, float* y, int count)
    {
        int at = 0;
        if (kernel == 2)
            for (; at + Lanes <= count; at += Lanes)
            {
                var share = Vector256.Load(y + at) / Vector256.Create(divisor);
                var (first, second) = EvenOdd.Join(share, share);
                first.Store(x + 2 * at);
                second.Store(x + 2 * at + 8);
            }
        if (kernel == 2 && at < count && count >= Few)
            for (; at < count; at += Few)
            {
                if (at > count - Few) at = count - Few; // the last ones overlap those before: the same values again
                var share = Vector128.Load(y + at) / Vector128.Create(divisor);
                Sse.UnpackLow(share, share).Store(x + 2 * at);
                Sse.UnpackHigh(share, share).Store(x + 2 * at + 4);
            }
        for (; at < count; at++)
        {
            float share = y[at] / divisor;
            for (int k = 0; k < kernel; k++) x[at * kernel + k] = share;
        }
        for (int r = 1; r < rows; r++) System.Buffer.MemoryCopy(x, x + r * (long)width, 4L * kernel * count, 4L * kernel * count);
    }
}
