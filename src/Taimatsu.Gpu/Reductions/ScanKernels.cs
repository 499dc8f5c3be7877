using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>Running sums, products and extremes. Of long lines one group a line: every thread combines a run of the line, the runs are combined, every thread writes its run.</summary>
internal static class ScanKernels
{
    private const int MostThreads = 256;

    public static void Lines<T, V>(ArrayView<byte> target, ArrayView<long> indices, ArrayView<byte> source, Steps lines, ScanShape shape)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        var values = SharedMemory.Allocate<T>(MostThreads);
        var places = SharedMemory.Allocate<long>(MostThreads);
        long line = Grid.IdxX, to = line / shape.Inner * shape.Inner * shape.Length + line % shape.Inner, from = Steps.Offset(lines, (uint)line);
        int run = (shape.Length + Group.DimX - 1) / Group.DimX, begin = Group.IdxX * run, end = IntrinsicMath.Min(begin + run, shape.Length);
        V total = Start<T, V>(shape.Kind);
        long place = -1;
        for (int k = begin; k < end; k++) Add<T, V>(ref total, ref place, Load<T, V>(source, from, shape, k), Position(shape, k), shape.Kind);
        values[Group.IdxX] = V.Sum(total);
        places[Group.IdxX] = place;
        Group.Barrier();
        total = Start<T, V>(shape.Kind);
        place = -1;
        for (int t = 0; t < Group.IdxX; t++)
            if (t * run < shape.Length) Add<T, V>(ref total, ref place, V.Create(values[t]), places[t], shape.Kind);
        for (int k = begin; k < end; k++)
        {
            Add<T, V>(ref total, ref place, Load<T, V>(source, from, shape, k), Position(shape, k), shape.Kind);
            long at = to + Position(shape, k) * shape.Inner;
            Element.Store<T, V>(target, at * Element.Size(shape.TargetType), shape.TargetType, V.Sum(total));
            if (shape.Kind == (int)ScanKind.Maximum || shape.Kind == (int)ScanKind.Minimum) indices[at] = place;
        }
    }

    /// <summary>One thread a line, for short ones.</summary>
    public static void ShortLines<T, V>(Index1D line, ArrayView<byte> target, ArrayView<long> indices, ArrayView<byte> source, Steps lines, ScanShape shape)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        long to = line / shape.Inner * shape.Inner * shape.Length + line % shape.Inner, from = Steps.Offset(lines, (uint)line.X), place = -1;
        V total = Start<T, V>(shape.Kind);
        for (int k = 0; k < shape.Length; k++)
        {
            Add<T, V>(ref total, ref place, Load<T, V>(source, from, shape, k), Position(shape, k), shape.Kind);
            long at = to + Position(shape, k) * shape.Inner;
            Element.Store<T, V>(target, at * Element.Size(shape.TargetType), shape.TargetType, V.Sum(total));
            if (shape.Kind == (int)ScanKind.Maximum || shape.Kind == (int)ScanKind.Minimum) indices[at] = place;
        }
    }

    private static long Position(in ScanShape shape, int k) => shape.Reverse != 0 ? shape.Length - 1 - k : k;

    private static V Load<T, V>(ArrayView<byte> source, long from, in ScanShape shape, int k) where T : unmanaged where V : struct, ILane<V, T>
        => V.Create(Element.Load<T, V>(source, from + Position(shape, k) * shape.Stride, shape.SourceType));

    private static V Start<T, V>(int kind) where T : unmanaged where V : struct, ILane<V, T>
        => kind == (int)ScanKind.Product ? V.One : kind == (int)ScanKind.LogSumExp ? V.Create(double.NegativeInfinity) : V.Zero;

    private static void Add<T, V>(ref V total, ref long place, V x, long position, int kind) where T : unmanaged where V : struct, ILane<V, T>
    {
        if (kind == (int)ScanKind.Sum) total += x;
        else if (kind == (int)ScanKind.Product) total *= x;
        else if (kind == (int)ScanKind.LogSumExp)
        {
            V high = V.Max(total, x), low = V.Min(total, x), infinity = V.Create(double.PositiveInfinity);
            bool ends = V.MaskBits(V.Equal(V.Abs(high), infinity)) != 0;
            if (ends) total = high;
            else total = high + V.Log(V.One + V.Exp(low - high));
        }
        else
        {
            bool isNaN = V.MaskBits(V.Equal(x, x)) == 0, wasNaN = V.MaskBits(V.Equal(total, total)) == 0;
            bool wins = kind == (int)ScanKind.Maximum ? V.MaskBits(V.LessOrEqual(total, x)) != 0 : V.MaskBits(V.LessOrEqual(x, total)) != 0;
            if (place < 0 || isNaN || (!wasNaN && wins))
            {
                total = x;
                place = position;
            }
        }
    }
}

/// <summary>What a scan needs to know beside its memory.</summary>
internal struct ScanShape
{
    public int Kind, Length, Reverse, SourceType, TargetType;
    public long Inner, Stride;
}
