using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>Elements and slices that an index names. Every index was checked on the device and lies inside.</summary>
internal static class IndexKernels
{
    /// <summary>
    /// Copies an index, counting negative numbers from the end if they may. A number outside leaves the check's number and itself in a record that the host looks at when it
    /// next waits for the device, and becomes 0: no kernel ever leaves an operand's memory.
    /// </summary>
    public static void Check(Index1D i, ArrayView<long> target, ArrayView<long> index, long length, int allowsNegative, ArrayView<long> wrong, long number)
    {
        long given = index[i], place = given < 0 && allowsNegative != 0 ? given + length : given;
        if (place < 0 || place >= length)
        {
            if (Atomic.CompareExchange(ref wrong[0], 0L, number) == 0) wrong[1] = given;
            place = 0;
        }
        target[i] = place;
    }

    /// <summary>One thread an element: whole slices.</summary>
    public static void Select<T>(Index1D i, ArrayView<byte> target, ArrayView<byte> source, ArrayView<long> index, SliceSteps steps) where T : unmanaged
    {
        uint row = (uint)i.X / steps.Inner, inner = (uint)i.X - row * steps.Inner, before = row / steps.Count, at = row - before * steps.Count;
        long to = Steps.Offset(steps.TargetBefore, before) + Steps.Offset(steps.TargetAfter, inner) + at * steps.TargetStride;
        long from = Steps.Offset(steps.SourceBefore, before) + Steps.Offset(steps.SourceAfter, inner) + index[(long)at] * steps.SourceStride;
        Element.At<T>(target, to) = Element.At<T>(source, from);
    }

