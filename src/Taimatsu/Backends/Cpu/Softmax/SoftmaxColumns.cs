using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Softmax along a dimension that is not the last. What is summed of each column lies in a line in the first-level cache, and each pass goes along the rows: runs as long as that are what the
/// processor fetches ahead by itself.
/// </summary>
internal static unsafe class SoftmaxColumns<V, T> where V : struct, ISimd<V, T> where T : unmanaged
{
    /// <summary>The most columns of a call.</summary>
    public const int MostColumns = 512;

    // So many rows are added before they join the total: longer sums lose more bits.
    private const int SumLength = 64;

    /// <summary>The softmax, or its logarithm, of <paramref name="columns"/> columns whose elements lie <paramref name="stride"/> apart.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Forward(bool logarithm, T* y, T* x, long length, long stride, long columns)
    {
        byte* room = stackalloc byte[3 * MostColumns * sizeof(T) + 64];
        T* tops = (T*)(((nint)room + 63) & ~63), sums = tops + MostColumns, parts = sums + MostColumns;
        long whole = columns / Pair<V, T>.Count * Pair<V, T>.Count;
        if (whole > 0)
        {
            Fill(tops, V.Create(double.NegativeInfinity), whole);
            Fill(sums, V.Zero, whole);
            Raise(tops, x, length, stride, whole);
            for (long first = 0; first < length; first += SumLength)
            {
                long rows = Math.Min(SumLength, length - first);
                Fill(parts, V.Zero, whole);
                if (logarithm) AddExponentials(parts, tops, x + first * stride, rows, stride, whole);
                else Exponentials(y + first * stride, parts, tops, x + first * stride, rows, stride, whole);
                Add(sums, parts, whole);
            }
            if (logarithm)
            {
                for (long c = 0; c < whole; c += V.Count) V.Store(Log(V.Load(sums + c)), sums + c);
                Lower(y, x, tops, sums, length, stride, whole);
            }
            else
            {
                for (long c = 0; c < whole; c += V.Count) V.Store(V.One / V.Load(sums + c), sums + c);
                Scale(y, sums, length, stride, whole);
            }
        }
        for (long c = whole; c < columns; c += V.Count) One(logarithm, y + c, x + c, length, stride, Math.Min(V.Count, columns - c));
    }

