namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    /// <summary>From this length on a permutation is shuffled inside out with 64-bit draws: (2^32 - 1) / 20, where 32-bit draws get uneven.</summary>
    private const long LongPermutation = uint.MaxValue / 20;

    public override RandomEngine CreateRandomEngine(ulong seed) => new MersenneTwister(seed);

    public override void Random(in Operand target, RandomEngine engine, Distribution distribution, double a, double b)
    {
        var twister = (MersenneTwister)engine;
        switch (distribution)
        {
            case Distribution.Uniform: RandomRuns.Fill(target, twister, new UniformRun(a, b)); break;
            case Distribution.Normal when target.Count >= NormalFill.BlockLength && target.IsContiguous: RandomRuns.Fill(target, twister, new NormalBlocksRun(a, b)); break;
            case Distribution.Normal: RandomRuns.Fill(target, twister, new NormalRun(a, b)); break;
            case Distribution.LogNormal: RandomRuns.Fill(target, twister, new LogNormalRun(a, b)); break;
            case Distribution.Exponential: RandomRuns.Fill(target, twister, new ExponentialRun(a)); break;
            case Distribution.Geometric: RandomRuns.Fill(target, twister, new GeometricRun(a)); break;
            case Distribution.Cauchy: RandomRuns.Fill(target, twister, new CauchyRun(a, b)); break;
            default: RandomRuns.Fill(target, twister, new BernoulliRun(a)); break;
        }
    }

    public override void RandomIntegers(in Operand target, RandomEngine engine, long low, ulong range)
        => RandomRuns.Fill(target, (MersenneTwister)engine, new IntegerRun(low, range));

    public override void RandomBits(in Operand target, RandomEngine engine) => RandomRuns.Fill(target, (MersenneTwister)engine, new BitsRun());

    public override void RandomBernoulli(in Operand target, in Operand probabilities, RandomEngine engine)
    {
        // Probabilities become doubles, which hold every float type's values, in an order that matches the target's.
        var exact = new Operand(Allocate(Math.Max(target.Count, 1) * sizeof(double)), 0, Layout.Contiguous(target.Layout.Sizes), ScalarType.Float64);
        Copy(exact, probabilities);
        var twister = (MersenneTwister)engine;
        var drawn = new Operand(Allocate(Math.Max(target.Count, 1)), 0, exact.Layout, ScalarType.Bool);
        bool isDouble = probabilities.Type == ScalarType.Float64;
        fixed (double* p = &exact.First<double>())
        fixed (bool* one = &drawn.First<bool>())
            for (long i = 0; i < target.Count; i++) one[i] = isDouble ? twister.UniformDouble() < p[i] : twister.UniformSingle() < p[i];
        exact.KeepAlive();
        Copy(target, drawn);
    }

    public override void RandomPermutation(in Operand target, RandomEngine engine)
    {
        var twister = (MersenneTwister)engine;
        long n = target.Count;
        fixed (long* r = &target.First<long>())
        {
            if (n >= LongPermutation)
            {
                for (long i = 0; i < n; i++)
                {
                    long z = (long)(twister.Random64() % (ulong)(i + 1));
                    r[i] = i;
                    r[i] = r[z];
                    r[z] = i;
                }
            }
            else
            {
                for (long i = 0; i < n; i++) r[i] = i;
                for (long i = 0; i < n - 1; i++)
                {
                    long z = i + twister.Random32() % (n - i);
                    (r[i], r[z]) = (r[z], r[i]);
                }
            }
        }
        target.KeepAlive();
    }

    public override void RandomCategories(in Operand target, in Operand weights, RandomEngine engine, bool replacement)
    {
        var twister = (MersenneTwister)engine;
        switch (weights.Type)
        {
            case ScalarType.Float32: Categories.Draw<float>(target, weights, twister, replacement); break;
            case ScalarType.Float64: Categories.Draw<double>(target, weights, twister, replacement); break;
            case ScalarType.Float16: Categories.Draw<Half>(target, weights, twister, replacement); break;
            default: Categories.Draw<BFloat16>(target, weights, twister, replacement); break;
        }
    }
}
