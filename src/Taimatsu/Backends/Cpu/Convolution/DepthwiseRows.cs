using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Planes of floats under a square window of 3, 5 or 7 that moves by one or two, in the registers of AVX-512 and without a stage: of each row the vectors that hold a window are loaded once, with zeros
/// for what lies beyond the plane, and turned to each of its columns. Loading each from memory would cost twice as much, since nearly all such vectors cross a cache line.
/// </summary>
internal static unsafe class DepthwiseRows
{
    private const int Lanes = 16;

    private static Vector512<int> Evens => Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);

    private static Vector512<int> Odds => Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);

    /// <summary>Whether there is a kernel for the window.</summary>
    public static bool Suits<T>(int kernelH, int kernelW, int strideH, int strideW) where T : unmanaged =>
        typeof(T) == typeof(float) && Avx512F.IsSupported && VectorWidth.Bits >= 512 && kernelH == kernelW && kernelH is 3 or 5 or 7 && strideH == strideW && strideH is 1 or 2;

    /// <summary>The results of one plane; paddings may be negative, which crops.</summary>
    public static void Run<TFinish>(int kernel, int stride, float* x, int height, int width, int padH, int padW, float* weights, float start, float* y, int outHeight, int outWidth)
        where TFinish : struct, IFinish
    {
        if (stride == 1)
        {
            if (kernel == 3) ByOne<C3, TFinish>(x, height, width, padH, padW, weights, start, y, outHeight, outWidth);
            else if (kernel == 5) ByOne<C5, TFinish>(x, height, width, padH, padW, weights, start, y, outHeight, outWidth);
            else ByOne<C7, TFinish>(x, height, width, padH, padW, weights, start, y, outHeight, outWidth);
        }
        else if (kernel == 3) ByTwo<C3, TFinish>(x, height, width, padH, padW, weights, start, y, outHeight, outWidth);
        else if (kernel == 5) ByTwo<C5, TFinish>(x, height, width, padH, padW, weights, start, y, outHeight, outWidth);
        else ByTwo<C7, TFinish>(x, height, width, padH, padW, weights, start, y, outHeight, outWidth);
    }

    // Down the rows; each meets as many results as the window has rows, whose sums wait in registers for the rows to come.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ByOne<TKernel, TFinish>(float* x, int height, int width, int padH, int padW, float* weights, float start, float* y, int outHeight, int outWidth)
        where TKernel : struct, IConstant where TFinish : struct, IFinish
    {
        var first = Vector512.Create(start);
        for (int column = 0; column < outWidth; column += Lanes)
        {
            Vector512<float> mask = Inside(column - padW, width), next = Inside(column - padW + Lanes, width);
            float* from = x + column - padW;
            float* to = y + column;
            int columns = outWidth - column;
            // Results that wait for so many more rows.
            Vector512<float> s1 = first, s2 = first, s3 = first, s4 = first, s5 = first, s6 = first;
            for (int row = 1 - TKernel.Value; row < outHeight; row++)
            {
                int at = row + TKernel.Value - 1 - padH;
                Vector512<float> v0 = Vector512<float>.Zero, v1 = v0, v2 = v0, v3 = v0, v4 = v0, v5 = v0, v6 = v0;
                if (at >= 0 && at < height)
                {
                    v0 = Avx512F.MaskLoad(from + (long)at * width, mask, v0);
                    var after = Avx512F.MaskLoad(from + (long)at * width + Lanes, next, v1);
                    v1 = Shift(v0, after, 1);
                    v2 = Shift(v0, after, 2);
                    if (TKernel.Value > 3)
                    {
                        v3 = Shift(v0, after, 3);
                        v4 = Shift(v0, after, 4);
                    }
                    if (TKernel.Value > 5)
                    {
                        v5 = Shift(v0, after, 5);
                        v6 = Shift(v0, after, 6);
                    }
                }
                float* w = weights + (TKernel.Value - 1) * TKernel.Value;
                var sum = Line<TKernel>(s1, w, v0, v1, v2, v3, v4, v5, v6);
                w -= TKernel.Value;
                if (TKernel.Value == 3)
                {
                    s1 = Line<TKernel>(s2, w, v0, v1, v2, v3, v4, v5, v6);
                    s2 = Line<TKernel>(first, weights, v0, v1, v2, v3, v4, v5, v6);
                }
                else
                {
                    s1 = Line<TKernel>(s2, w, v0, v1, v2, v3, v4, v5, v6);
                    w -= TKernel.Value;
                    s2 = Line<TKernel>(s3, w, v0, v1, v2, v3, v4, v5, v6);
                    w -= TKernel.Value;
                    s3 = Line<TKernel>(s4, w, v0, v1, v2, v3, v4, v5, v6);
                    if (TKernel.Value == 5) s4 = Line<TKernel>(first, weights, v0, v1, v2, v3, v4, v5, v6);
                    else
                    {
                        w -= TKernel.Value;
                        s4 = Line<TKernel>(s5, w, v0, v1, v2, v3, v4, v5, v6);
                        w -= TKernel.Value;
                        s5 = Line<TKernel>(s6, w, v0, v1, v2, v3, v4, v5, v6);
                        s6 = Line<TKernel>(first, weights, v0, v1, v2, v3, v4, v5, v6);
                    }
                }
                if (row < 0) continue;
                Put<TFinish>(sum, to, columns);
                to += outWidth;
            }
        }
    }

    // Each result from its rows, which few others see. Two results at a time: the sums of one alone would wait for each other.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ByTwo<TKernel, TFinish>(float* x, int height, int width, int padH, int padW, float* weights, float start, float* y, int outHeight, int outWidth)
        where TKernel : struct, IConstant where TFinish : struct, IFinish
    {
        var first = Vector512.Create(start);
        for (int column = 0; column < outWidth; column += Lanes)
        {
            int left = 2 * column - padW, columns = outWidth - column;
            Vector512<float> mask = Inside(left, width), next = Inside(left + Lanes, width), last = Inside(left + 2 * Lanes, width);
            float* from = x + left;
            for (int row = 0; row < outHeight; row++)
            {
                int top = 2 * row - padH, begin = Math.Max(0, -top), end = Math.Min(TKernel.Value, height - top);
                Vector512<float> sum = first, other = Vector512<float>.Zero;
                for (int dy = begin; dy < end; dy++)
                {
                    float* line = from + (long)(top + dy) * width;
                    float* w = weights + dy * TKernel.Value;
                    Vector512<float> a = Avx512F.MaskLoad(line, mask, Vector512<float>.Zero), b = Avx512F.MaskLoad(line + Lanes, next, Vector512<float>.Zero);
                    Vector512<float> c = Avx512F.MaskLoad(line + 2 * Lanes, last, Vector512<float>.Zero);
                    Vector512<float> even = Avx512F.PermuteVar16x32x2(a, Evens, b), odd = Avx512F.PermuteVar16x32x2(a, Odds, b);
                    // The columns after those: of a window of three only the first is seen.
                    Vector512<float> evenAfter = TKernel.Value == 3 ? c : Avx512F.PermuteVar16x32x2(c, Evens, c), oddAfter = TKernel.Value == 3 ? c : Avx512F.PermuteVar16x32x2(c, Odds, c);
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[0]), even, sum);
                    other = Vector512.FusedMultiplyAdd(Vector512.Create(w[1]), odd, other);
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[2]), Shift(even, evenAfter, 1), sum);
                    if (TKernel.Value > 3)
                    {
                        other = Vector512.FusedMultiplyAdd(Vector512.Create(w[3]), Shift(odd, oddAfter, 1), other);
                        sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[4]), Shift(even, evenAfter, 2), sum);
                    }
                    if (TKernel.Value > 5)
                    {
                        other = Vector512.FusedMultiplyAdd(Vector512.Create(w[5]), Shift(odd, oddAfter, 2), other);
                        sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[6]), Shift(even, evenAfter, 3), sum);
                    }
                }
                Put<TFinish>(sum + other, y + (long)row * outWidth + column, columns);
            }
        }
    }

    // All bits of a lane whose column lies in the plane.
    private static Vector512<float> Inside(int column, int width)
    {
        var columns = Vector512<int>.Indices + Vector512.Create(column);
        return (Vector512.GreaterThanOrEqual(columns, Vector512<int>.Zero) & Vector512.LessThan(columns, Vector512.Create(width))).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Shift(Vector512<float> low, Vector512<float> high, [ConstantExpected] byte lanes) => Avx512F.AlignRight32(high.AsInt32(), low.AsInt32(), lanes).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Line<TKernel>(Vector512<float> sum, float* w, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3, Vector512<float> v4,
        Vector512<float> v5, Vector512<float> v6) where TKernel : struct, IConstant
    {
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[0]), v0, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[1]), v1, sum);
        sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[2]), v2, sum);
        if (TKernel.Value > 3)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[3]), v3, sum);
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[4]), v4, sum);
        }
        if (TKernel.Value > 5)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[5]), v5, sum);
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(w[6]), v6, sum);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TFinish>(Vector512<float> sum, float* to, int columns) where TFinish : struct, IFinish
    {
        var value = TFinish.Of<V512<float>, float>(new V512<float>(sum));
        if (columns >= Lanes) V512<float>.Store(value, to);
        else PartialVector.Store(value, to, columns);
    }
}
