using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>An optimiser's rule over a range of elements.</summary>
internal unsafe struct StepBody<T, TRule> : IRangeBody where T : unmanaged where TRule : struct, IStepRule
{
    public TRule Rule;
    public T* Parameter, Gradient, State0, State1, State2; // null where there is no such state

    public readonly void Run(long begin, long end)
    {
        if (VectorWidth.Bits >= 512 && State1 == null && typeof(T) == typeof(float)) Vector<Pair<V512<T>, T>>(begin, end);
        else if (VectorWidth.Bits >= 512) Vector<V512<T>>(begin, end);
        else if (VectorWidth.Bits >= 256) Vector<V256<T>>(begin, end);
        else Vector<V128<T>>(begin, end);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Vector<V>(long begin, long end) where V : struct, ISimd<V, T>
    {
        var rule = Rule;
        T* p = Parameter, g = Gradient, a = State0, b = State1, c = State2;
        long i = begin;
        for (; i + V.Count <= end; i += V.Count)
        {
            V parameter = V.Load(p + i), s0 = a == null ? V.Zero : V.Load(a + i), s1 = b == null ? V.Zero : V.Load(b + i), s2 = c == null ? V.Zero : V.Load(c + i);
            rule.Invoke<V, T>(ref parameter, V.Load(g + i), ref s0, ref s1, ref s2);
            V.Store(parameter, p + i);
            if (a != null) V.Store(s0, a + i);
            if (b != null) V.Store(s1, b + i);
            if (c != null) V.Store(s2, c + i);
        }
        if (i < end) Tail<V>(i, end - i);
    }

    // The same vector body on padded copies, so that the last elements come out as all others do.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Tail<V>(long start, long count) where V : struct, ISimd<V, T>
    {
        T* padded = stackalloc T[5 * V.Count];
        for (int k = 0; k < 5; k++) V.Store(V.One, padded + k * V.Count);
        uint bytes = (uint)(count * sizeof(T));
        for (int k = 0; k < 5; k++)
            if (Array(k) != null) Unsafe.CopyBlockUnaligned(padded + k * V.Count, Array(k) + start, bytes);
        V parameter = V.Load(padded), s0 = V.Load(padded + 2 * V.Count), s1 = V.Load(padded + 3 * V.Count), s2 = V.Load(padded + 4 * V.Count);
        if (State0 == null) s0 = V.Zero;
        if (State1 == null) s1 = V.Zero;
        if (State2 == null) s2 = V.Zero;
        Rule.Invoke<V, T>(ref parameter, V.Load(padded + V.Count), ref s0, ref s1, ref s2);
        V.Store(parameter, padded);
        V.Store(s0, padded + 2 * V.Count);
        V.Store(s1, padded + 3 * V.Count);
        V.Store(s2, padded + 4 * V.Count);
        for (int k = 0; k < 5; k++)
            if (k != 1 && Array(k) != null) Unsafe.CopyBlockUnaligned(Array(k) + start, padded + k * V.Count, bytes);
    }

    private readonly T* Array(int index) => index switch { 0 => Parameter, 1 => Gradient, 2 => State0, 3 => State1, _ => State2 };
}
