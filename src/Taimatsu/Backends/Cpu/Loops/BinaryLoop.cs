using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>A binary operator over contiguous runs; either operand may also be one element (stride 0).</summary>
internal readonly unsafe struct BinaryLoop<T, TOp>(TOp op) : IInnerLoop<BinaryLoop<T, TOp>> where T : unmanaged where TOp : struct, IBinaryOp
{
    public void Run(byte** data, long* strides, long count)
    {
        if (VectorWidth.Bits >= 512) Run<V512<T>>(data, strides, count);
        else if (VectorWidth.Bits >= 256) Run<V256<T>>(data, strides, count);
        else Run<V128<T>>(data, strides, count);
    }

    public static void RunRows(ref BinaryLoop<T, TOp> loop, byte** data, long* strides, long count, long* steps, long rows)
    {
        // Beside a long row its call is nothing; long bodies would not fit into one method twice.
        if (count >= ElementLoop.LongRow || TOp.IsPredicate || TOp.RunsInPairs || (strides[1] == 0 && strides[2] == 0)) ElementLoop.RunEach(ref loop, data, strides, count, steps, rows);
        else if (VectorWidth.Bits >= 512) loop.Rows<V512<T>>(data, strides, count, steps, rows);
        else if (VectorWidth.Bits >= 256) loop.Rows<V256<T>>(data, strides, count, steps, rows);
        else loop.Rows<V128<T>>(data, strides, count, steps, rows);
    }

    private void Rows<V>(byte** data, long* strides, long count, long* steps, long rows) where V : struct, ISimd<V, T>
    {
        if (strides[1] == 0) OneLeftRows<V>(data[1], steps[1], data[2], steps[2], data[0], steps[0], count, rows);
        else if (strides[2] == 0) OneRightRows<V>(data[1], steps[1], data[2], steps[2], data[0], steps[0], count, rows);
        else BothRows<V>(data[1], steps[1], data[2], steps[2], data[0], steps[0], count, rows);
    }

    private void Run<V>(byte** data, long* strides, long count) where V : struct, ISimd<V, T>
    {
        T* x = (T*)data[1], y = (T*)data[2];
        byte* z = data[0];
        bool oneLeft = strides[1] == 0, oneRight = strides[2] == 0;
        long done = oneLeft
            ? oneRight ? 0 : TOp.IsPredicate ? MaskOneLeft<V>(V.Create(*x), y, z, count) : OneLeft<V>(V.Create(*x), y, (T*)z, count)
            : oneRight
                ? TOp.IsPredicate ? MaskOneRight<V>(x, V.Create(*y), z, count) : OneRight<V>(x, V.Create(*y), (T*)z, count)
                : TOp.IsPredicate ? MaskBoth<V>(x, y, z, count) : TOp.RunsInPairs && typeof(T) == typeof(float) ? Pairs<V>(x, y, (T*)z, count) : Both<V>(x, y, (T*)z, count);
        if (done < count) Tail<V>(x, oneLeft, y, oneRight, z, done, count);
    }

    // Each shape is a method of its own: together in one method the loops are twice as slow. Optimised at once: a first call may run for a long time.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long Both<V>(T* x, T* y, T* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(x + i), V.Load(y + i)), z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long Pairs<V>(T* x, T* y, T* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        if (sizeof(T) == 0) // see UnaryLoop
            i = i
                + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count
                + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count
                + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count;
        for (; i + 2 * V.Count <= count; i += 2 * V.Count) Pair<V, T>.Store(op.Invoke<Pair<V, T>, T>(Pair<V, T>.Load(x + i), Pair<V, T>.Load(y + i)), z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long MaskBoth<V>(T* x, T* y, byte* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) RunTail.StoreMask<V, T>(op.Invoke<V, T>(V.Load(x + i), V.Load(y + i)), z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long OneLeft<V>(V x, T* y, T* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(x, V.Load(y + i)), z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long MaskOneLeft<V>(V x, T* y, byte* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) RunTail.StoreMask<V, T>(op.Invoke<V, T>(x, V.Load(y + i)), z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long OneRight<V>(T* x, V y, T* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(x + i), y), z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long MaskOneRight<V>(T* x, V y, byte* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) RunTail.StoreMask<V, T>(op.Invoke<V, T>(V.Load(x + i), y), z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void BothRows<V>(byte* left, long leftStep, byte* right, long rightStep, byte* target, long step, long count, long rows) where V : struct, ISimd<V, T>
    {
        for (; rows > 0; rows--, left += leftStep, right += rightStep, target += step)
        {
            T* x = (T*)left, y = (T*)right, z = (T*)target;
            long i = 0;
            for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(x + i), V.Load(y + i)), z + i);
            if (i < count) PartialVector.Store(op.Invoke<V, T>(PartialVector.Load<V, T>(x + i, count - i), PartialVector.Load<V, T>(y + i, count - i)), z + i, count - i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void OneLeftRows<V>(byte* left, long leftStep, byte* right, long rightStep, byte* target, long step, long count, long rows) where V : struct, ISimd<V, T>
    {
        for (; rows > 0; rows--, left += leftStep, right += rightStep, target += step)
        {
            var x = V.Create(*(T*)left);
            T* y = (T*)right, z = (T*)target;
            long i = 0;
            for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(x, V.Load(y + i)), z + i);
            if (i < count) PartialVector.Store(op.Invoke<V, T>(x, PartialVector.Load<V, T>(y + i, count - i)), z + i, count - i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void OneRightRows<V>(byte* left, long leftStep, byte* right, long rightStep, byte* target, long step, long count, long rows) where V : struct, ISimd<V, T>
    {
        for (; rows > 0; rows--, left += leftStep, right += rightStep, target += step)
        {
            var y = V.Create(*(T*)right);
            T* x = (T*)left, z = (T*)target;
            long i = 0;
            for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(x + i), y), z + i);
            if (i < count) PartialVector.Store(op.Invoke<V, T>(PartialVector.Load<V, T>(x + i, count - i), y), z + i, count - i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Tail<V>(T* x, bool oneLeft, T* y, bool oneRight, byte* z, long done, long count) where V : struct, ISimd<V, T>
    {
        int size = TOp.IsPredicate ? 1 : sizeof(T);
        if (oneLeft && oneRight)
        {
            RunTail.Fill<V, T>(op.Invoke<V, T>(V.Create(*x), V.Create(*y)), TOp.IsPredicate, z, count);
            return;
        }
        while (done < count) // twice at the most, after pairs
        {
            long some = Math.Min(V.Count, count - done);
            var left = oneLeft ? V.Create(*x) : PartialVector.Load<V, T>(x + done, some);
            var right = oneRight ? V.Create(*y) : PartialVector.Load<V, T>(y + done, some);
            RunTail.Store<V, T>(op.Invoke<V, T>(left, right), TOp.IsPredicate, z + done * size, some);
            done += some;
        }
    }
}
