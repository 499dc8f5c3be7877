namespace Taimatsu.Backends.Cpu;

/// <summary>Fills one contiguous run of elements.</summary>
internal unsafe interface IRandomRun
{
    void Fill<T>(MersenneTwister engine, T* target, long count) where T : unmanaged;
}

/// <summary>Brings a fill to any operand: its elements are drawn one after the other in the order of memory.</summary>
internal static unsafe class RandomRuns
{
    private const int Stage = 1024;

    public static void Fill<TRun>(in Operand target, MersenneTwister engine, TRun run) where TRun : struct, IRandomRun
    {
        switch (target.Type)
        {
            case ScalarType.Float32: Fill<TRun, float>(target, engine, run); break;
            case ScalarType.Float64: Fill<TRun, double>(target, engine, run); break;
            case ScalarType.Float16: Fill<TRun, Half>(target, engine, run); break;
            case ScalarType.BFloat16: Fill<TRun, BFloat16>(target, engine, run); break;
            case ScalarType.Int64: Fill<TRun, long>(target, engine, run); break;
            case ScalarType.Int32: Fill<TRun, int>(target, engine, run); break;
            case ScalarType.Int16: Fill<TRun, short>(target, engine, run); break;
            case ScalarType.Int8: Fill<TRun, sbyte>(target, engine, run); break;
            case ScalarType.Byte: Fill<TRun, byte>(target, engine, run); break;
            default: Fill<TRun, bool>(target, engine, run); break;
        }
        target.KeepAlive();
    }

    private static void Fill<TRun, T>(in Operand target, MersenneTwister engine, TRun run) where TRun : struct, IRandomRun where T : unmanaged
    {
        if (target.Count == 0) return;
        fixed (byte* start = &target.Data)
        {
            if (target.IsContiguous)
            {
                run.Fill(engine, (T*)start, target.Count);
                return;
            }
            var iterator = new TensorIterator(target, target, target.Type);
            T* stage = stackalloc T[Stage];
            Walk(iterator, iterator.Rank - 1, start, engine, run, stage);
        }
    }

    private static void Walk<TRun, T>(in TensorIterator iterator, int dimension, byte* target, MersenneTwister engine, TRun run, T* stage)
        where TRun : struct, IRandomRun where T : unmanaged
    {
        long size = iterator.Size(dimension), stride = iterator.Stride(0, dimension);
        if (dimension > 0)
        {
            for (long i = 0; i < size; i++) Walk(iterator, dimension - 1, target + i * stride, engine, run, stage);
            return;
        }
        for (long done = 0; done < size;)
        {
            int count = (int)Math.Min(Stage, size - done);
            run.Fill(engine, stage, count);
            for (int i = 0; i < count; i++, target += stride) *(T*)target = stage[i];
            done += count;
        }
    }
}
