using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>What the kernels of a reduction share: where elements lie, how many there are, and into how many parts each result's elements are cut.</summary>
internal struct ReduceShape
{
    public Steps Kept, Reduced;
    public int Type, Outputs, Length, Parts, PartLength;

    /// <summary>1 if the parts are the results.</summary>
    public int Finishes;

    /// <summary>1 if there is a centre for each result.</summary>
    public int HasCenter;
}

/// <summary>
/// Reductions in two steps: every result's elements are cut into parts, each combined by one thread or by one group; then the parts are combined. The order is fixed by
/// the shape, so results are always the same.
/// </summary>
internal static class ReduceKernels
{
    private const int MostThreads = 256;

    /// <summary>One thread a part: for short lines, and where neighbouring threads read neighbouring elements.</summary>
    public static void ByThread<TOp, T, V>(Index1D i, ArrayView<T> target, ArrayView<byte> source, ArrayView<T> center, ReduceShape shape, TOp op)
        where TOp : struct, IReduceOp where T : unmanaged where V : struct, ILane<V, T>
    {
        int part = i / shape.Outputs, output = i - part * shape.Outputs;
        V c = shape.HasCenter != 0 ? V.Create(center[output]) : V.Zero;
        long at = Steps.Offset(shape.Kept, (uint)output);
        int begin = part * shape.PartLength, end = IntrinsicMath.Min(begin + shape.PartLength, shape.Length);
        // Two levels of sums keep float errors small.
        V total = op.Identity<V, T>();
        for (int from = begin; from < end; from += 32)
        {
            V sum = op.Identity<V, T>();
            int to = IntrinsicMath.Min(from + 32, end);
            for (int k = from; k < to; k++)
                sum = op.Combine<V, T>(sum, op.Map<V, T>(V.Create(Element.Load<T, V>(source, at + Steps.Offset(shape.Reduced, (uint)k), shape.Type)), c));
            total = op.Combine<V, T>(total, sum);
        }
        if (shape.Finishes != 0) total = op.Finish<V, T>(total, c);
        target[i] = V.Sum(total);
    }

    /// <summary>One group a part: for long lines of neighbouring elements.</summary>
    public static void ByGroup<TOp, T, V>(ArrayView<T> target, ArrayView<byte> source, ArrayView<T> center, ReduceShape shape, TOp op)
        where TOp : struct, IReduceOp where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(MostThreads);
        int part = Grid.IdxX / shape.Outputs, output = Grid.IdxX - part * shape.Outputs;
        V c = shape.HasCenter != 0 ? V.Create(center[output]) : V.Zero;
        long at = Steps.Offset(shape.Kept, (uint)output);
        int begin = part * shape.PartLength, end = IntrinsicMath.Min(begin + shape.PartLength, shape.Length);
        V total = op.Identity<V, T>();
        for (int k = begin + Group.IdxX; k < end; k += Group.DimX)
            total = op.Combine<V, T>(total, op.Map<V, T>(V.Create(Element.Load<T, V>(source, at + Steps.Offset(shape.Reduced, (uint)k), shape.Type)), c));
        shared[Group.IdxX] = V.Sum(total);
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
                shared[Group.IdxX] = V.Sum(op.Combine<V, T>(V.Create(shared[Group.IdxX]), V.Create(shared[Group.IdxX + half])));
            Group.Barrier();
        }
        if (Group.IdxX == 0)
        {
            V result = V.Create(shared[0]);
            if (shape.Finishes != 0) result = op.Finish<V, T>(result, c);
            target[Grid.IdxX] = V.Sum(result);
        }
    }

    /// <summary>Combines the parts of each result.</summary>
    public static void Parts<TOp, T, V>(Index1D i, ArrayView<T> target, ArrayView<T> parts, ArrayView<T> center, ReduceShape shape, TOp op)
        where TOp : struct, IReduceOp where T : unmanaged where V : struct, ILane<V, T>
    {
        V total = op.Identity<V, T>();
        for (int part = 0; part < shape.Parts; part++) total = op.Combine<V, T>(total, V.Create(parts[(long)part * shape.Outputs + i]));
        target[i] = V.Sum(op.Finish<V, T>(total, shape.HasCenter != 0 ? V.Create(center[i]) : V.Zero));
    }

    /// <summary>One thread a line: the first place of a value, or of NaN.</summary>
    public static void FindFirst<T, V>(Index1D i, ArrayView<long> indices, ArrayView<byte> values, ArrayView<byte> source, Steps kept, long stride, int length, int type)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        V value = V.Create(Element.Load<T, V>(values, (long)i.X * Element.Size(type), type));
        bool isNaN = V.MaskBits(V.Equal(value, value)) == 0;
        long at = Steps.Offset(kept, (uint)i.X), found = 0;
        for (int k = 0; k < length; k++)
        {
            V x = V.Create(Element.Load<T, V>(source, at + k * stride, type));
            bool same = isNaN ? V.MaskBits(V.Equal(x, x)) == 0 : V.MaskBits(V.Equal(x, value)) != 0;
            if (!same) continue;
            found = k;
            break;
        }
        indices[i] = found;
    }
}
