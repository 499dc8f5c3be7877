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

/// <summary>
/// Softmax of contiguous tensors, line by line; lines that are not contiguous are treated as blocks of neighbouring columns. Each line stays in the
/// first-level cache between its passes.
/// </summary>
internal static unsafe class SoftmaxLines<T> where T : unmanaged
{
    private const int Block = 256, Padding = 64;

    public static void Run(bool logarithm, bool backward, in Operand target, in Operand first, in Operand second, int dimension)
    {
        if (target.Count == 0) return;
        var sizes = target.Layout.Sizes;
        long length = sizes.Length == 0 ? 1 : sizes[dimension], inner = 1;
        for (int d = dimension + 1; d < sizes.Length; d++) inner *= sizes[d];
        fixed (T* to = &target.First<T>(), from = &first.First<T>())
        fixed (byte* other = &(backward ? ref second.Data : ref Unsafe.NullRef<byte>()))
        {
            long blocks = inner == 1 ? 1 : (inner + Block - 1) / Block;
            var body = new Body { Logarithm = logarithm, Backward = backward, Target = to, Source = from, Output = (T*)other, Length = length, Inner = inner, Blocks = blocks };
            long units = target.Count / length / inner * blocks, grain = Math.Max(1, ElementLoop.Grain / 4 / (length * Math.Min(inner, Block)));
            if (units <= grain) body.Run(0, units);
            else WorkerPool.For(units, grain, ref body);
        }
        target.KeepAlive();
        first.KeepAlive();
        if (backward) second.KeepAlive();
    }

    private struct Body : IRangeBody
    {
        public bool Logarithm, Backward;
        public T* Target, Source, Output;
        public long Length, Inner, Blocks;

        public readonly void Run(long begin, long end)
        {
            for (long unit = begin; unit < end; unit++)
            {
                if (Inner == 1)
                {
                    long at = unit * Length;
                    if (Backward) LineBackward(Target + at, Source + at, Output + at);
                    else Line(Target + at, Source + at);
                }
                else
                {
                    long block = unit % Blocks, at = unit / Blocks * Length * Inner + block * Block, columns = Math.Min(Block, Inner - block * Block);
                    if (Backward) ColumnsBackward(Target + at, Source + at, Output + at, columns);
                    else Columns(Target + at, Source + at, columns);
                }
            }
        }

        private readonly void Line(T* y, T* x)
        {
            T top = ReduceVector<T, LineMax>.Run(default, x, Length, default), sum;
            if (Logarithm)
            {
                sum = Log(ReduceVector<T, LineExpSum>.Run(default, x, Length, top));
                Three<DifferenceOfThree>(y, x, &top, 0, &sum, 0, Length);
                return;
            }
            Two<ExpOfDifference>(y, x, &top, 0, Length);
            sum = ReduceVector<T, LineSum>.Run(default, y, Length, default);
            Two<Quotient>(y, y, &sum, 0, Length);
        }

        private readonly void LineBackward(T* to, T* grad, T* output)
        {
            T sum;
            if (Logarithm)
            {
                sum = ReduceVector<T, LineSum>.Run(default, grad, Length, default);
                Three<LessExpProduct>(to, grad, output, sizeof(T), &sum, 0, Length);
                return;
            }
            Two<Product>(to, grad, output, sizeof(T), Length);
            sum = ReduceVector<T, LineSum>.Run(default, to, Length, default);
            Three<LessProduct>(to, to, output, sizeof(T), &sum, 0, Length);
        }

        [SkipLocalsInit]
        private readonly void Columns(T* y, T* x, long columns)
        {
            T* tops = stackalloc T[Block + Padding];
            T* sums = stackalloc T[Block + Padding];
            Sum<LineMax>(tops, x, tops, columns);
            if (Logarithm)
            {
                Sum<LineExpSum>(sums, x, tops, columns);
                for (long c = 0; c < columns; c++) sums[c] = Log(sums[c]);
                for (long r = 0; r < Length; r++) Three<DifferenceOfThree>(y + r * Inner, x + r * Inner, tops, sizeof(T), sums, sizeof(T), columns);
                return;
            }
            for (long r = 0; r < Length; r++) Two<ExpOfDifference>(y + r * Inner, x + r * Inner, tops, sizeof(T), columns);
            Sum<LineSum>(sums, y, tops, columns);
            for (long r = 0; r < Length; r++) Two<Quotient>(y + r * Inner, y + r * Inner, sums, sizeof(T), columns);
        }

        [SkipLocalsInit]
        private readonly void ColumnsBackward(T* to, T* grad, T* output, long columns)
        {
            T* sums = stackalloc T[Block + Padding];
            T* centers = stackalloc T[Block + Padding];
            new Span<T>(centers, Block + Padding).Clear();
            if (Logarithm)
            {
                Sum<LineSum>(sums, grad, centers, columns);
                for (long r = 0; r < Length; r++) Three<LessExpProduct>(to + r * Inner, grad + r * Inner, output + r * Inner, sizeof(T), sums, sizeof(T), columns);
                return;
            }
            for (long r = 0; r < Length; r++) Two<Product>(to + r * Inner, grad + r * Inner, output + r * Inner, sizeof(T), columns);
            Sum<LineSum>(sums, to, centers, columns);
            for (long r = 0; r < Length; r++) Three<LessProduct>(to + r * Inner, to + r * Inner, output + r * Inner, sizeof(T), sums, sizeof(T), columns);
        }

        private readonly void Sum<TOp>(T* sums, T* x, T* centers, long columns) where TOp : struct, IReduceOp
        {
            T** rows = stackalloc T*[4];
            new Span<T>(sums, Block + Padding).Fill(ReduceVector<T, TOp>.Identity(default));
            for (long r = 0; r < Length; r += 4)
            {
                int n = (int)Math.Min(4, Length - r);
                for (int i = 0; i < n; i++) rows[i] = x + (r + i) * Inner;
                ReduceVector<T, TOp>.Rows(default, sums, rows, n, centers, columns);
            }
        }
    }

    private static void Two<TOp>(T* target, T* x, T* y, long strideY, long count) where TOp : struct, IBinaryOp
    {
        byte** data = stackalloc byte*[] { (byte*)target, (byte*)x, (byte*)y };
        long* strides = stackalloc long[] { sizeof(T), sizeof(T), strideY };
        new BinaryLoop<T, TOp>(default).Run(data, strides, count);
    }

    private static void Three<TOp>(T* target, T* x, T* y, long strideY, T* z, long strideZ, long count) where TOp : struct, ITernaryOp
    {
        byte** data = stackalloc byte*[] { (byte*)target, (byte*)x, (byte*)y, (byte*)z };
        long* strides = stackalloc long[] { sizeof(T), sizeof(T), strideY, strideZ };
        new TernaryLoop<T, TOp>(default).Run(data, strides, count);
    }

    private static T Log(T x) => typeof(T) == typeof(float)
        ? Unsafe.BitCast<float, T>(MathF.Log(Unsafe.BitCast<T, float>(x)))
        : Unsafe.BitCast<double, T>(Math.Log(Unsafe.BitCast<T, double>(x)));
}
