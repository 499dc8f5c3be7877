using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>A short unary operator over runs of 16-bit floats, which are floats in registers alone: a stage in memory between would take twice the time. Long bodies wait for their own results when conversions come between, and are better off with <see cref="ShortStagedLoop{TFloats, TLoop}"/>.</summary>
internal readonly unsafe struct ShortUnaryLoop<TFloats, TOp>(TOp op) : IInnerLoop<ShortUnaryLoop<TFloats, TOp>> where TFloats : struct, IShortFloats where TOp : struct, IUnaryOp
{
    public void Run(byte** data, long* strides, long count)
    {
        ushort* x = (ushort*)data[1], y = (ushort*)data[0];
        long i = TOp.ChangesSignsAlone ? Signs(x, y, count) : Vector(x, y, count);
        if (i < count) Tail(x + i, y + i, count - i);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long Vector(ushort* x, ushort* y, long count)
    {
        long i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var bits = Vector512.Load(x + i);
            if (TFloats.IsOrdinary(bits))
            {
                var (even, odd) = TFloats.Widen(bits);
                even = ShortLanes.Floats(op.Invoke<V512<float>, float>(new(even)));
                odd = ShortLanes.Floats(op.Invoke<V512<float>, float>(new(odd)));
                if (TFloats.TryNarrow(even, odd, out var result))
                {
                    result.Store(y + i);
                    continue;
                }
            }
            Careful(x + i, y + i);
        }
        return i;
    }

    // The sign is the first bit in both types as in a float, whatever the other bits mean.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long Signs(ushort* x, ushort* y, long count)
    {
        long i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var (even, odd) = BFloats.Widen(Vector512.Load(x + i));
            ShortFloats.UpperHalves(ShortLanes.Floats(op.Invoke<V512<float>, float>(new(even))).AsUInt32(), ShortLanes.Floats(op.Invoke<V512<float>, float>(new(odd))).AsUInt32()).Store(y + i);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Careful(ushort* x, ushort* y)
    {
        if (TOp.ChangesSignsAlone)
        {
            Signs(x, y, 32);
            return;
        }
        var (even, odd) = TFloats.WidenAny(Vector512.Load(x));
        TFloats.NarrowAny(ShortLanes.Floats(op.Invoke<V512<float>, float>(new(even))), ShortLanes.Floats(op.Invoke<V512<float>, float>(new(odd)))).Store(y);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    private void Tail(ushort* x, ushort* y, long count)
    {
        ushort* lanes = stackalloc ushort[32];
        ShortLanes.Copy(x, lanes, count);
        Careful(lanes, lanes);
        Unsafe.CopyBlockUnaligned(y, lanes, (uint)count * sizeof(ushort));
    }
}

/// <summary>A binary operator over runs of 16-bit floats; either operand may also be one element (stride 0), of their type or a float.</summary>
internal readonly unsafe struct ShortBinaryLoop<TFloats, TOp>(TOp op, bool leftIsFloat, bool rightIsFloat) : IInnerLoop<ShortBinaryLoop<TFloats, TOp>> where TFloats : struct, IShortFloats where TOp : struct, IBinaryOp
{
    public void Run(byte** data, long* strides, long count)
    {
        ushort* x = (ushort*)data[1], y = (ushort*)data[2], z = (ushort*)data[0];
        bool oneLeft = strides[1] == 0, oneRight = strides[2] == 0;
        float left = oneLeft ? One(data[1], leftIsFloat) : default, right = oneRight ? One(data[2], rightIsFloat) : default;
        long i = oneLeft ? oneRight ? 0 : OneLeft(&left, y, z, count) : oneRight ? OneRight(x, &right, z, count) : Both(x, y, z, count);
        for (; i < count; i += 32) Tail(x + i, left, oneLeft, y + i, right, oneRight, z + i, Math.Min(32, count - i));
    }

    private static float One(byte* number, bool isFloat) => isFloat ? *(float*)number : TFloats.WidenAny(Vector512.Create(*(ushort*)number)).Even.ToScalar();

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long Both(ushort* x, ushort* y, ushort* z, long count)
    {
        long i = 0;
        for (; i + 32 <= count; i += 32)
        {
            Vector512<ushort> left = Vector512.Load(x + i), right = Vector512.Load(y + i);
            if (TFloats.IsOrdinary(left, right))
            {
                var (even, odd) = TFloats.Widen(left);
                var (rightEven, rightOdd) = TFloats.Widen(right);
                even = ShortLanes.Floats(op.Invoke<V512<float>, float>(new(even), new(rightEven)));
                odd = ShortLanes.Floats(op.Invoke<V512<float>, float>(new(odd), new(rightOdd)));
                if (TFloats.TryNarrow(even, odd, out var result))
                {
                    result.Store(z + i);
                    continue;
                }
            }
            Careful(TFloats.WidenAny(left), TFloats.WidenAny(right), z + i);
        }
        return i;
    }

    // The one is loaded anew for each vector: a register would have to be saved beside the call.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long OneLeft(float* x, ushort* y, ushort* z, long count)
    {
        long i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var right = Vector512.Load(y + i);
            if (TFloats.IsOrdinary(right))
            {
                var (even, odd) = TFloats.Widen(right);
                even = ShortLanes.Floats(op.Invoke<V512<float>, float>(V512<float>.Create(*x), new(even)));
                odd = ShortLanes.Floats(op.Invoke<V512<float>, float>(V512<float>.Create(*x), new(odd)));
                if (TFloats.TryNarrow(even, odd, out var result))
                {
                    result.Store(z + i);
                    continue;
                }
            }
            Careful((Vector512.Create(*x), Vector512.Create(*x)), TFloats.WidenAny(right), z + i);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private long OneRight(ushort* x, float* y, ushort* z, long count)
    {
        long i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var left = Vector512.Load(x + i);
            if (TFloats.IsOrdinary(left))
            {
                var (even, odd) = TFloats.Widen(left);
                even = ShortLanes.Floats(op.Invoke<V512<float>, float>(new(even), V512<float>.Create(*y)));
                odd = ShortLanes.Floats(op.Invoke<V512<float>, float>(new(odd), V512<float>.Create(*y)));
                if (TFloats.TryNarrow(even, odd, out var result))
                {
                    result.Store(z + i);
                    continue;
                }
            }
            Careful(TFloats.WidenAny(left), (Vector512.Create(*y), Vector512.Create(*y)), z + i);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Careful((Vector512<float> Even, Vector512<float> Odd) x, (Vector512<float> Even, Vector512<float> Odd) y, ushort* z)
        => TFloats.NarrowAny(ShortLanes.Floats(op.Invoke<V512<float>, float>(new(x.Even), new(y.Even))), ShortLanes.Floats(op.Invoke<V512<float>, float>(new(x.Odd), new(y.Odd)))).Store(z);

    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    private void Tail(ushort* x, float left, bool oneLeft, ushort* y, float right, bool oneRight, ushort* z, long count)
    {
        ushort* lanes = stackalloc ushort[32];
        if (!oneLeft) ShortLanes.Copy(x, lanes, count);
        var a = oneLeft ? (Vector512.Create(left), Vector512.Create(left)) : TFloats.WidenAny(Vector512.Load(lanes));
        if (!oneRight) ShortLanes.Copy(y, lanes, count);
        var b = oneRight ? (Vector512.Create(right), Vector512.Create(right)) : TFloats.WidenAny(Vector512.Load(lanes));
        Careful(a, b, lanes);
        Unsafe.CopyBlockUnaligned(z, lanes, (uint)count * sizeof(ushort));
    }
}