    /// <summary>The gradient of the source from that of the result.</summary>
    public static void Backward(bool logarithm, T* z, T* g, T* y, long length, long stride, long columns)
    {
        if (logarithm) Backward<OfLogarithm>(z, g, y, length, stride, columns);
        else Backward<OfSoftmax>(z, g, y, length, stride, columns);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Backward<TGradient>(T* z, T* g, T* y, long length, long stride, long columns) where TGradient : struct, IGradient
    {
        byte* room = stackalloc byte[2 * MostColumns * sizeof(T) + 64];
        T* sums = (T*)(((nint)room + 63) & ~63), parts = sums + MostColumns;
        long whole = columns / Pair<V, T>.Count * Pair<V, T>.Count;
        if (whole > 0)
        {
            Fill(sums, V.Zero, whole);
            for (long first = 0; first < length; first += SumLength)
            {
                long rows = Math.Min(SumLength, length - first);
                Fill(parts, V.Zero, whole);
                AddTerms<TGradient>(parts, g + first * stride, y + first * stride, rows, stride, whole);
                Add(sums, parts, whole);
            }
            Gradient<TGradient>(z, g, y, sums, length, stride, whole);
        }
        for (long c = whole; c < columns; c += V.Count) OneBackward<TGradient>(z + c, g + c, y + c, length, stride, Math.Min(V.Count, columns - c));
    }

    private static void Fill(T* line, V value, long columns)
    {
        for (long c = 0; c < columns; c += V.Count) V.Store(value, line + c);
    }

    private static void Add(T* line, T* other, long columns)
    {
        for (long c = 0; c < columns; c += V.Count) V.Store(V.Load(line + c) + V.Load(other + c), line + c);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Raise(T* tops, T* x, long rows, long stride, long columns)
    {
        for (; rows > 0; rows--)
        {
            for (long c = 0; c < columns; c += Pair<V, T>.Count)
                Pair<V, T>.Store(Pair<V, T>.LimitBelow(Pair<V, T>.Load(x + c), Pair<V, T>.Load(tops + c)), tops + c);
            x += stride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Exponentials(T* y, T* parts, T* tops, T* x, long rows, long stride, long columns)
    {
        for (; rows > 0; rows--)
        {
            for (long c = 0; c < columns; c += Pair<V, T>.Count)
            {
                var e = Elementary.NormalExp<Pair<V, T>, T>(Pair<V, T>.Load(x + c) - Pair<V, T>.Load(tops + c));
                Pair<V, T>.Store(e, y + c);
                Pair<V, T>.Store(Pair<V, T>.Load(parts + c) + e, parts + c);
            }
            x += stride;
            y += stride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddExponentials(T* parts, T* tops, T* x, long rows, long stride, long columns)
    {
        for (; rows > 0; rows--)
        {
            for (long c = 0; c < columns; c += Pair<V, T>.Count)
                Pair<V, T>.Store(Pair<V, T>.Load(parts + c) + Elementary.NormalExp<Pair<V, T>, T>(Pair<V, T>.Load(x + c) - Pair<V, T>.Load(tops + c)), parts + c);
            x += stride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Lower(T* y, T* x, T* tops, T* logs, long rows, long stride, long columns)
    {
        for (; rows > 0; rows--)
        {
            for (long c = 0; c < columns; c += Pair<V, T>.Count)
                Pair<V, T>.Store(Pair<V, T>.Load(x + c) - Pair<V, T>.Load(tops + c) - Pair<V, T>.Load(logs + c), y + c);
            x += stride;
            y += stride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Scale(T* y, T* factors, long rows, long stride, long columns)
    {
        for (; rows > 0; rows--)
        {
            for (long c = 0; c < columns; c += Pair<V, T>.Count)
                Pair<V, T>.Store(Pair<V, T>.Load(y + c) * Pair<V, T>.Load(factors + c), y + c);
            y += stride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddTerms<TGradient>(T* parts, T* g, T* y, long rows, long stride, long columns) where TGradient : struct, IGradient
    {
        for (; rows > 0; rows--)
        {
            for (long c = 0; c < columns; c += Pair<V, T>.Count)
                Pair<V, T>.Store(TGradient.SumsProducts
                    ? Pair<V, T>.MultiplyAdd(Pair<V, T>.Load(g + c), Pair<V, T>.Load(y + c), Pair<V, T>.Load(parts + c))
                    : Pair<V, T>.Load(parts + c) + Pair<V, T>.Load(g + c), parts + c);
            g += stride;
            y += stride;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gradient<TGradient>(T* z, T* g, T* y, T* sums, long rows, long stride, long columns) where TGradient : struct, IGradient
    {
        for (; rows > 0; rows--)
        {
            for (long c = 0; c < columns; c += Pair<V, T>.Count)
                Pair<V, T>.Store(TGradient.Of(Pair<V, T>.Load(g + c), Pair<V, T>.Load(y + c), Pair<V, T>.Load(sums + c)), z + c);
            g += stride;
            y += stride;
            z += stride;
        }
    }

    // What the gradients of softmax and of its logarithm differ in.
    private interface IGradient
    {
        // A column's sum is of the products of gradient and result, or of the gradients alone, for which the result is not even read.
        static abstract bool SumsProducts { get; }

        static abstract W Of<W>(W g, W y, W sum) where W : struct, ISimd<W, T>;
    }

    private readonly struct OfSoftmax : IGradient
    {
        public static bool SumsProducts => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static W Of<W>(W g, W y, W sum) where W : struct, ISimd<W, T> => (g - sum) * y;
    }

    private readonly struct OfLogarithm : IGradient
    {
        public static bool SumsProducts => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static W Of<W>(W g, W y, W sum) where W : struct, ISimd<W, T> => g - Elementary.NormalExp<W, T>(y) * sum;
    }

    private static void One(bool logarithm, T* y, T* x, long length, long stride, long lanes)
    {
        V top = V.Create(double.NegativeInfinity), sum = V.Zero;
        for (long r = 0; r < length; r++) top = V.LimitBelow(Load(x + r * stride, lanes), top);
        for (long first = 0; first < length; first += SumLength)
        {
            V part = V.Zero;
            for (long r = first; r < Math.Min(length, first + SumLength); r++)
            {
                V e = Elementary.NormalExp<V, T>(Load(x + r * stride, lanes) - top);
                part += e;
                if (!logarithm) Store(e, y + r * stride, lanes);
            }
            sum += part;
        }
        if (logarithm)
        {
            sum = Log(sum);
            for (long r = 0; r < length; r++) Store(Load(x + r * stride, lanes) - top - sum, y + r * stride, lanes);
            return;
        }
        sum = V.One / sum;
        for (long r = 0; r < length; r++) Store(Load(y + r * stride, lanes) * sum, y + r * stride, lanes);
    }

    private static void OneBackward<TGradient>(T* z, T* g, T* y, long length, long stride, long lanes) where TGradient : struct, IGradient
    {
        V sum = V.Zero;
        for (long first = 0; first < length; first += SumLength)
        {
            V part = V.Zero;
            for (long r = first; r < Math.Min(length, first + SumLength); r++)
            {
                V grad = Load(g + r * stride, lanes);
                part = TGradient.SumsProducts ? V.MultiplyAdd(grad, Load(y + r * stride, lanes), part) : part + grad;
            }
            sum += part;
        }
        for (long r = 0; r < length; r++) Store(TGradient.Of(Load(g + r * stride, lanes), Load(y + r * stride, lanes), sum), z + r * stride, lanes);
    }

    // A call of its own, so that the loops around it stay small.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V Log(V x) => Elementary.Log<V, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(T* source, long lanes) => lanes == V.Count ? V.Load(source) : PartialVector.Load<V, T>(source, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(V value, T* target, long lanes)
    {
        if (lanes == V.Count) V.Store(value, target);
        else PartialVector.Store(value, target, lanes);
    }
}
