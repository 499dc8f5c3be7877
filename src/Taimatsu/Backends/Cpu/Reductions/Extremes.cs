using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>The smallest and the largest of contiguous integers, found together.</summary>
internal static unsafe class Extremes
{
    /// <summary>Both, of at least one.</summary>
    public static (T Smallest, T Largest) Of<T>(T* first, long count) where T : unmanaged, IBinaryInteger<T>
        => VectorWidth.Bits >= 512 ? Of512(first, count) : Of256(first, count);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static (T, T) Of512<T>(T* first, long count) where T : unmanaged, IBinaryInteger<T>
    {
        Vector512<T> low = Vector512.Create(*first), low2 = low, high = low, high2 = low;
        int lanes = Vector512<T>.Count;
        long i = 0;
        for (; i + 2 * lanes <= count; i += 2 * lanes)
        {
            Vector512<T> x = Vector512.Load(first + i), y = Vector512.Load(first + i + lanes);
            (low, low2) = (Vector512.Min(low, x), Vector512.Min(low2, y));
            (high, high2) = (Vector512.Max(high, x), Vector512.Max(high2, y));
        }
        (low, high) = (Vector512.Min(low, low2), Vector512.Max(high, high2));
        var (smallest, largest) = (*first, *first);
        for (int k = 0; k < lanes; k++) (smallest, largest) = (T.Min(smallest, low.GetElement(k)), T.Max(largest, high.GetElement(k)));
        for (; i < count; i++) (smallest, largest) = (T.Min(smallest, first[i]), T.Max(largest, first[i]));
        return (smallest, largest);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static (T, T) Of256<T>(T* first, long count) where T : unmanaged, IBinaryInteger<T>
    {
        Vector256<T> low = Vector256.Create(*first), high = low;
        int lanes = Vector256<T>.Count;
        long i = 0;
        for (; i + lanes <= count; i += lanes)
        {
            var x = Vector256.Load(first + i);
            (low, high) = (Vector256.Min(low, x), Vector256.Max(high, x));
        }
        var (smallest, largest) = (*first, *first);
        for (int k = 0; k < lanes; k++) (smallest, largest) = (T.Min(smallest, low.GetElement(k)), T.Max(largest, high.GetElement(k)));
        for (; i < count; i++) (smallest, largest) = (T.Min(smallest, first[i]), T.Max(largest, first[i]));
        return (smallest, largest);
    }
}
