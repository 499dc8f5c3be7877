using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>What a running sum or product does at each element.</summary>
internal interface IRunningOp<T> where T : unmanaged
{
    static abstract T Start { get; }
    static abstract T Combine(T running, T x);
    static abstract Vector256<T> Combine(Vector256<T> running, Vector256<T> x);
    static abstract Vector512<T> Combine(Vector512<T> running, Vector512<T> x);
}

/// <summary>Running sums.</summary>
internal readonly struct RunningSum<T> : IRunningOp<T> where T : unmanaged, INumber<T>
{
    public static T Start => T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Combine(T running, T x) => unchecked(running + x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Combine(Vector256<T> running, Vector256<T> x) => running + x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Combine(Vector512<T> running, Vector512<T> x) => running + x;
}

/// <summary>Running products.</summary>
internal readonly struct RunningProduct<T> : IRunningOp<T> where T : unmanaged, INumber<T>
{
    public static T Start => T.One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Combine(T running, T x) => unchecked(running * x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Combine(Vector256<T> running, Vector256<T> x) => running * x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Combine(Vector512<T> running, Vector512<T> x) => running * x;
}

/// <summary>Elements on the way from memory to a running sum and back: float32 runs in double, as PyTorch's does on the processor; else both types are one.</summary>
internal static class RunningElement<T, TSum> where T : unmanaged where TSum : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSum Widen(T x) => typeof(T) == typeof(float) ? Unsafe.BitCast<double, TSum>(Unsafe.BitCast<T, float>(x)) : Unsafe.BitCast<T, TSum>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Narrow(TSum x) => typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)Unsafe.BitCast<TSum, double>(x)) : Unsafe.BitCast<TSum, T>(x);
}
