using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The largest or smallest element so far along contiguous lines, and where it stood: the last of equal ones. NaN is beyond all.</summary>
internal unsafe struct RunningExtremes<T> : IRangeBody where T : unmanaged, INumber<T>
{
    public T* Target, Source;
    public long* Indices;
    public long Length;
    public bool Largest;

    public readonly void Run(long begin, long end)
    {
        for (; begin < end; begin++)
        {
            long at = begin * Length;
            if (Largest) Line<Up>(Target + at, Source + at, Indices + at, Length);
            else Line<Down>(Target + at, Source + at, Indices + at, Length);
        }
    }

    private interface IOrder
    {
        static abstract bool IsBelow(T x, T running);
    }

    private readonly struct Up : IOrder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool IsBelow(T x, T running) => x < running;
    }

    private readonly struct Down : IOrder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool IsBelow(T x, T running) => x > running;
    }

    // A new extreme becomes rare along a line, so the branch is foreseen.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Line<TOrder>(T* target, T* source, long* indices, long length) where TOrder : struct, IOrder
    {
        T running = source[0];
        long position = 0, i = 0;
        for (; i < length; i++)
        {
            T x = source[i];
            // NaN is below nothing.
            if (!TOrder.IsBelow(x, running)) (running, position) = (x, i);
            if (T.IsNaN(running)) break;
            target[i] = running;
            indices[i] = position;
        }
        for (; i < length; i++)
        {
            if (T.IsNaN(source[i])) position = i;
            target[i] = running;
            indices[i] = position;
        }
    }
}
