namespace Taimatsu.Backends;

/// <summary>The distributions that one kernel fills a tensor from, and what their two parameters are.</summary>
internal enum Distribution
{
    /// <summary>From the first parameter up to, but without, the second.</summary>
    Uniform,
    /// <summary>Mean and standard deviation.</summary>
    Normal,
    /// <summary>The exponential of a normal variable of that mean and standard deviation.</summary>
    LogNormal,
    /// <summary>The rate.</summary>
    Exponential,
    /// <summary>The probability of success: the number of trials up to the first one.</summary>
    Geometric,
    /// <summary>Median and width.</summary>
    Cauchy,
    /// <summary>The probability of a one.</summary>
    Bernoulli,
}

internal abstract partial class Backend
{
    /// <summary>A new source of random bits for this device.</summary>
    public abstract RandomEngine CreateRandomEngine(ulong seed);

    /// <summary>Draws every element from a distribution, in the order of memory.</summary>
    public abstract void Random(in Operand target, RandomEngine engine, Distribution distribution, double a, double b);

    /// <summary>Draws integers from <paramref name="low"/> up to <paramref name="low"/> + <paramref name="range"/> - 1; a range of 0 stands for 2^64.</summary>
    public abstract void RandomIntegers(in Operand target, RandomEngine engine, long low, ulong range);

    /// <summary>Draws from all whole numbers of the type that are not negative; of a float type those that it holds exactly.</summary>
    public abstract void RandomBits(in Operand target, RandomEngine engine);

    /// <summary>Draws ones with the probabilities of another operand of a float type and the same sizes.</summary>
    public abstract void RandomBernoulli(in Operand target, in Operand probabilities, RandomEngine engine);

    /// <summary>Fills a contiguous int64 vector with a random order of 0 … n - 1.</summary>
    public abstract void RandomPermutation(in Operand target, RandomEngine engine);

    /// <summary>
    /// Draws category numbers by weight, the same one again only with replacement: target is contiguous int64 [rows, samples], weights contiguous
    /// [rows, categories] of a float type.
    /// </summary>
    /// <exception cref="InvalidOperationException">A weight is negative, infinite or NaN, or a row's weights sum to zero.</exception>
    public abstract void RandomCategories(in Operand target, in Operand weights, RandomEngine engine, bool replacement);
}
