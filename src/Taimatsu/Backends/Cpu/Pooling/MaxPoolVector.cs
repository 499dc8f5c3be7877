using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Max pooling of a row of single precision windows, eight at a time: each tap of the window is one vector of candidates, whose places are counted along in integer lanes. NaN wins, and
/// equal elements keep the first place, as in the plain loop.
/// </summary>
internal static unsafe class MaxPoolVector
{
    public const int Lanes = 8, Few = 4;

    public static bool IsSupported => VectorWidth.Bits >= 256 && Avx2.IsSupported;

    /// <summary>
    /// Windows of 2x2 with stride 2: <paramref name="count"/> of them along two rows, at least eight. <paramref name="row"/> is the place of the first element.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Halve<TIndex>(float* upper, float* lower, int width, int row, float* y, TIndex* place, int count) where TIndex : unmanaged
    {
        var step = Vector256.Create(0, 2, 4, 6, 8, 10, 12, 14);
        var right = Vector256.Create(1);
        var down = Vector256.Create(width);
        for (int at = 0; ; at += Lanes)
        {
            if (at > count - Lanes) at = count - Lanes; // the last ones overlap those before: the same values again
            var (a, b) = EvenOdd.Split(upper + 2 * at);
            var (c, d) = EvenOdd.Split(lower + 2 * at);
            var second = Beats(b, a);
            var fourth = Beats(d, c);
            var top = Vector256.ConditionalSelect(second, b, a);
            var bottom = Vector256.ConditionalSelect(fourth, d, c);
            var below = Beats(bottom, top);
            Vector256.ConditionalSelect(below, bottom, top).Store(y + at);
            var offset = Vector256.ConditionalSelect(below.AsInt32(), down + (fourth.AsInt32() & right), second.AsInt32() & right);
            Store(offset + step + Vector256.Create(row + 2 * at), place, at);
            if (at == count - Lanes) return;
        }
    }

    /// <summary>The greater of each two neighbours: <paramref name="count"/> pairs, at least eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pairs(float* x, float* y, long count)
    {
        for (long at = 0; ; at += Lanes)
        {
            if (at > count - Lanes) at = count - Lanes; // the last ones overlap those before: the same values again
            var (a, b) = EvenOdd.SplitMixed(x + 2 * at);
            EvenOdd.Order(Vector256.ConditionalSelect(Beats(b, a), b, a)).Store(y + at);
            if (at == count - Lanes) return;
        }
    }

    /// <summary>
    /// Windows of 2x2 with stride 2: <paramref name="count"/> of them along two rows, four to seven. <paramref name="row"/> is the place of the first element.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void HalveFew<TIndex>(float* upper, float* lower, int width, int row, float* y, TIndex* place, int count) where TIndex : unmanaged
    {
        var step = Vector128.Create(0, 2, 4, 6);
        var right = Vector128.Create(1);
        var down = Vector128.Create(width);
        for (int at = 0; ; at += Few)
        {
            if (at > count - Few) at = count - Few; // the last ones overlap those before: the same values again
            var (a, b) = EvenOdd.SplitFew(upper + 2 * at);
            var (c, d) = EvenOdd.SplitFew(lower + 2 * at);
            var second = Beats(b, a);
            var fourth = Beats(d, c);
            var top = Vector128.ConditionalSelect(second, b, a);
            var bottom = Vector128.ConditionalSelect(fourth, d, c);
            var below = Beats(bottom, top);
            Vector128.ConditionalSelect(below, bottom, top).Store(y + at);
            var offset = Vector128.ConditionalSelect(below.AsInt32(), down + (fourth.AsInt32() & right), second.AsInt32() & right);
            Store(offset + step + Vector128.Create(row + 2 * at), place, at);
            if (at == count - Few) return;
        }
    }

