using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>An inner run over up to four operands: operand 0 is the output; strides are in bytes.</summary>
internal interface IInnerLoop<TSelf> where TSelf : struct, IInnerLoop<TSelf>
{
    unsafe void Run(byte** data, long* strides, long count);

    /// <summary>
    /// Several runs, of which a loop may know a shorter way than one after the other; from one to the next the operands move by <paramref name="steps"/> bytes.
    /// <paramref name="data"/> is the method's to change.
    /// </summary>
    static virtual unsafe void RunRows(ref TSelf loop, byte** data, long* strides, long count, long* steps, long rows) => ElementLoop.RunEach(ref loop, data, strides, count, steps, rows);
}

/// <summary>Drives an inner run over a <see cref="TensorIterator"/>: outer dimensions, threads, pinning.</summary>
internal static unsafe class ElementLoop
{
    /// <summary>Below this many elements a thread costs more than it saves.</summary>
    public const long Grain = 32768;

    /// <summary>Beside a row of so many elements a call for each, about 4 ns, is nothing.</summary>
    public const long LongRow = 1024;

    public static void Run<TLoop>(in TensorIterator iterator, TLoop loop, long grain = Grain) where TLoop : struct, IInnerLoop<TLoop>
    {
        if (iterator.Count == 0) return;
        fixed (byte* p0 = &iterator.Data(0), p1 = &iterator.Data(1), p2 = &iterator.Data(2), p3 = &iterator.Data(3))
        {
            int rank = iterator.Rank;
            if (rank == 1)
            {
                var body = new FlatBody<TLoop> { Loop = loop };
                body.Data[0] = (nint)p0;
                body.Data[1] = (nint)p1;
                body.Data[2] = (nint)p2;
                body.Data[3] = (nint)p3;
                for (int i = 0; i < iterator.OperandCount; i++) body.Strides[i] = iterator.Stride(i, 0);
                if (iterator.Count <= grain) body.Run(0, iterator.Count);
                else WorkerPool.For(iterator.Count, grain, ref body);
            }
            else
            {
                long* dimensions = stackalloc long[rank * 5];
                for (int d = 0; d < rank; d++)
                {
                    dimensions[d] = iterator.Size(d);
                    for (int i = 0; i < 4; i++) dimensions[(i + 1) * rank + d] = i < iterator.OperandCount ? iterator.Stride(i, d) : 0;
                }
                var body = new GeneralBody<TLoop> { Loop = loop, Rank = rank, Dimensions = dimensions };
                body.Data[0] = (nint)p0;
                body.Data[1] = (nint)p1;
                body.Data[2] = (nint)p2;
                body.Data[3] = (nint)p3;
                if (iterator.Count <= grain) body.Run(0, iterator.Count);
                else WorkerPool.For(iterator.Count, grain, ref body);
            }
        }
        iterator.KeepAlive();
    }

    /// <summary>A run for each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunEach<TLoop>(ref TLoop loop, byte** data, long* strides, long count, long* steps, long rows) where TLoop : struct, IInnerLoop<TLoop>
    {
        for (; rows > 0; rows--)
        {
            loop.Run(data, strides, count);
            for (int i = 0; i < 4; i++) data[i] += steps[i];
        }
    }

    [InlineArray(4)]
    private struct Four
    {
        private long _first;
    }

    // One run in which every operand has one stride.
    private struct FlatBody<TLoop> : IRangeBody where TLoop : struct, IInnerLoop<TLoop>
    {
        public TLoop Loop;
        public Four Data;
        public Four Strides;

        public readonly void Run(long begin, long end)
        {
            byte** data = stackalloc byte*[4];
            long* strides = stackalloc long[4];
            for (int i = 0; i < 4; i++)
            {
                strides[i] = Strides[i];
                data[i] = (byte*)Data[i] + begin * strides[i];
            }
            var loop = Loop;
            loop.Run(data, strides, end - begin);
        }
    }

    // Several dimensions: a range of flat element numbers is cut into inner runs.
    private struct GeneralBody<TLoop> : IRangeBody where TLoop : struct, IInnerLoop<TLoop>
    {
        public TLoop Loop;
        public Four Data;
        public int Rank;
        public long* Dimensions;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            int rank = Rank;
            long* sizes = Dimensions;
            long* index = stackalloc long[rank];
            byte** data = stackalloc byte*[4];
            byte** start = stackalloc byte*[4];
            long* strides = stackalloc long[4];
            long* steps = stackalloc long[4];
            long rest = begin;
            var loop = Loop;
            for (int i = 0; i < 4; i++)
            {
                start[i] = (byte*)Data[i];
                strides[i] = Dimensions[(i + 1) * rank];
                steps[i] = Dimensions[(i + 1) * rank + 1];
            }
            for (int d = 0; d < rank; d++)
            {
                index[d] = rest % sizes[d];
                rest /= sizes[d];
                for (int i = 0; i < 4; i++) start[i] += index[d] * Dimensions[(i + 1) * rank + d];
            }
            long left = end - begin;
            while (left > 0)
            {
                for (int i = 0; i < 4; i++) data[i] = start[i];
                if (index[0] == 0 && left >= sizes[0])
                {
                    long rows = Math.Min(left / sizes[0], sizes[1] - index[1]);
                    TLoop.RunRows(ref loop, data, strides, sizes[0], steps, rows);
                    left -= rows * sizes[0];
                    index[1] += rows - 1;
                    for (int i = 0; i < 4; i++) start[i] += (rows - 1) * steps[i];
                }
                else
                {
                    long run = Math.Min(left, sizes[0] - index[0]);
                    loop.Run(data, strides, run);
                    left -= run;
                    for (int i = 0; i < 4; i++) start[i] -= index[0] * strides[i];
                    index[0] = 0;
                }
                if (left == 0) break;
                for (int d = 1; d < rank; d++)
                {
                    index[d]++;
                    for (int i = 0; i < 4; i++) start[i] += Dimensions[(i + 1) * rank + d];
                    if (index[d] < sizes[d]) break;
                    for (int i = 0; i < 4; i++) start[i] -= sizes[d] * Dimensions[(i + 1) * rank + d];
                    index[d] = 0;
                }
            }
        }
    }
}
