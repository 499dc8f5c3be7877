using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>An optimiser's rule over a range of elements.</summary>
internal unsafe struct StepBody<T, TRule> : IRangeBody where T : unmanaged where TRule : struct, IStepRule
{
    public TRule Rule;
    public T* Parameter, Gradient, State0, State1, State2; // null where there is no such state

    public readonly void Run(long begin, long end)
    {
        if (State0 == null) Choose<NoStates>(begin, end);
        else if (State1 == null) Choose<OneState>(begin, end);
        else if (State2 == null) Choose<TwoStates>(begin, end);
        else Choose<ThreeStates>(begin, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Choose<TStates>(long begin, long end) where TStates : struct, IStateCount
    {
        if (VectorWidth.Bits >= 512 && TStates.Count == 0 && typeof(T) == typeof(float)) Vector<Pair<Pair<V512<T>, T>, T>, TStates>(begin, end);
        else if (VectorWidth.Bits >= 512 && TStates.Count < 2 && typeof(T) == typeof(float)) Vector<Pair<V512<T>, T>, TStates>(begin, end);
        else if (VectorWidth.Bits >= 512) Vector<V512<T>, TStates>(begin, end);
        else if (VectorWidth.Bits >= 256) Vector<V256<T>, TStates>(begin, end);
        else Vector<V128<T>, TStates>(begin, end);
    }

    // Optimised at once: training begins with it, and a step that nobody has compiled for vectors yet takes sixty times as long.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Vector<V, TStates>(long begin, long end) where V : struct, ISimd<V, T> where TStates : struct, IStateCount
    {
        var rule = Rule;
        T* p = Parameter, g = Gradient, a = State0, b = State1, c = State2;
        long i = begin;
        for (; i + V.Count <= end; i += V.Count)
        {
            V parameter = V.Load(p + i), s0 = TStates.Count > 0 ? V.Load(a + i) : V.Zero, s1 = TStates.Count > 1 ? V.Load(b + i) : V.Zero, s2 = TStates.Count > 2 ? V.Load(c + i) : V.Zero;
            rule.Invoke<V, T>(ref parameter, V.Load(g + i), ref s0, ref s1, ref s2);
            V.Store(parameter, p + i);
            if (TStates.Count > 0) V.Store(s0, a + i);
            if (TStates.Count > 1) V.Store(s1, b + i);
            if (TStates.Count > 2) V.Store(s2, c + i);
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

    // How many states there are is part of the loop's type: asked for each vector, it would keep later loads from starting early.
    private interface IStateCount
    {
        static abstract int Count { get; }
    }

    private readonly struct NoStates : IStateCount
    {
        public static int Count => 0;
    }

    private readonly struct OneState : IStateCount
    {
        public static int Count => 1;
    }

    private readonly struct TwoStates : IStateCount
    {
        public static int Count => 2;
    }

    private readonly struct ThreeStates : IStateCount
    {
        public static int Count => 3;
    }
}