    /// <summary>
    /// Any window with a stride of one or two: outputs <paramref name="first"/> to <paramref name="end"/> of a row, at least eight, whose columns all lie inside the picture;
    /// <paramref name="top"/> to <paramref name="bottom"/> are its rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Window<TIndex>(float* x, int width, int top, int bottom, int stepY, int kernel, int stride, int padding, float* y, TIndex* place, int first, int end) where TIndex : unmanaged
    {
        var step = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) * stride;
        for (int at = first; ; at += Lanes)
        {
            if (at > end - Lanes) at = end - Lanes;
            int left = at * stride - padding;
            var best = Vector256.Create(float.NegativeInfinity);
            var where = Vector256.Create(top * width + left) + step;
            for (int iy = top; iy < bottom; iy += stepY)
            {
                float* from = x + (long)iy * width + left;
                var here = Vector256.Create(iy * width + left) + step;
                for (int kx = 0; kx < kernel; kx++)
                {
                    var candidate = stride == 1 ? Vector256.Load(from + kx) : EvenOdd.Even(from + kx);
                    var beats = Beats(candidate, best);
                    best = Vector256.ConditionalSelect(beats, candidate, best);
                    where = Vector256.ConditionalSelect(beats.AsInt32(), here + Vector256.Create(kx), where);
                }
            }
            best.Store(y + at);
            Store(where, place, at);
            if (at == end - Lanes) return;
        }
    }

    /// <summary>The gradient of windows of 2x2 with stride 2: each goes to its place, the other three places get zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<TIndex>(float* upper, float* lower, int width, int row, float* grad, TIndex* place, int count) where TIndex : unmanaged
    {
        var step = Vector256.Create(0, 2, 4, 6, 8, 10, 12, 14);
        for (int at = 0; ; at += Lanes)
        {
            if (at > count - Lanes) at = count - Lanes;
            var offset = Load(place, at) - step - Vector256.Create(row + 2 * at);
            var g = Vector256.Load(grad + at);
            Join(upper + 2 * at, Where(offset, 0, g), Where(offset, 1, g));
            Join(lower + 2 * at, Where(offset, width, g), Where(offset, width + 1, g));
            if (at == count - Lanes) return;
        }
    }

    /// <summary>The gradient of windows of 2x2 with stride 2: each goes to its place, the other three places get zero. Four to seven windows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SpreadFew<TIndex>(float* upper, float* lower, int width, int row, float* grad, TIndex* place, int count) where TIndex : unmanaged
    {
        var step = Vector128.Create(0, 2, 4, 6);
        for (int at = 0; ; at += Few)
        {
            if (at > count - Few) at = count - Few;
            var offset = LoadFew(place, at) - step - Vector128.Create(row + 2 * at);
            var g = Vector128.Load(grad + at);
            Join(upper + 2 * at, Where(offset, 0, g), Where(offset, 1, g));
            Join(lower + 2 * at, Where(offset, width, g), Where(offset, width + 1, g));
            if (at == count - Few) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Where(Vector256<int> offset, int place, Vector256<float> value) => Vector256.Equals(offset, Vector256.Create(place)).AsSingle() & value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Beats(Vector256<float> candidate, Vector256<float> best)
        => Vector256.GreaterThan(candidate, best) | ~Vector256.Equals(candidate, candidate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(float* target, Vector256<float> even, Vector256<float> odd)
    {
        var (first, second) = EvenOdd.Join(even, odd);
        first.Store(target);
        second.Store(target + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TIndex>(Vector256<int> places, TIndex* target, int at) where TIndex : unmanaged
    {
        if (target == null) return;
        if (typeof(TIndex) == typeof(int))
        {
            places.Store((int*)target + at);
            return;
        }
        var (low, high) = Vector256.Widen(places);
        low.Store((long*)target + at);
        high.Store((long*)target + at + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load<TIndex>(TIndex* source, int at) where TIndex : unmanaged
        => typeof(TIndex) == typeof(int) ? Vector256.Load((int*)source + at) : Vector256.Narrow(Vector256.Load((long*)source + at), Vector256.Load((long*)source + at + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Where(Vector128<int> offset, int place, Vector128<float> value) => Vector128.Equals(offset, Vector128.Create(place)).AsSingle() & value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Beats(Vector128<float> candidate, Vector128<float> best)
        => Vector128.GreaterThan(candidate, best) | ~Vector128.Equals(candidate, candidate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(float* target, Vector128<float> even, Vector128<float> odd)
    {
        Sse.UnpackLow(even, odd).Store(target);
        Sse.UnpackHigh(even, odd).Store(target + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TIndex>(Vector128<int> places, TIndex* target, int at) where TIndex : unmanaged
    {
        if (target == null) return;
        if (typeof(TIndex) == typeof(int))
        {
            places.Store((int*)target + at);
            return;
        }
        var (low, high) = Vector128.Widen(places);
        low.Store((long*)target + at);
        high.Store((long*)target + at + 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> LoadFew<TIndex>(TIndex* source, int at) where TIndex : unmanaged
        => typeof(TIndex) == typeof(int) ? Vector128.Load((int*)source + at) : Vector128.Narrow(Vector128.Load((long*)source + at), Vector128.Load((long*)source + at + 2));
}
