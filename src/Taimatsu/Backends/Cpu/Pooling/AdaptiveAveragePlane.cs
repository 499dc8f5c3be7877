using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Adaptive average pooling of a plane and its gradient. The windows of one row of the output share their rows: these are added up as vectors first, and the windows then
/// take columns from the one line of sums. The gradient goes the other way.
/// </summary>
internal static unsafe class AdaptiveAveragePlane
{
    private const int MostColumns = 1024;

    /// <summary>True if a line of this width and the bounds of its windows fit on the stack.</summary>
    public static bool Holds(int width, int outWidth) => width <= MostColumns && outWidth <= MostColumns;

    /// <summary>The averages of one plane after another.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pool<T>(T* large, int height, int width, T* small, int outHeight, int outWidth, long planes) where T : unmanaged, INumber<T>
    {
        T* sums = stackalloc T[width];
        int* bounds = stackalloc int[2 * outWidth];
        Bounds(bounds, width, outWidth);
        for (; planes > 0; planes--, large += (long)height * width)
        {
            for (int oy = 0; oy < outHeight; oy++, small += outWidth)
            {
                var (top, bottom) = PoolingRange.Adaptive(oy, outHeight, height);
                SumRows(large + (long)top * width, bottom - top, width, sums);
                for (int ox = 0; ox < outWidth; ox++)
                {
                    int left = bounds[2 * ox], right = bounds[2 * ox + 1];
                    T sum = sums[left];
                    for (int x = left + 1; x < right; x++) sum += sums[x];
                    small[ox] = sum / T.CreateTruncating((bottom - top) * (right - left));
                }
            }
        }
    }

    /// <summary>Spreads each average's gradient over its window, in one plane after another.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<T>(T* large, int height, int width, T* small, int outHeight, int outWidth, long planes) where T : unmanaged, INumber<T>
    {
        T* shares = stackalloc T[width];
        int* bounds = stackalloc int[2 * outWidth];
        Bounds(bounds, width, outWidth);
        for (; planes > 0; planes--, large += (long)height * width)
        {
            int written = 0; // rows that hold something
            for (int oy = 0; oy < outHeight; oy++, small += outWidth)
            {
                var (top, bottom) = PoolingRange.Adaptive(oy, outHeight, height);
                new Span<T>(shares, width).Clear();
                for (int ox = 0; ox < outWidth; ox++)
                {
                    int left = bounds[2 * ox], right = bounds[2 * ox + 1];
                    T share = small[ox] / T.CreateTruncating((bottom - top) * (right - left));
                    for (int x = left; x < right; x++) shares[x] += share;
                }
                for (int y = top; y < bottom; y++)
                {
                    T* row = large + (long)y * width;
                    if (y < written) Add(row, shares, width);
                    else new ReadOnlySpan<T>(shares, width).CopyTo(new Span<T>(row, width));
                }
                written = bottom;
            }
        }
    }

    private static void Bounds(int* bounds, int width, int outWidth)
    {
        for (int ox = 0; ox < outWidth; ox++) (bounds[2 * ox], bounds[2 * ox + 1]) = PoolingRange.Adaptive(ox, outWidth, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumRows<T>(T* rows, int count, int width, T* sums) where T : unmanaged, INumber<T>
    {
        int x = 0;
        for (; x <= width - Vector<T>.Count; x += Vector<T>.Count)
        {
            var sum = Vector.Load(rows + x);
            for (int y = 1; y < count; y++) sum += Vector.Load(rows + x + (long)y * width);
            Vector.Store(sum, sums + x);
        }
        for (; x < width; x++)
        {
            sums[x] = rows[x];
            for (int y = 1; y < count; y++) sums[x] += rows[x + (long)y * width];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T>(T* row, T* shares, int width) where T : unmanaged, INumber<T>
    {
        int x = 0;
        for (; x <= width - Vector<T>.Count; x += Vector<T>.Count) Vector.Store(Vector.Load(row + x) + Vector.Load(shares + x), row + x);
        for (; x < width; x++) row[x] += shares[x];
    }
}
