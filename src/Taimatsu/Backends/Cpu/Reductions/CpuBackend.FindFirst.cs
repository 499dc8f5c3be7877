using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void FindFirst(in Operand indices, in Operand values, in Operand source, int dimension)
    {
        if (indices.Count == 0) return;
        // The compared types: 16-bit floats as float, bool as bytes.
        switch (source.Type)
        {
            case ScalarType.Float32: FindFirst<float>(indices, values, source, dimension); break;
            case ScalarType.Float64: FindFirst<double>(indices, values, source, dimension); break;
            case ScalarType.Int64: FindFirst<long>(indices, values, source, dimension); break;
            case ScalarType.Int32: FindFirst<int>(indices, values, source, dimension); break;
            case ScalarType.Int16: FindFirst<short>(indices, values, source, dimension); break;
            case ScalarType.Int8: FindFirst<sbyte>(indices, values, source, dimension); break;
            case ScalarType.Byte or ScalarType.Bool: FindFirst<byte>(indices, values, source, dimension); break;
            case ScalarType.Float16: FindFirst<Half>(indices, values, source, dimension); break;
            case ScalarType.BFloat16:
                var wide = new Operand(Allocate(source.Count * sizeof(float)), 0, Layout.Contiguous(source.Layout.Sizes), ScalarType.Float32);
                var wideValues = new Operand(Allocate(values.Count * sizeof(float)), 0, Layout.Contiguous(values.Layout.Sizes), ScalarType.Float32);
                Copy(wide, source);
                Copy(wideValues, values);
                FindFirst<float>(indices, wideValues, wide, dimension);
                break;
            default: ThrowType("argmax", source.Type); break;
        }
    }

    private static void FindFirst<T>(in Operand indices, in Operand values, in Operand source, int dimension) where T : unmanaged, INumberBase<T>
    {
        var sizes = source.Layout.Sizes;
        long length = source.Rank == 0 ? 1 : sizes[dimension];
        if (FindColumns<T>.IsSupported && source.Rank > 1 && source.IsContiguous && source.Stride(dimension) > 1 && sizes[dimension] > 1)
        {
            FindInColumns<T>(indices, values, source, length, source.Stride(dimension));
            return;
        }
        var plan = new Operand(source.Storage, source.Offset, Drop(source.Layout, dimension), source.Type);
        fixed (long* to = &indices.First<long>())
        fixed (T* value = &values.First<T>(), from = &source.First<T>())
        fixed (long* planSizes = plan.Layout.Sizes, planStrides = plan.Layout.Strides)
        {
            var body = new FindBody<T>
            {
                Target = to, Values = value, Source = from, Length = length, Stride = source.Rank == 0 ? 1 : source.Stride(dimension),
                Rank = plan.Rank, Sizes = planSizes, Strides = planStrides, IsRows = source.IsContiguous && (source.Rank == 0 || source.Stride(dimension) == 1),
            };
            long grain = Math.Max(1, ElementLoop.Grain / length);
            if (indices.Count <= grain) body.Run(0, indices.Count);
            else WorkerPool.For(indices.Count, grain, ref body);
        }
        indices.KeepAlive();
        values.KeepAlive();
        source.KeepAlive();
    }

    private static void FindInColumns<T>(in Operand indices, in Operand values, in Operand source, long length, long columns) where T : unmanaged, INumberBase<T>
    {
        fixed (long* to = &indices.First<long>())
        fixed (T* value = &values.First<T>(), from = &source.First<T>())
        {
            var body = new FindColumns<T> { Target = to, Values = value, Source = from, Length = length, Inner = columns };
            long matrices = source.Count / (length * columns), units = matrices * body.Blocks;
            WorkerPool.For(units, Math.Max(1, ElementLoop.Grain / (length * Math.Max(1, columns / body.Blocks))), ref body);
        }
        indices.KeepAlive();
        values.KeepAlive();
        source.KeepAlive();
    }

    private static Layout Drop(Layout layout, int dimension)
    {
        if (layout.Rank == 0) return layout;
        var sizes = new List<long>(layout.Sizes);
        var strides = new List<long>(layout.Strides);
        sizes.RemoveAt(dimension);
        strides.RemoveAt(dimension);
        return new Layout([.. sizes], [.. strides]);
    }

    private struct FindBody<T> : IRangeBody where T : unmanaged, INumberBase<T>
    {
        public long* Target, Sizes, Strides;
        public T* Values, Source;
        public long Length, Stride;
        public int Rank;
        public bool IsRows; // one after the other, without gaps

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            if (IsRows)
            {
                if (typeof(T) == typeof(float) && Length <= V512<float>.Count && VectorWidth.Bits >= 512) ShortRows<V512<float>, float>((float*)Source, (float*)Values, begin, end);
                else if (typeof(T) == typeof(float) && Length <= V256<float>.Count) ShortRows<V256<float>, float>((float*)Source, (float*)Values, begin, end);
                else if (typeof(T) == typeof(double) && Length <= V512<double>.Count && VectorWidth.Bits >= 512) ShortRows<V512<double>, double>((double*)Source, (double*)Values, begin, end);
                else
                    for (long i = begin; i < end; i++) Target[i] = Find(Source + i * Length, Values[i]);
                return;
            }
            for (long i = begin; i < end; i++)
            {
                T* x = Source;
                long rest = i;
                for (int d = Rank - 1; d >= 0; d--)
                {
                    x += rest % Sizes[d] * Strides[d];
                    rest /= Sizes[d];
                }
                Target[i] = Find(x, Values[i]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly long Find(T* x, T value) => T.IsNaN(value) ? FirstNaN(x) : Stride == 1 ? First(x, value) : FirstStrided(x, value);

        // Rows of no more than a vector: each with one comparison.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private readonly void ShortRows<V, TFloat>(TFloat* x, TFloat* values, long begin, long end) where V : struct, ISimd<V, TFloat> where TFloat : unmanaged
        {
            long length = Length;
            long* target = Target;
            // Rows before this one are followed by enough elements for a whole vector.
            long safe = end - (V.Count + length - 1) / length + 1;
            x += begin * length;
            for (long i = begin; i < end; i++, x += length)
            {
                V row = i < safe ? V.Load(x) : PartialVector.Load<V, TFloat>(x, length);
                ulong found = V.MaskBits(V.Equal(row, V.Create(values[i])));
                // Only NaN is not equal to itself: then the row's first is wanted.
                if (found == 0) found = ~V.MaskBits(V.Equal(row, row));
                target[i] = BitOperations.TrailingZeroCount(found);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly long First(T* x, T value)
        {
            // The library's search is vectorised for integers; floats compare +0 and -0 as equal, bits do not.
            long i = 0;
            if (typeof(T) == typeof(float)) i = FirstVector<float>((float*)x, Unsafe.BitCast<T, float>(value));
            else if (typeof(T) == typeof(double)) i = FirstVector<double>((double*)x, Unsafe.BitCast<T, double>(value));
            for (; i < Length; i++)
                if (x[i] == value) return i;
            return 0;
        }

        // The start of the first vector that holds the value.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly long FirstVector<TFloat>(TFloat* x, TFloat value) where TFloat : unmanaged
        {
            long i = 0;
            var wanted = V256<TFloat>.Create(value);
            for (; i + V256<TFloat>.Count <= Length; i += V256<TFloat>.Count)
                if (V256<TFloat>.MaskBits(V256<TFloat>.Equal(V256<TFloat>.Load(x + i), wanted)) != 0) return i;
            return i;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly long FirstStrided(T* x, T value)
        {
            for (long i = 0; i < Length; i++)
                if (x[i * Stride] == value) return i;
            return 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly long FirstNaN(T* x)
        {
            for (long i = 0; i < Length; i++)
                if (T.IsNaN(x[i * Stride])) return i;
            return 0;
        }
    }
}
