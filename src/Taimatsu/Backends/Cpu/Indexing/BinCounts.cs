using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TryCountBins(in Operand target, in Operand source, double min, double max)
    {
        fixed (long* t = &target.First<long>())
        {
            if (source.Type == ScalarType.Float32)
            {
                fixed (float* s = &source.First<float>()) BinCounts<float>.Run(t, target.Count, s, source.Count, min, max);
            }
            else
            {
                fixed (double* s = &source.First<double>()) BinCounts<double>.Run(t, target.Count, s, source.Count, min, max);
            }
        }
        target.KeepAlive();
        source.KeepAlive();
        return true;
    }
}

/// <summary>Counts how many numbers lie in each of equally wide bins; each part of the numbers has a table of its own.</summary>
internal unsafe struct BinCounts<T> : IRangeBody where T : unmanaged, IFloatingPointIeee754<T>
{
    private const long PerPart = 32 << 10, MostParts = 16, MostShared = 64 << 10;

    private T* _source;
    private long* _tables;
    private long _count, _parts, _bins;
    private double _min, _max;

    /// <summary>counts[n] = how many lie in bin n; what lies outside of all bins is not counted.</summary>
    public static void Run(long* counts, long bins, T* source, long count, double min, double max)
    {
        long parts = bins > MostShared ? 1 : Math.Clamp(count / PerPart, 1, MostParts), size = bins + 1;
        using var tables = new Buffer<long>(parts * size);
        var body = new BinCounts<T> { _source = source, _tables = tables.Pointer, _count = count, _parts = parts, _bins = bins, _min = min, _max = max };
        WorkerPool.For(parts, 1, ref body);
        for (long n = 0; n < bins; n++)
        {
            long sum = 0;
            for (long part = 0; part < parts; part++) sum += tables.Pointer[part * size + n];
            counts[n] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        T* source = _source;
        long bins = _bins;
        double min = _min, max = _max, scale = bins / (max - min);
        for (long part = begin; part < end; part++)
        {
            // The bin after the last takes what lies outside, so that nothing branches.
            long* table = _tables + part * (bins + 1);
            BlockFill.Run(table, 0L, bins + 1);
            for (long i = _count * part / _parts, to = _count * (part + 1) / _parts; i < to; i++)
            {
                double x = double.CreateTruncating(source[i]);
                long place = Math.Min(double.ConvertToIntegerNative<long>((x - min) * scale), bins - 1);
                table[x >= min & x <= max ? place : bins]++;
            }
        }
    }
}
