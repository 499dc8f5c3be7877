using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Copies the slices that an index names; the first operand of the shape is the target. T is any type of the elements' size.</summary>
internal unsafe struct SlicePick<T> : IRangeBody where T : unmanaged
{
    public T* Target, Source;
    public long* Index;
    public long Count;
    public SliceShape Shape;

    /// <summary>One slice (before · count + i) after the other.</summary>
    public readonly void Run(long begin, long end)
    {
        while (begin < end)
        {
            (long before, long from) = Math.DivRem(begin, Count);
            long to = Math.Min(Count, from + end - begin);
            var (t, s) = Shape.OffsetBefore(before);
            if (Shape.Inner == 1 && Shape.Middle == 1) Elements(Target + t, Source + s, from, to);
            else
                for (long m = 0; m < Shape.Middle; m++)
                {
                    var (mt, ms) = Shape.OffsetMiddle(m);
                    Slices(Target + t + mt, Source + s + ms, from, to);
                }
            begin += to - from;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Elements(T* target, T* source, long from, long to)
    {
        long* index = Index;
        long step = Shape.FirstStride, sourceStep = Shape.SecondStride;
        if (step == 1 && sourceStep == 1)
            for (long i = from; i < to; i++) target[i] = source[index[i]];
        else
            for (long i = from; i < to; i++) target[i * step] = source[index[i] * sourceStep];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Slices(T* target, T* source, long from, long to)
    {
        long inner = Shape.Inner, bytes = inner * sizeof(T), step = Shape.FirstInnerStride, sourceStep = Shape.SecondInnerStride;
        for (long i = from; i < to; i++)
        {
            T* x = source + Index[i] * Shape.SecondStride, y = target + i * Shape.FirstStride;
            if (step == 1 && sourceStep == 1) System.Buffer.MemoryCopy(x, y, bytes, bytes);
            else
                for (long k = 0; k < inner; k++) y[k * step] = x[k * sourceStep];
        }
    }
}
