using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>A unary operator over a contiguous run; the operand may also be one element (stride 0).</summary>
internal readonly unsafe struct UnaryLoop<T, TOp>(TOp op) : IInnerLoop<UnaryLoop<T, TOp>> where T : unmanaged where TOp : struct, IUnaryOp
{
    public void Run(byte** data, long* strides, long count)
    {
        if (VectorWidth.Bits >= 512) Run<V512<T>>((T*)data[1], strides[1] == 0, data[0], count);
        else if (VectorWidth.Bits >= 256) Run<V256<T>>((T*)data[1], strides[1] == 0, data[0], count);
        else Run<V128<T>>((T*)data[1], strides[1] == 0, data[0], count);
    }

    public static void RunRows(ref UnaryLoop<T, TOp> loop, byte** data, long* strides, long count, long* steps, long rows)
    {
        // Long bodies would not fit into one method twice.
        if (count >= ElementLoop.LongRow || TOp.IsPredicate || TOp.RunsInPairs || strides[1] == 0) ElementLoop.RunEach(ref loop, data, strides, count, steps, rows);
        else if (VectorWidth.Bits >= 512) loop.Rows<V512<T>>(data[1], steps[1], data[0], steps[0], count, rows);
        else if (VectorWidth.Bits >= 256) loop.Rows<V256<T>>(data[1], steps[1], data[0], steps[0], count, rows);
        else loop.Rows<V128<T>>(data[1], steps[1], data[0], steps[0], count, rows);
    }

    private void Run<V>(T* x, bool one, byte* y, long count) where V : struct, ISimd<V, T>
    {
        if (one) One<V>(*x, y, count);
        else if (TOp.RunsInPairs && typeof(T) == typeof(float)) Pairs<V>(x, (T*)y, count);
        else if (TOp.IsPredicate) Mask<V>(x, y, count);
        else Vector<V>(x, (T*)y, count);
    }

    // Methods of their own: with the tail in the same one, the loop is twice as slow. Optimised at once: a first call may run for a long time.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Vector<V>(T* x, T* y, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(x + i)), y + i);
        if (i < count) Tail<V>(x + i, (byte*)(y + i), count - i);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Rows<V>(byte* source, long sourceStep, byte* target, long targetStep, long count, long rows) where V : struct, ISimd<V, T>
    {
        for (; rows > 0; rows--, source += sourceStep, target += targetStep)
        {
            T* x = (T*)source, y = (T*)target;
            long i = 0;
            for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(x + i)), y + i);
            if (i < count) PartialVector.Store(op.Invoke<V, T>(PartialVector.Load<V, T>(x + i, count - i)), y + i, count - i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Mask<V>(T* x, byte* y, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        for (; i + V.Count <= count; i += V.Count) RunTail.StoreMask<V, T>(op.Invoke<V, T>(V.Load(x + i)), y + i);
        if (i < count) Tail<V>(x + i, y + i, count - i);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Pairs<V>(T* x, T* y, long count) where V : struct, ISimd<V, T>
    {
        long i = 0;
        // Never compiled, only counted: what the compiler inlines into a method grows with the method's own length, and a logarithm takes all of this.
        if (sizeof(T) == 0)
            i = i
                + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count
                + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count
                + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count + i * count;
        for (; i + 2 * V.Count <= count; i += 2 * V.Count) Pair<V, T>.Store(op.Invoke<Pair<V, T>, T>(Pair<V, T>.Load(x + i)), y + i);
        if (i < count) Tail<V>(x + i, (byte*)(y + i), count - i);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void One<V>(T x, byte* y, long count) where V : struct, ISimd<V, T> => RunTail.Fill<V, T>(op.Invoke<V, T>(V.Create(x)), TOp.IsPredicate, y, count);

    // The same vector body for the last elements, so that they come out as all others do.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Tail<V>(T* x, byte* y, long count) where V : struct, ISimd<V, T>
    {
        if (count > V.Count)
        {
            V.Store(op.Invoke<V, T>(V.Load(x)), (T*)y);
            x += V.Count;
            y += V.Count * sizeof(T);
            count -= V.Count;
        }
        RunTail.Store<V, T>(op.Invoke<V, T>(PartialVector.Load<V, T>(x, count)), TOp.IsPredicate, y, count);
    }
}
