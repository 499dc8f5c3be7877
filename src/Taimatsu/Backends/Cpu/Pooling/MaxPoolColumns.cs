using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Max pooling of single precision windows of any stride, adaptive ones too. The windows of one row of the output share their rows, so the greatest element of each column is
/// found by vectors first, with its place. A window then takes the greatest of some columns. Value and place make one integer for that, ordered as the plain loop
/// would choose: greater values first, among equal ones the first place, and the last NaN before all else. So no branch has to be guessed.
/// </summary>
internal static unsafe class MaxPoolColumns
{
    private const int MostColumns = 1024, KeyOfNaN = int.MaxValue;

    /// <summary>True if a row of this width is wide enough for vectors and narrow enough for the stack.</summary>
    public static bool Holds(int width) => width is >= MaxPoolVector.Lanes and <= MostColumns && MaxPoolVector.IsSupported;

    /// <summary>One row of outputs from some rows of the picture; <paramref name="columns"/> are the windows' bounds, first and end in turn.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<TIndex>(float* x, int width, int top, int bottom, int stepY, int* columns, int stepX, float* y, TIndex* place, int count) where TIndex : unmanaged
    {
        long* keys = stackalloc long[width];
        for (int at = 0; ; at += MaxPoolVector.Lanes)
        {
            if (at > width - MaxPoolVector.Lanes) at = width - MaxPoolVector.Lanes; // the last ones overlap those before: the same values again
            Columns(x + at, width, top, bottom, stepY, at, keys + at);
            if (at == width - MaxPoolVector.Lanes) break;
        }
        for (int i = 0; i < count; i++)
        {
            int left = columns[2 * i], right = columns[2 * i + 1];
            long best = keys[left];
            for (int column = left + stepX; column < right; column += stepX) best = Math.Max(best, keys[column]);
            int where = best >> 32 == KeyOfNaN ? (int)best : ~(int)best;
            y[i] = x[where];
            if (place == null) continue;
            if (typeof(TIndex) == typeof(int)) ((int*)place)[i] = where;
            else ((long*)place)[i] = where;
        }
    }

    // The keys of eight columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(float* x, int width, int top, int bottom, int stepY, int column, long* keys)
    {
        var here = Vector256.Create(top * width + column) + Vector256<int>.Indices;
        var where = here;
        var best = Vector256.Load(x + (long)top * width);
        for (int row = top + stepY; row < bottom; row += stepY)
        {
            here += Vector256.Create(stepY * width);
            var candidate = Vector256.Load(x + (long)row * width);
            var beats = Vector256.GreaterThan(candidate, best) | ~Vector256.Equals(candidate, candidate);
            best = Vector256.ConditionalSelect(beats, candidate, best);
            where = Vector256.ConditionalSelect(beats.AsInt32(), here, where);
        }
        // Adding zero makes minus zero the equal of zero. Negative floats grow as their bits shrink.
        var bits = (best + Vector256<float>.Zero).AsInt32();
        var isNaN = (~Vector256.Equals(best, best)).AsInt32();
        var rank = Vector256.ConditionalSelect(isNaN, Vector256.Create(KeyOfNaN), bits ^ (Vector256.ShiftRightArithmetic(bits, 31) & Vector256.Create(int.MaxValue)));
        var order = Vector256.ConditionalSelect(isNaN, where, ~where);
        var (rankLow, rankHigh) = Vector256.Widen(rank);
        var (orderLow, orderHigh) = Vector256.Widen(order.AsUInt32());
        ((rankLow << 32) | orderLow.AsInt64()).Store(keys);
        ((rankHigh << 32) | orderHigh.AsInt64()).Store(keys + 4);
    }
}
