using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Exponentially distributed numbers: the logarithm of uniform ones, drawn in blocks and computed by vectors.</summary>
internal static unsafe class ExponentialFill
{
    private const int Block = 312;

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<T>(MersenneTwister engine, T* target, long count, double rate) where T : unmanaged
    {
        double* block = stackalloc double[Block];
        var scale = Vector512.Create(-1 / rate);
        for (; count > 0; count -= Block, target += Block)
        {
            int now = (int)Math.Min(Block, count), i = 0;
            UniformFill.Fill(engine, new Span<double>(block, now), 0.0, 1.0);
            for (; i + 8 <= now; i += 8) (scale * Logarithm.OnePlus(-Vector512.Load(block + i))).Store(block + i);
            for (; i < now; i++) block[i] = -1 / rate * Logarithm.OnePlus(-block[i]);
            for (i = 0; i < now; i++) target[i] = Element.FromDouble<T>(block[i]);
        }
    }
}
