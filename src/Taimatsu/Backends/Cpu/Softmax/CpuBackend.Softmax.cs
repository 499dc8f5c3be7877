using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TrySoftmax(bool logarithm, in Operand target, in Operand source, int dimension)
    {
        if (!source.IsContiguous || !target.IsContiguous) return false;
        if (source.Type == ScalarType.Float32) SoftmaxLines<float>.Run(logarithm, false, target, source, default, dimension);
        else if (source.Type == ScalarType.Float64) SoftmaxLines<double>.Run(logarithm, false, target, source, default, dimension);
        else return false;
        return true;
    }

    public override bool TrySoftmaxBackward(bool logarithm, in Operand target, in Operand grad, in Operand output, int dimension)
    {
        if (!grad.IsContiguous || !output.IsContiguous || !target.IsContiguous) return false;
        if (grad.Type == ScalarType.Float32) SoftmaxLines<float>.Run(logarithm, true, target, grad, output, dimension);
        else if (grad.Type == ScalarType.Float64) SoftmaxLines<double>.Run(logarithm, true, target, grad, output, dimension);
        else return false;
        return true;
    }
}

/// <summary>Softmax of contiguous tensors, parted over threads: rows where the dimension is the last, else blocks of neighbouring columns.</summary>
internal static unsafe class SoftmaxLines<T> where T : unmanaged
{
    // Columns of a unit: long runs, but no longer than what lets the three arrays of a pass stay in the second-level cache, and units for all threads.
    private const int MostColumns = 512, LeastColumns = 64, LeastInCache = 128;
    private const long CachedBytes = 768 << 10;

    public static void Run(bool logarithm, bool backward, in Operand target, in Operand first, in Operand second, int dimension)
    {
        if (target.Count == 0) return;
        var sizes = target.Layout.Sizes;
        long length = sizes.Length == 0 ? 1 : sizes[dimension], inner = 1;
        for (int d = dimension + 1; d < sizes.Length; d++) inner *= sizes[d];
        fixed (T* to = &target.First<T>(), from = &first.First<T>())
        fixed (byte* other = &(backward ? ref second.Data : ref Unsafe.NullRef<byte>()))
        {
            long outer = target.Count / length / inner, block = inner == 1 ? 1 : ColumnsOfUnit(outer, length, inner), blocks = inner == 1 ? 1 : (inner + block - 1) / block;
            var body = new Body { Logarithm = logarithm, Backward = backward, Target = to, Source = from, Output = (T*)other, Length = length, Inner = inner, Block = block, Blocks = blocks };
            long units = outer * blocks, grain = Math.Max(1, ElementLoop.Grain / 4 / (length * Math.Min(inner, block)));
            if (units <= grain) body.Run(0, units);
            else WorkerPool.For(units, grain, ref body);
        }
        target.KeepAlive();
        first.KeepAlive();
        if (backward) second.KeepAlive();
    }

    // Columns are independent of each other: how they are cut changes no result.
    private static long ColumnsOfUnit(long outer, long length, long inner)
    {
        long block = MostColumns, threads = WorkerPool.ThreadCount;
        while (block > LeastInCache && 3 * block * length * sizeof(T) > CachedBytes) block /= 2;
        while (block > LeastColumns && threads > 1 && outer * ((inner + block - 1) / block) < 2 * threads) block /= 2;
        return block;
    }

    private struct Body : IRangeBody
    {
        public bool Logarithm, Backward;
        public T* Target, Source, Output;
        public long Length, Inner, Block, Blocks;

        public readonly void Run(long begin, long end)
        {
            if (VectorWidth.Bits >= 512) Run<V512<T>>(begin, end);
            else if (VectorWidth.Bits >= 256) Run<V256<T>>(begin, end);
            else Run<V128<T>>(begin, end);
        }

        private readonly void Run<V>(long begin, long end) where V : struct, ISimd<V, T>
        {
            if (Inner == 1)
            {
                long at = begin * Length;
                if (Backward && Logarithm) SoftmaxVector<V, T>.LogRowsBackward(Target + at, Source + at, Output + at, end - begin, Length);
                else if (Backward) SoftmaxVector<V, T>.RowsBackward(Target + at, Source + at, Output + at, end - begin, Length);
                else if (Logarithm) SoftmaxVector<V, T>.LogRows(Target + at, Source + at, end - begin, Length);
                else SoftmaxVector<V, T>.Rows(Target + at, Source + at, end - begin, Length);
                return;
            }
            for (long unit = begin; unit < end; unit++)
            {
                long block = unit % Blocks, at = unit / Blocks * Length * Inner + block * Block, columns = Math.Min(Block, Inner - block * Block);
                if (Backward) SoftmaxColumns<V, T>.Backward(Logarithm, Target + at, Source + at, Output + at, Length, Inner, columns);
                else SoftmaxColumns<V, T>.Forward(Logarithm, Target + at, Source + at, Length, Inner, columns);
            }
        }
    }
}
