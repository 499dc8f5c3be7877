using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void Scan(ScanKind kind, in Operand target, in Operand indices, in Operand source, int dimension, bool reverse)
    {
        if (target.Count == 0) return;
        if (TryRunning(kind, target, indices, source, dimension, reverse)) return;
        // Sums of floats run in double, as PyTorch's do on the processor; integers in int64.
        bool isFloat = target.Type.IsFloatingPoint();
        if (isFloat) Scan<double>(kind, target, indices, source, dimension, reverse, ScalarType.Float64);
        else Scan<long>(kind, target, indices, source, dimension, reverse, ScalarType.Int64);
    }

    // What contiguous memory of a type that is computed in goes through fastest; the general way takes the rest.
    private static bool TryRunning(ScanKind kind, in Operand target, in Operand indices, in Operand source, int dimension, bool reverse)
    {
        if (!source.Layout.IsContiguous || source.Type != target.Type || target.Rank == 0) return false;
        switch (kind)
        {
            case ScanKind.Sum when target.Type == ScalarType.Float32: return TryRunning<float, double, RunningSum<double>>(target, source, dimension, reverse);
            case ScanKind.Sum when target.Type == ScalarType.Float64: return TryRunning<double, double, RunningSum<double>>(target, source, dimension, reverse);
            case ScanKind.Sum when target.Type == ScalarType.Int64: return TryRunning<long, long, RunningSum<long>>(target, source, dimension, reverse);
            case ScanKind.Product when target.Type == ScalarType.Float32: return TryRunning<float, double, RunningProduct<double>>(target, source, dimension, reverse);
            case ScanKind.Product when target.Type == ScalarType.Float64: return TryRunning<double, double, RunningProduct<double>>(target, source, dimension, reverse);
            case ScanKind.Product when target.Type == ScalarType.Int64: return TryRunning<long, long, RunningProduct<long>>(target, source, dimension, reverse);
            case ScanKind.Maximum or ScanKind.Minimum when dimension == target.Rank - 1 && !reverse:
                if (target.Type == ScalarType.Float32) RunExtremes<float>(kind, target, indices, source);
                else if (target.Type == ScalarType.Float64) RunExtremes<double>(kind, target, indices, source);
                else if (target.Type == ScalarType.Int64) RunExtremes<long>(kind, target, indices, source);
                else return false;
                return true;
            default: return false;
        }
    }

    private static bool TryRunning<T, TSum, TOp>(in Operand target, in Operand source, int dimension, bool reverse) where T : unmanaged where TSum : unmanaged where TOp : struct, IRunningOp<TSum>
    {
        const long fewestColumns = 8;
        long columns = 1, length = target.Size(dimension);
        for (int d = dimension + 1; d < target.Rank; d++) columns *= target.Size(d);
        if (columns > 1 && columns < fewestColumns) return false;
        fixed (T* to = &target.First<T>(), from = &source.First<T>())
            if (columns == 1)
            {
                var body = new RunningLines<T, TSum, TOp> { Target = to, Source = from, Length = length, Reverse = reverse };
                WorkerPool.For(target.Count / length, Math.Max(1, ElementLoop.Grain / length), ref body);
            }
            else
            {
                var body = new RunningColumns<T, TSum, TOp> { Target = to, Source = from, Rows = length, Columns = columns, Reverse = reverse };
                WorkerPool.For(target.Count / (length * columns) * body.Blocks, Math.Max(1, ElementLoop.Grain / (length * body.Width)), ref body);
            }
        target.KeepAlive();
        source.KeepAlive();
        return true;
    }

    private static void RunExtremes<T>(ScanKind kind, in Operand target, in Operand indices, in Operand source) where T : unmanaged, System.Numerics.INumber<T>
    {
        long length = target.Size(target.Rank - 1);
        fixed (T* to = &target.First<T>(), from = &source.First<T>())
        fixed (long* positions = &indices.First<long>())
        {
            var body = new RunningExtremes<T> { Target = to, Source = from, Indices = positions, Length = length, Largest = kind == ScanKind.Maximum };
            WorkerPool.For(target.Count / length, Math.Max(1, ElementLoop.Grain / length), ref body);
        }
        target.KeepAlive();
        indices.KeepAlive();
        source.KeepAlive();
    }

    private static void Scan<T>(ScanKind kind, in Operand target, in Operand indices, in Operand source, int dimension, bool reverse, ScalarType computeType)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var sizes = target.Layout.Sizes;
        long length = target.Rank == 0 ? 1 : sizes[dimension], inner = 1;
        for (int d = dimension + 1; d < sizes.Length; d++) inner *= sizes[d];
        bool hasIndices = indices.Storage is not null;
        fixed (byte* to = &target.Data, from = &source.Data)
        fixed (byte* positions = &(hasIndices ? ref indices.Data : ref System.Runtime.CompilerServices.Unsafe.NullRef<byte>()))
        fixed (long* sourceSizes = source.Layout.Sizes, sourceStrides = source.Layout.Strides)
        {
            var body = new ScanBody<T>
            {
                Kind = kind, Target = to, Source = from, Indices = (long*)positions, Length = length, Inner = inner, Dimension = dimension, Reverse = reverse,
                Rank = source.Rank, Sizes = sourceSizes, Strides = sourceStrides, SourceSize = source.Type.ElementSize(), TargetSize = target.Type.ElementSize(),
                Read = Converter.Get(source.Type, computeType), Write = Converter.Get(computeType, target.Type),
            };
            long lines = target.Count / length, grain = Math.Max(1, ElementLoop.Grain / length);
            if (lines <= grain) body.Run(0, lines);
            else WorkerPool.For(lines, grain, ref body);
        }
        target.KeepAlive();
        source.KeepAlive();
        if (hasIndices) indices.KeepAlive();
    }

    private struct ScanBody<T> : IRangeBody where T : unmanaged, System.Numerics.INumber<T>
    {
        private const int Piece = 256;
        public ScanKind Kind;
        public byte* Target, Source;
        public long* Indices, Sizes, Strides;
        public long Length, Inner;
        public int Rank, Dimension, SourceSize, TargetSize;
        public bool Reverse;
        public delegate*<byte*, long, byte*, long, long, void> Read, Write;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            T* values = stackalloc T[Piece];
            long step = Reverse ? -1 : 1, sourceStride = Rank == 0 ? 0 : Strides[Dimension] * SourceSize;
            for (long line = begin; line < end; line++)
            {
                long at = line / Inner * Inner * Length + line % Inner, rest = line;
                byte* source = Source;
                for (int d = Rank - 1; d >= 0; d--)
                {
                    if (d == Dimension) continue;
                    source += rest % Sizes[d] * Strides[d] * SourceSize;
                    rest /= Sizes[d];
                }
                T running = default;
                long position = -1;
                for (long done = 0; done < Length; done += Piece)
                {
                    long n = Math.Min(Piece, Length - done), first = Reverse ? Length - 1 - done : done;
                    Read(source + first * sourceStride, step * sourceStride, (byte*)values, sizeof(T), n);
                    running = Combine(values, n, running, first, step, at, ref position);
                    Write((byte*)values, sizeof(T), Target + (at + first * Inner) * TargetSize, step * Inner * TargetSize, n);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly T Combine(T* x, long n, T running, long first, long step, long at, ref long position)
        {
            bool begins = position < 0;
            if (begins) position = first;
            switch (Kind)
            {
                case ScanKind.Sum:
                    for (long i = 0; i < n; i++) x[i] = running += x[i];
                    break;
                case ScanKind.Product:
                    if (begins) running = T.One;
                    for (long i = 0; i < n; i++) x[i] = running *= x[i];
                    break;
                case ScanKind.LogSumExp:
                    if (begins) running = T.CreateChecked(double.NegativeInfinity);
                    for (long i = 0; i < n; i++) x[i] = running = AddExp(running, x[i]);
                    break;
                default:
                    for (long i = 0; i < n; i++)
                    {
                        long here = first + i * step;
                        bool takes = (begins && i == 0) || T.IsNaN(x[i]) || (!T.IsNaN(running) && (Kind == ScanKind.Maximum ? x[i] >= running : x[i] <= running));
                        if (takes) (running, position) = (x[i], here);
                        x[i] = running;
                        Indices[at + here * Inner] = position;
                    }
                    break;
            }
            return running;
        }

        private static T AddExp(T left, T right)
        {
            double a = double.CreateChecked(left), b = double.CreateChecked(right), high = Math.Max(a, b), low = Math.Min(a, b);
            if (double.IsInfinity(high)) return T.CreateChecked(high);
            return T.CreateChecked(high + Math.Log(1 + Math.Exp(low - high)));
        }
    }
}