    /// <summary>One thread an element of a slice: all slices, in their order.</summary>
    public static void Combine<T, V>(Index1D i, ArrayView<byte> target, ArrayView<byte> source, ArrayView<long> index, SliceSteps steps, int type, int kind)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        uint before = (uint)i.X / steps.Inner, inner = (uint)i.X - before * steps.Inner;
        long to = Steps.Offset(steps.TargetBefore, before) + Steps.Offset(steps.TargetAfter, inner), from = Steps.Offset(steps.SourceBefore, before) + Steps.Offset(steps.SourceAfter, inner);
        for (uint k = 0; k < steps.Count; k++)
        {
            long at = to + index[(long)k] * steps.TargetStride;
            V value = V.Create(Element.Load<T, V>(source, from + k * steps.SourceStride, type));
            if (kind != (int)ScatterKind.Assign) value = Of<T, V>(V.Create(Element.Load<T, V>(target, at, type)), value, kind);
            Element.Store<T, V>(target, at, type, V.Sum(value));
        }
    }

    /// <summary>
    /// The same for many slices, sorted by their index and among equals by their order: one thread an element of a slice. The first of equals combines all of them.
    /// </summary>
    public static void CombineRuns<T, V>(Index1D i, ArrayView<byte> target, ArrayView<byte> source, ArrayView<long> sorted, ArrayView<long> order, SliceSteps steps, int type, int kind)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        uint row = (uint)i.X / steps.Inner, inner = (uint)i.X - row * steps.Inner, before = row / steps.Count, k = row - before * steps.Count;
        long place = sorted[(long)k];
        if (k > 0 && sorted[(long)k - 1] == place) return;
        long to = Steps.Offset(steps.TargetBefore, before) + Steps.Offset(steps.TargetAfter, inner) + place * steps.TargetStride;
        long from = Steps.Offset(steps.SourceBefore, before) + Steps.Offset(steps.SourceAfter, inner);
        V value = V.Create(Element.Load<T, V>(target, to, type));
        for (; k < steps.Count && sorted[(long)k] == place; k++) value = Of<T, V>(value, V.Create(Element.Load<T, V>(source, from + order[(long)k] * steps.SourceStride, type)), kind);
        Element.Store<T, V>(target, to, type, V.Sum(value));
    }

    /// <summary>One thread an element of the index.</summary>
    public static void Gather<T>(Index1D i, ArrayView<byte> target, ArrayView<byte> source, ArrayView<long> index, LineSteps steps) where T : unmanaged
    {
        // Neighbouring threads take neighbouring lines or neighbouring elements, whichever the whole index's order says.
        uint line = (uint)i.X / (uint)steps.Length, k = (uint)i.X - line * (uint)steps.Length;
        long place = index[Steps.Offset(steps.Index, line) + k * steps.IndexStride];
        Element.At<T>(target, Steps.Offset(steps.Narrow, line) + k * steps.NarrowStride) = Element.At<T>(source, Steps.Offset(steps.Wide, line) + place * steps.WideStride);
    }

    /// <summary>One thread a line: its elements in their order.</summary>
    public static void Scatter<T, V>(Index1D line, ArrayView<byte> target, ArrayView<byte> source, ArrayView<long> index, LineSteps steps, int type, int kind)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        long to = Steps.Offset(steps.Wide, (uint)line.X), from = Steps.Offset(steps.Narrow, (uint)line.X), named = Steps.Offset(steps.Index, (uint)line.X);
        for (int k = 0; k < steps.Length; k++)
        {
            long at = to + index[named + k * steps.IndexStride] * steps.WideStride;
            V value = V.Create(Element.Load<T, V>(source, from + k * steps.NarrowStride, type));
            if (kind != (int)ScatterKind.Assign) value = Of<T, V>(V.Create(Element.Load<T, V>(target, at, type)), value, kind);
            Element.Store<T, V>(target, at, type, V.Sum(value));
        }
    }

    /// <summary>The same for long lines, sorted and contiguous along the line: one thread an element. The first of equals combines all of them.</summary>
    public static void ScatterRuns<T, V>(Index1D i, ArrayView<byte> target, ArrayView<byte> source, ArrayView<long> sorted, ArrayView<long> order, LineSteps steps, int type, int kind)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        uint line = (uint)i.X / (uint)steps.Length;
        int k = (int)((uint)i.X - line * (uint)steps.Length);
        long start = Steps.Offset(steps.Index, line), place = sorted[start + k * steps.IndexStride];
        if (k > 0 && sorted[start + (k - 1) * steps.IndexStride] == place) return;
        long to = Steps.Offset(steps.Wide, line) + place * steps.WideStride, from = Steps.Offset(steps.Narrow, line);
        V value = V.Create(Element.Load<T, V>(target, to, type));
        for (; k < steps.Length && sorted[start + k * steps.IndexStride] == place; k++)
            value = Of<T, V>(value, V.Create(Element.Load<T, V>(source, from + order[start + k * steps.IndexStride] * steps.NarrowStride, type)), kind);
        Element.Store<T, V>(target, to, type, V.Sum(value));
    }

    private static V Of<T, V>(V old, V value, int kind) where T : unmanaged where V : struct, ILane<V, T>
    {
        if (kind == (int)ScatterKind.Add) return old + value;
        if (kind == (int)ScatterKind.Multiply) return old * value;
        if (kind == (int)ScatterKind.Maximum) return V.Max(old, value);
        if (kind == (int)ScatterKind.Minimum) return V.Min(old, value);
        return value;
    }

    /// <summary>One thread a piece of a mask: how many of its elements are true.</summary>
    public static void CountTrue(Index1D piece, ArrayView<long> counts, ArrayView<byte> source, long length, int pieceLength)
    {
        long begin = (long)piece.X * pieceLength, end = IntrinsicMath.Min(begin + pieceLength, length);
        int count = 0;
        for (long k = begin; k < end; k++)
            if (source[k] != 0) count++;
        counts[piece] = count;
    }

    /// <summary>One thread a piece: the places of its true elements, behind those of the pieces before it.</summary>
    public static void WriteTrue(Index1D piece, ArrayView<long> target, ArrayView<long> ends, ArrayView<byte> source, long length, int pieceLength)
    {
        long begin = (long)piece.X * pieceLength, end = IntrinsicMath.Min(begin + pieceLength, length), to = 0;
        if (piece.X > 0) to = ends[piece.X - 1];
        for (long k = begin; k < end; k++)
            if (source[k] != 0) target[to++] = k;
    }

    /// <summary>One thread a place in the flattened tensor: its number along one dimension.</summary>
    public static void Coordinate(Index1D i, ArrayView<long> target, ArrayView<long> places, int rank, int dimension, long inner, long size)
        => target[(long)i.X * rank + dimension] = places[i] / inner % size;
}
