using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Bench;

/// <summary>What the processor and its memory can do at most, measured.</summary>
/// <param name="Gigaflops">Multiply-adds in single precision, each counted as two operations, in thousand millions a second.</param>
/// <param name="Bandwidth">Bytes read and written while copying, in thousand millions a second.</param>
internal sealed record Machine(double Gigaflops, double Bandwidth)
{
    public static string Name
    {
        get
        {
            string model = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "" : "";
            string vectors = Vector512.IsHardwareAccelerated ? "AVX-512" : Vector256.IsHardwareAccelerated ? "AVX2" : "128 bits";
            return $"{(model.Length > 0 ? model : RuntimeInformation.ProcessArchitecture.ToString())}, {vectors}, {Environment.ProcessorCount} cores";
        }
    }

    public static Machine Measure(int threads) => new(BestOf(threads, Multiply), BestOf(threads, Copy));

    public static void Print()
    {
        Console.WriteLine(Name);
        foreach (int threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            var machine = Measure(threads);
            Console.WriteLine($"{threads} thread(s): {machine.Gigaflops:F0} GFLOP/s single precision, {machine.Bandwidth:F1} GB/s copying, {BestOf(threads, Triad):F1} GB/s triad, {BestOf(threads, Read):F1} GB/s reading");
        }
        if (Environment.ProcessorCount > 1) Console.WriteLine($"a word from one core to another and back: {Handover.Measure():F0} ns");
    }

    // All threads at once, the slowest counts; the best of five rounds.
    private static double BestOf(int threads, Func<double> work)
    {
        double best = 0;
        for (int round = 0; round < 5; round++)
        {
            var rates = new double[threads];
            using var gate = new Barrier(threads);
            var workers = Enumerable.Range(0, threads).Select(i => new Thread(() =>
            {
                gate.SignalAndWait();
                rates[i] = work();
            })).ToArray();
            foreach (var worker in workers) worker.Start();
            foreach (var worker in workers) worker.Join();
            best = Math.Max(best, rates.Min() * threads);
        }
        return best;
    }

    private static double Multiply()
    {
        const long Steps = 4_000_000;
        var watch = Stopwatch.StartNew();
        int lanes = Vector512.IsHardwareAccelerated ? Chains512(Steps) : Chains256(Steps);
        return Steps * 12.0 * lanes * 2 / watch.Elapsed.TotalNanoseconds;
    }

    // Twelve independent chains hide the latency.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Chains512(long steps)
    {
        var x = Vector512.Create(0.999f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (long step = 0; step < steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, x); b = Vector512.FusedMultiplyAdd(b, x, x); c = Vector512.FusedMultiplyAdd(c, x, x); d = Vector512.FusedMultiplyAdd(d, x, x);
            e = Vector512.FusedMultiplyAdd(e, x, x); f = Vector512.FusedMultiplyAdd(f, x, x); g = Vector512.FusedMultiplyAdd(g, x, x); h = Vector512.FusedMultiplyAdd(h, x, x);
            i = Vector512.FusedMultiplyAdd(i, x, x); j = Vector512.FusedMultiplyAdd(j, x, x); k = Vector512.FusedMultiplyAdd(k, x, x); l = Vector512.FusedMultiplyAdd(l, x, x);
        }
        s_sink = (a + b + c + d + e + f + g + h + i + j + k + l)[0];
        return Vector512<float>.Count;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Chains256(long steps)
    {
        var x = Vector256.Create(0.999f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (long step = 0; step < steps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, x); b = Vector256.FusedMultiplyAdd(b, x, x); c = Vector256.FusedMultiplyAdd(c, x, x); d = Vector256.FusedMultiplyAdd(d, x, x);
            e = Vector256.FusedMultiplyAdd(e, x, x); f = Vector256.FusedMultiplyAdd(f, x, x); g = Vector256.FusedMultiplyAdd(g, x, x); h = Vector256.FusedMultiplyAdd(h, x, x);
            i = Vector256.FusedMultiplyAdd(i, x, x); j = Vector256.FusedMultiplyAdd(j, x, x); k = Vector256.FusedMultiplyAdd(k, x, x); l = Vector256.FusedMultiplyAdd(l, x, x);
        }
        s_sink = (a + b + c + d + e + f + g + h + i + j + k + l)[0];
        return Vector256<float>.Count;
    }

    private const int Length = 16 << 20; // floats: 64 MB, beyond any cache

    private static double Copy() => Streamed(2, static (a, b, c) => a.AsSpan().CopyTo(b));

    private static double Triad() => Streamed(3, static (a, b, c) => System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(a, 3f, b, c));

    private static double Read() => Streamed(1, static (a, b, c) => s_sink = System.Numerics.Tensors.TensorPrimitives.Sum<float>(a));

    private static double Streamed(int arrays, Action<float[], float[], float[]> work)
    {
        float[] a = new float[Length], b = arrays > 1 ? new float[Length] : a, c = arrays > 2 ? new float[Length] : a;
        foreach (float[] each in new[] { a, b, c }) each.AsSpan().Fill(1); // pages that nobody has written are one page, which lies in the cache
        work(a, b, c);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 3; i++) work(a, b, c);
        return 3.0 * arrays * Length * sizeof(float) / watch.Elapsed.TotalNanoseconds;
    }

    private static volatile float s_sink;
}
