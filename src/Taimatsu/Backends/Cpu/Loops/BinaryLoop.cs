using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>A binary operator over contiguous runs; either operand may also be one element (stride 0).</summary>
internal readonly unsafe struct BinaryLoop<T, TOp>(TOp op) : IInnerLoop where T : unmanaged where TOp : struct, IBinaryOp
{
    public void Run(byte** data, long* strides, long count)
    {
        if (VectorWidth.Bits >= 512) Vector<V512<T>>(data, strides, count);
        else if (VectorWidth.Bits >= 256) Vector<V256<T>>(data, strides, count);
        else Vector<V128<T>>(data, strides, count);
    }

    private void Vector<V>(byte** data, long* strides, long count) where V : struct, ISimd<V, T>
    {
        T* x = (T*)data[1], y = (T*)data[2];
        byte* z = data[0];
        long done = strides[1] == 0
            ? strides[2] == 0 ? 0 : OneLeft<V>(V.Create(*x), y, z, count)
            : strides[2] == 0 ? OneRight<V>(x, V.Create(*y), z, count) : Both<V>(x, y, z, count);
        if (done < count) Tail<V>(x, strides[1] == 0, y, strides[2] == 0, z, done, count);
    }

    // Each shape is a method of its own: together in one method the loops are twice as slow. Optimised at once: a first call may run for a long time.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long Both<V>(T* x, T* y, byte* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        if (TOp.IsPredicate)
            for (; i + V.Count <= count; i += V.Count) RunTail.StoreMask<V, T>(op.Invoke<V, T>(V.Load(x + i), V.Load(y + i)), z + i);
        else
            for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(x + i), V.Load(y + i)), (T*)z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long OneLeft<V>(V x, T* y, byte* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        if (TOp.IsPredicate)
            for (; i + V.Count <= count; i += V.Count) RunTail.StoreMask<V, T>(op.Invoke<V, T>(x, V.Load(y + i)), z + i);
        else
            for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(x, V.Load(y + i)), (T*)z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long OneRight<V>(T* x, V y, byte* z, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        if (TOp.IsPredicate)
            for (; i + V.Count <= count; i += V.Count) RunTail.StoreMask<V, T>(op.Invoke<V, T>(V.Load(x + i), y), z + i);
        else
            for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(x + i), y), (T*)z + i);
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Tail<V>(T* x, bool oneLeft, T* y, bool oneRight, byte* z, long done, long count) where V : struct, ISimd<V, T>
    {
        int size = TOp.IsPredicate ? 1 : sizeof(T);
        if (oneLeft && oneRight)
        {
            RunTail.Fill<V, T>(op.Invoke<V, T>(V.Create(*x), V.Create(*y)), TOp.IsPredicate, z, count);
            return;
        }
        var left = oneLeft ? V.Create(*x) : PartialVector.Load<V, T>(x + done, count - done);
        var right = oneRight ? V.Create(*y) : PartialVector.Load<V, T>(y + done, count - done);
        RunTail.Store<V, T>(op.Invoke<V, T>(left, right), TOp.IsPredicate, z + done * size, count - done);
    }
}
