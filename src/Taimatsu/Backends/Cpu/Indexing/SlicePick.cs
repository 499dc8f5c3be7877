using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Copies the slices that an index names; the first operand of the shape is the target. T is any type of the elements' size.</summary>
internal unsafe struct SlicePick<T> : IRangeBody where T : unmanaged
{
    public T* Target, Source;
    public long* Index;
    public long Count;
    public SliceShape Shape;

    /// <summary>One slice (before · count + i) after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        if (Shape.Inner == 1 && Shape.Middle == 1 && begin % Count == 0 && end % Count == 0 && end - begin > Count && Shape.BeforeStep is var (targetStep, sourceStep))
        {
            Lines(Target + begin / Count * targetStep, targetStep, Source + begin / Count * sourceStep, sourceStep, (end - begin) / Count);
            return;
        }
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

    // Of each of many lines the elements that the index names.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Lines(T* target, long targetStep, T* source, long sourceStep, long lines)
    {
        long* index = Index;
        long count = Count, step = Shape.FirstStride, stride = Shape.SecondStride;
        for (; lines > 0; lines--, target += targetStep, source += sourceStep)
        {
            long i = 0;
            for (; i + 4 <= count; i += 4)
            {
                T a = source[index[i] * stride], b = source[index[i + 1] * stride], c = source[index[i + 2] * stride], d = source[index[i + 3] * stride];
                target[i * step] = a;
                target[(i + 1) * step] = b;
                target[(i + 2) * step] = c;
                target[(i + 3) * step] = d;
            }
            for (; i < count; i++) target[i * step] = source[index[i] * stride];
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
        if (step == 1 && sourceStep == 1 && bytes is >= 32 and <= 2048)
        {
            Rows((byte*)target, (byte*)source, from, to, bytes);
            return;
        }
        for (long i = from; i < to; i++)
        {
            T* x = source + Index[i] * Shape.SecondStride, y = target + i * Shape.FirstStride;
            if (step == 1 && sourceStep == 1) BlockCopy.Run(x, y, bytes);
            else
                for (long k = 0; k < inner; k++) y[k * step] = x[k * sourceStep];
        }
    }

    // Rows of a few cache lines: a call to copy each would take as long as the copy. The rows lie anywhere, so the next ones are asked for early.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Rows(byte* target, byte* source, long from, long to, long bytes)
    {
        const int ahead = 8;
        long stride = Shape.SecondStride * sizeof(T), targetStride = Shape.FirstStride * sizeof(T), last = bytes - 32;
        long* index = Index;
        for (long i = from; i < to; i++)
        {
            byte* x = source + index[i] * stride, y = target + i * targetStride;
            if (i + ahead < to) Prefetch.Run(source + index[i + ahead] * stride, bytes);
            long b = 0;
            for (; b + 128 <= bytes; b += 128)
            {
                Vector256<byte> p = Vector256.Load(x + b), q = Vector256.Load(x + b + 32), r = Vector256.Load(x + b + 64), s = Vector256.Load(x + b + 96);
                p.Store(y + b);
                q.Store(y + b + 32);
                r.Store(y + b + 64);
                s.Store(y + b + 96);
            }
            for (; b < last; b += 32) Vector256.Load(x + b).Store(y + b);
            if (b < bytes) Vector256.Load(x + last).Store(y + last); // overlaps what was copied before
        }
    }
}
