using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// An inner loop over floats for runs of 16-bit floats: piece by piece they are floats on a stage in the first-level cache, out of order as their vectors come apart, which is the same order
/// for all operands. An operand may also be one element (stride 0), of their type or a float.
/// </summary>
internal unsafe struct ShortStagedLoop<TFloats, TLoop>(TLoop inner, int operands, bool firstIsFloat, bool secondIsFloat) : IInnerLoop<ShortStagedLoop<TFloats, TLoop>> where TFloats : struct, IShortFloats where TLoop : struct, IInnerLoop<TLoop>
{
    private const int Piece = 1024;
    private TLoop _inner = inner;

    [SkipLocalsInit]
    public void Run(byte** data, long* strides, long count)
    {
        float* buffer = stackalloc float[2 * Piece];
        float* numbers = stackalloc float[2];
        byte** staged = stackalloc byte*[3];
        long* stagedStrides = stackalloc long[3];
        staged[0] = (byte*)buffer;
        stagedStrides[0] = sizeof(float);
        for (int i = 1; i < operands; i++)
        {
            bool one = strides[i] == 0;
            if (one) numbers[i - 1] = (i == 1 ? firstIsFloat : secondIsFloat) ? *(float*)data[i] : TFloats.WidenAny(Vector512.Create(*(ushort*)data[i])).Even.ToScalar();
            staged[i] = one ? (byte*)(numbers + i - 1) : (byte*)(buffer + (i - 1) * Piece);
            stagedStrides[i] = one ? 0 : sizeof(float);
        }
        for (long done = 0; done < count; done += Piece)
        {
            long n = Math.Min(Piece, count - done);
            for (int i = 1; i < operands; i++)
                if (strides[i] != 0) ShortLanes.Widen<TFloats>((ushort*)data[i] + done, (float*)staged[i], n);
            _inner.Run(staged, stagedStrides, (n + 31) & ~31);
            ShortLanes.Narrow<TFloats>(buffer, (ushort*)data[0] + done, n);
        }
    }
}

/// <summary>Where runs of 16-bit floats end, and which operands are such runs.</summary>
internal static unsafe class ShortLanes
{
    /// <summary>True if 16-bit floats have a loop of their own on this processor, and the operands' are of the type: runs, or one element, which may be a float too.</summary>
    public static bool Takes<TFloats>(in TensorIterator iterator) where TFloats : struct, IShortFloats
    {
        if (VectorWidth.Bits < 512) return false;
        for (int i = 0; i < iterator.OperandCount; i++)
        {
            long stride = iterator.Stride(i, 0);
            bool isOne = stride == 0 && i > 0 && iterator.OperandCount == 3;
            if (iterator[i].Type == TFloats.Type ? stride != sizeof(ushort) && !isOne : iterator[i].Type != ScalarType.Float32 || !isOne) return false;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Floats(V512<float> value) => Unsafe.BitCast<V512<float>, Vector512<float>>(value);

    /// <summary>Whole vectors of floats, those at even places before those at odd ones; zeros fill the last.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Widen<TFloats>(ushort* from, float* to, long count) where TFloats : struct, IShortFloats
    {
        ushort* last = stackalloc ushort[32];
        for (; count > 0; count -= 32, from += 32, to += 32)
        {
            if (count < 32)
            {
                Copy(from, last, count);
                from = last;
            }
            var bits = Vector512.Load(from);
            var (even, odd) = TFloats.IsOrdinary(bits) ? TFloats.Widen(bits) : TFloats.WidenAny(bits);
            even.Store(to);
            odd.Store(to + 16);
        }
    }

    /// <summary>The way back.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Narrow<TFloats>(float* from, ushort* to, long count) where TFloats : struct, IShortFloats
    {
        ushort* last = stackalloc ushort[32];
        for (; count > 0; count -= 32, from += 32, to += 32)
        {
            Vector512<float> even = Vector512.Load(from), odd = Vector512.Load(from + 16);
            if (!TFloats.TryNarrow(even, odd, out var bits)) bits = TFloats.NarrowAny(even, odd);
            if (count >= 32)
            {
                bits.Store(to);
                continue;
            }
            bits.Store(last);
            Unsafe.CopyBlockUnaligned(to, last, (uint)count * sizeof(ushort));
        }
    }

    /// <summary>The last elements, and zeros behind them.</summary>
    public static void Copy(ushort* from, ushort* to, long count)
    {
        Vector512<ushort>.Zero.Store(to);
        Unsafe.CopyBlockUnaligned(to, from, (uint)count * sizeof(ushort));
    }
}
