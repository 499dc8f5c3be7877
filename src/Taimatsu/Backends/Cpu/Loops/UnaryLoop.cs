using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>A unary operator over a contiguous run; the operand may also be one element (stride 0).</summary>
internal readonly unsafe struct UnaryLoop<T, TOp>(TOp op) : IInnerLoop where T : unmanaged where TOp : struct, IUnaryOp
{
    public void Run(byte** data, long* strides, long count)
    {
        bool one = strides[1] == 0;
        if (VectorWidth.Bits >= 512) Vector<V512<T>>((T*)data[1], one, data[0], count);
        else if (VectorWidth.Bits >= 256) Vector<V256<T>>((T*)data[1], one, data[0], count);
        else Vector<V128<T>>((T*)data[1], one, data[0], count);
    }

    // A method of its own: with the tail in the same one, the loop is twice as slow. Optimised at once: a first call may run for a long time.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Vector<V>(T* x, bool one, byte* y, long count) where V : struct, ISimd<V, T>
    {
        if (one)
        {
            RunTail.Fill<V, T>(op.Invoke<V, T>(V.Create(*x)), TOp.IsPredicate, y, count);
            return;
        }
        long i = 0;
        if (TOp.IsPredicate)
        {
            for (; i + V.Count <= count; i += V.Count) RunTail.StoreMask<V, T>(op.Invoke<V, T>(V.Load(x + i)), y + i);
            if (i < count) Tail<V>(x + i, y + i, count - i);
        }
        else
        {
            var target = (T*)y;
            for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(x + i)), target + i);
            if (i < count) Tail<V>(x + i, (byte*)(target + i), count - i);
        }
    }

    // The same vector body for the last elements, so that they come out as all others do.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Tail<V>(T* x, byte* y, long count) where V : struct, ISimd<V, T>
        => RunTail.Store<V, T>(op.Invoke<V, T>(PartialVector.Load<V, T>(x, count)), TOp.IsPredicate, y, count);
}
