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
    [MethodImpl(MethodImplOptions.NoInlining)]
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
