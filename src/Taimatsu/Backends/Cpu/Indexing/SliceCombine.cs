using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Combines slices into those that an index names; the first operand of the shape is the target.</summary>
internal unsafe struct SliceCombine<T> : IRangeBody where T : unmanaged
{
    // A slice is asked for so many turns before its own: the targets lie anywhere.
    private const int Ahead = 4;

    public T* Target, Source;
    public long* Index;
    public long Count;
    public SliceShape Shape;
    public ScatterKind Kind;
    public long Places; // places of the indexed dimension that a range counts as one; 0 if ranges count something else
    public long Columns; // elements of the inner run that a range counts as one; 0 if ranges count the dimensions before

    /// <summary>Shared out by the dimensions before, or else by columns: two ranges never meet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        if (Places > 0)
        {
            for (long m = 0; m < Shape.Middle; m++)
            {
                var (mt, ms) = Shape.OffsetMiddle(m);
                Slices(Target + mt, Source + ms, 0, Shape.Inner, begin * Places, end * Places);
            }
            return;
        }
        if (Columns > 0)
        {
            Slices(Target, Source, begin * Columns, Math.Min(end * Columns, Shape.Inner), 0, long.MaxValue);
            return;
        }
        for (long before = begin; before < end; before++)
        {
            var (t, s) = Shape.OffsetBefore(before);
            for (long m = 0; m < Shape.Middle; m++)
            {
                var (mt, ms) = Shape.OffsetMiddle(m);
                Slices(Target + t + mt, Source + s + ms, 0, Shape.Inner, 0, long.MaxValue);
            }
        }
    }

    // Only the slices whose place lies between first and last.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Slices(T* target, T* source, long from, long to, long first, long last)
    {
        // Kept apart from the fields, which a store through a pointer might have changed for all the compiler knows.
        long step = Shape.FirstInnerStride, sourceStep = Shape.SecondInnerStride, bytes = (to - from) * sizeof(T), count = Count;
        long stride = Shape.FirstStride, sourceStride = Shape.SecondStride;
        long* index = Index;
        var kind = Kind;
        bool plain = step == 1 && sourceStep == 1, adds = plain && kind == ScatterKind.Add && Vector256<T>.IsSupported, asks = plain && bytes >= 64;
        for (long i = 0; i < count; i++)
        {
            long place = index[i];
            if (place < first || place >= last) continue;
            if (asks && i + Ahead < count && index[i + Ahead] is var next && next >= first && next < last)
                Prefetch.Run((byte*)(target + next * stride + from), bytes);
            T* y = target + place * stride, x = source + i * sourceStride;
            long k = from;
            if (plain && kind == ScatterKind.Assign)
            {
                BlockCopy.Run(x + k, y + k, bytes);
                continue;
            }
            if (step == 1 && sourceStep == 0 && kind == ScatterKind.Assign)
            {
                BlockFill.Run(y + k, *x, to - k);
                continue;
            }
            if (adds)
                for (; k + Vector256<T>.Count <= to; k += Vector256<T>.Count) (Vector256.Load(y + k) + Vector256.Load(x + k)).Store(y + k);
            for (; k < to; k++) y[k * step] = Combination.Of(y[k * step], x[k * sourceStep], kind);
        }
    }
}
