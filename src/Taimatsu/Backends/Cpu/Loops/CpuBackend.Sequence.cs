using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void Sequence(in Operand target, Scalar start, Scalar step)
    {
        switch (target.Type)
        {
            case ScalarType.Float32: Floats<float>(target, start, step); break;
            case ScalarType.Float64: Floats<double>(target, start, step); break;
            case ScalarType.Float16: Floats<Half>(target, start, step); break;
            case ScalarType.BFloat16: Floats<BFloat16>(target, start, step); break;
            case ScalarType.Int64: Integers<long>(target, start, step); break;
            case ScalarType.Int32: Integers<int>(target, start, step); break;
            case ScalarType.Int16: Integers<short>(target, start, step); break;
            case ScalarType.Int8: Integers<sbyte>(target, start, step); break;
            case ScalarType.Bool: Integers<bool>(target, start, step); break;
            default: Integers<byte>(target, start, step); break;
        }
    }

    public override void Spaced(in Operand target, double start, double end)
    {
        if (target.Type == ScalarType.Float32)
        {
            fixed (float* t = &target.First<float>())
            {
                var body = new SpacedFloats { Target = t, Start = (float)start, End = (float)end, Step = target.Count > 1 ? ((float)end - (float)start) / (target.Count - 1) : 0, Count = target.Count };
                WorkerPool.For(target.Count, ElementLoop.Grain, ref body);
            }
            target.KeepAlive();
        }
        else base.Spaced(target, start, end);
    }

    private static void Floats<T>(in Operand target, Scalar start, Scalar step) where T : unmanaged
    {
        fixed (T* t = &target.First<T>())
        {
            var body = new FloatSequence<T> { Target = t, Start = start.ToDouble(), Step = step.ToDouble() };
            WorkerPool.For(target.Count, ElementLoop.Grain, ref body);
        }
        target.KeepAlive();
    }

    private static void Integers<T>(in Operand target, Scalar start, Scalar step) where T : unmanaged
    {
        fixed (T* t = &target.First<T>())
        {
            var body = new IntegerSequence<T> { Target = t, Start = start.ToInt64(), Step = step.ToInt64() };
            WorkerPool.For(target.Count, ElementLoop.Grain, ref body);
        }
        target.KeepAlive();
    }

    private struct FloatSequence<T> : IRangeBody where T : unmanaged
    {
        public T* Target;
        public double Start, Step;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            long i = begin;
            if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
            {
                Vector256<double> start = Vector256.Create(Start), step = Vector256.Create(Step), four = Vector256.Create(4.0), place = Vector256<double>.Indices + Vector256.Create((double)begin);
                for (; i + 8 <= end; i += 8)
                {
                    Vector256<double> low = start + step * place, high = start + step * (place + four);
                    place += four + four;
                    if (typeof(T) == typeof(float)) Vector256.Narrow(low, high).Store((float*)Target + i);
                    else
                    {
                        low.Store((double*)Target + i);
                        high.Store((double*)Target + i + 4);
                    }
                }
            }
            for (; i < end; i++) Target[i] = Converter.Cast<double, T>(Start + Step * i);
        }
    }

    private struct IntegerSequence<T> : IRangeBody where T : unmanaged
    {
        public T* Target;
        public long Start, Step;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            long i = begin, first = unchecked(Start + Step * begin);
            if (typeof(T) == typeof(long))
            {
                var here = Vector256.Create(first) + Vector256<long>.Indices * Step;
                var by = Vector256.Create(unchecked(4 * Step));
                for (; i + 4 <= end; i += 4, here += by) here.Store((long*)Target + i);
            }
            for (; i < end; i++) Target[i] = Converter.Cast<long, T>(unchecked(Start + Step * i));
        }
    }

    // Each half counts from its own end, so that both ends are exact.
    private struct SpacedFloats : IRangeBody
    {
        public float* Target;
        public float Start, End, Step;
        public long Count;

        public readonly void Run(long begin, long end)
        {
            long half = Count / 2;
            if (begin < half) Rising(begin, Math.Min(end, half));
            if (end > half) Falling(Math.Max(begin, half), end);
            if (Count == 1) Target[0] = Start;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Rising(long begin, long end)
        {
            long i = begin;
            for (; Count <= int.MaxValue && i + 8 <= end; i += 8) (Vector256.Create(Start) + Vector256.Create(Step) * Places(i)).Store(Target + i);
            for (; i < end; i++) Target[i] = Start + Step * i;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Falling(long begin, long end)
        {
            long i = begin, last = Count - 1;
            for (; Count <= int.MaxValue && i + 8 <= end; i += 8) (Vector256.Create(End) - Vector256.Create(Step) * -Places(i - last)).Store(Target + i);
            for (; i < end; i++) Target[i] = End - Step * (last - i);
        }

        // The numbers of eight places, rounded as single ones are.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Places(long first) => Vector256.ConvertToSingle(Vector256<int>.Indices + Vector256.Create((int)first));
    }
}
