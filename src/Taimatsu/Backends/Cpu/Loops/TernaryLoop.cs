using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>A ternary operator over contiguous runs; each operand may also be one element (stride 0).</summary>
internal readonly unsafe struct TernaryLoop<T, TOp>(TOp op) : IInnerLoop<TernaryLoop<T, TOp>> where T : unmanaged where TOp : struct, ITernaryOp
{
    public void Run(byte** data, long* strides, long count)
    {
        if (VectorWidth.Bits >= 512) Vector<V512<T>>(data, strides, count);
        else if (VectorWidth.Bits >= 256) Vector<V256<T>>(data, strides, count);
        else Vector<V128<T>>(data, strides, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Vector<V>(byte** data, long* strides, long count) where V : struct, ISimd<V, T>
    {
        T* a = (T*)data[1], b = (T*)data[2], c = (T*)data[3], target = (T*)data[0];
        bool oneA = strides[1] == 0, oneB = strides[2] == 0, oneC = strides[3] == 0;
        V va = V.Create(*a), vb = V.Create(*b), vc = V.Create(*c);
        long i = 0;
        if (!oneA && !oneB && !oneC)
            for (; i + V.Count <= count; i += V.Count) V.Store(op.Invoke<V, T>(V.Load(a + i), V.Load(b + i), V.Load(c + i)), target + i);
        else
            for (; i + V.Count <= count; i += V.Count)
                V.Store(op.Invoke<V, T>(oneA ? va : V.Load(a + i), oneB ? vb : V.Load(b + i), oneC ? vc : V.Load(c + i)), target + i);
        if (i == count) return;
        T* padded = stackalloc T[3 * V.Count];
        V.Store(oneA ? va : V.One, padded);
        V.Store(oneB ? vb : V.One, padded + V.Count);
        V.Store(oneC ? vc : V.One, padded + 2 * V.Count);
        uint bytes = (uint)((count - i) * sizeof(T));
        if (!oneA) Unsafe.CopyBlockUnaligned(padded, a + i, bytes);
        if (!oneB) Unsafe.CopyBlockUnaligned(padded + V.Count, b + i, bytes);
        if (!oneC) Unsafe.CopyBlockUnaligned(padded + 2 * V.Count, c + i, bytes);
        RunTail.Store<V, T>(op.Invoke<V, T>(V.Load(padded), V.Load(padded + V.Count), V.Load(padded + 2 * V.Count)), false, (byte*)(target + i), count - i);
    }
}
