using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Lane by lane work for what has no vector instruction.</summary>
internal static unsafe class Lanes
{
    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Map<V, T, TFunction>(V x) where V : struct, ISimd<V, T> where T : unmanaged where TFunction : struct, IScalarFunction
    {
        T* lanes = stackalloc T[V.Count];
        V.Store(x, lanes);
        for (int i = 0; i < V.Count; i++)
        {
            if (typeof(T) == typeof(float)) lanes[i] = Unsafe.BitCast<float, T>(TFunction.Invoke(Unsafe.BitCast<T, float>(lanes[i])));
            else lanes[i] = Converter.Cast<double, T>(TFunction.Invoke(Converter.Cast<T, double>(lanes[i])));
        }
        return V.Load(lanes);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Map<V, T, TFunction>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged where TFunction : struct, IScalarFunction2
    {
        T* left = stackalloc T[V.Count];
        T* right = stackalloc T[V.Count];
        V.Store(x, left);
        V.Store(y, right);
        for (int i = 0; i < V.Count; i++)
        {
            if (typeof(T) == typeof(float)) left[i] = Unsafe.BitCast<float, T>(TFunction.Invoke(Unsafe.BitCast<T, float>(left[i]), Unsafe.BitCast<T, float>(right[i])));
            else if (typeof(T) == typeof(double)) left[i] = Unsafe.BitCast<double, T>(TFunction.Invoke(Unsafe.BitCast<T, double>(left[i]), Unsafe.BitCast<T, double>(right[i])));
            else left[i] = Converter.Cast<long, T>(TFunction.Invoke(Converter.Cast<T, long>(left[i]), Converter.Cast<T, long>(right[i])));
        }
        return V.Load(left);
    }

    // A count of the width or more gives 0 (or the sign), as PyTorch defines it; a negative count does too.
    public static V ShiftLeft<V, T>(V x, V count) where V : struct, ISimd<V, T> where T : unmanaged => Map<V, T, Left<T>>(x, count);

    public static V ShiftRight<V, T>(V x, V count) where V : struct, ISimd<V, T> where T : unmanaged => Map<V, T, Right<T>>(x, count);

    public static V WholeQuotient<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => Map<V, T, Quotient>(x, y);

    private readonly struct Quotient : IScalarFunction2
    {
        public static long Invoke(long x, long y) => Remainders.WholeQuotient(x, y);
    }

    private readonly struct Left<T> : IScalarFunction2 where T : unmanaged
    {
        public static long Invoke(long x, long y) => (ulong)y >= (ulong)(sizeof(T) * 8) ? 0 : x << (int)y;
    }

    private readonly struct Right<T> : IScalarFunction2 where T : unmanaged
    {
        public static long Invoke(long x, long y) => x >> (int)((ulong)y >= (ulong)(sizeof(T) * 8) ? 63 : y);
    }
}
