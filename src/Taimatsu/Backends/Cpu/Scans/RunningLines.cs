using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Running sums or products along contiguous lines. Four elements are combined among themselves first, so that of what came before only one step in four has to be waited for.
/// </summary>
internal unsafe struct RunningLines<T, TSum, TOp> : IRangeBody where T : unmanaged where TSum : unmanaged where TOp : struct, IRunningOp<TSum>
{
    public T* Target, Source;
    public long Length;
    public bool Reverse;

    public readonly void Run(long begin, long end)
    {
        if (typeof(T) == typeof(float) && !Reverse && VectorWidth.Bits >= 512 && Avx512F.IsSupported && Avx2.IsSupported)
        {
            SinglesByEight((float*)Target + begin * Length, (float*)Source + begin * Length, end - begin, Length);
            return;
        }
        for (; begin < end; begin++)
        {
            T* target = Target + begin * Length, source = Source + begin * Length;
            if (typeof(T) == typeof(float)) Singles((float*)target, (float*)source, Length, Reverse);
            else Whole((TSum*)target, (TSum*)source, Length, Reverse);
        }
    }

    // Eight elements are combined among themselves; of what came before only one step in eight has to be waited for. All lines in one call, the last elements of each by a mask.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SinglesByEight(float* target, float* source, long lines, long length)
    {
        Vector512<TSum> start = Vector512.Create(TOp.Start);
        long whole = length & ~7L;
        var mask = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)(length - whole)));
        for (; lines > 0; lines--, target += length, source += length)
        {
            var running = start;
            for (long i = 0; i < whole; i += 8)
            {
                var x = AmongEight(Avx512F.ConvertToVector512Double(Vector256.Load(source + i)), start);
                Avx512F.ConvertToVector256Single(TOp.Combine(running, x).As<TSum, double>()).Store(target + i);
                running = TOp.Combine(running, Avx512F.PermuteVar8x64(x.As<TSum, double>(), Vector512.Create(7L)).As<double, TSum>());
            }
            if (whole == length) continue;
            var rest = AmongEight(Avx512F.ConvertToVector512Double(Avx.MaskLoad(source + whole, mask.AsSingle())), start);
            Avx.MaskStore(target + whole, mask.AsSingle(), Avx512F.ConvertToVector256Single(TOp.Combine(running, rest).As<TSum, double>()));
        }
    }

    // Each of eight elements with those before it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TSum> AmongEight(Vector512<double> elements, Vector512<TSum> start)
    {
        var x = elements.As<double, TSum>();
        x = TOp.Combine(Avx512F.AlignRight64(x.As<TSum, long>(), start.As<TSum, long>(), 7).As<long, TSum>(), x);
        x = TOp.Combine(Avx512F.AlignRight64(x.As<TSum, long>(), start.As<TSum, long>(), 6).As<long, TSum>(), x);
        return TOp.Combine(Avx512F.AlignRight64(x.As<TSum, long>(), start.As<TSum, long>(), 4).As<long, TSum>(), x);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Singles(float* target, float* source, long length, bool reverse)
    {
        var running = Vector256.Create(TOp.Start);
        long i = 0;
        for (; i + 8 <= length; i += 8)
        {
            long at = reverse ? length - 8 - i : i;
            var x = Vector256.Load(source + at);
            if (reverse) x = Vector256.Shuffle(x, Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0));
            var (low, high) = Vector256.Widen(x);
            Vector256<TSum> first = Among(low.As<double, TSum>()), second = Among(high.As<double, TSum>()), between = TOp.Combine(running, Last(first));
            x = Vector256.Narrow(TOp.Combine(running, first).As<TSum, double>(), TOp.Combine(between, second).As<TSum, double>());
            if (reverse) x = Vector256.Shuffle(x, Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0));
            x.Store(target + at);
            running = TOp.Combine(between, Last(second));
        }
        Rest((T*)target, (T*)source, length, i, reverse, running.ToScalar());
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Whole(TSum* target, TSum* source, long length, bool reverse)
    {
        var running = Vector256.Create(TOp.Start);
        long i = 0;
        for (; i + 4 <= length; i += 4)
        {
            long at = reverse ? length - 4 - i : i;
            var x = Vector256.Load(source + at);
            x = Among(reverse ? Places(x, 3, 2, 1, 0) : x);
            var result = TOp.Combine(running, x);
            (reverse ? Places(result, 3, 2, 1, 0) : result).Store(target + at);
            running = TOp.Combine(running, Last(x));
        }
        Rest((T*)target, (T*)source, length, i, reverse, running.ToScalar());
    }

    private static void Rest(T* target, T* source, long length, long done, bool reverse, TSum running)
    {
        for (; done < length; done++)
        {
            long at = reverse ? length - 1 - done : done;
            running = TOp.Combine(running, RunningElement<T, TSum>.Widen(source[at]));
            target[at] = RunningElement<T, TSum>.Narrow(running);
        }
    }

    // Each element with those before it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TSum> Among(Vector256<TSum> x)
    {
        var start = Vector256.Create(TOp.Start);
        x = TOp.Combine(Vector256.ConditionalSelect(Vector256.Create(-1L, 0, 0, 0).As<long, TSum>(), start, Places(x, 0, 0, 1, 2)), x);
        return TOp.Combine(Vector256.ConditionalSelect(Vector256.Create(-1L, -1, 0, 0).As<long, TSum>(), start, Places(x, 0, 0, 0, 1)), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TSum> Last(Vector256<TSum> x) => Places(x, 3, 3, 3, 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TSum> Places(Vector256<TSum> x, long a, long b, long c, long d) => Vector256.Shuffle(x.As<TSum, long>(), Vector256.Create(a, b, c, d)).As<long, TSum>();
}
