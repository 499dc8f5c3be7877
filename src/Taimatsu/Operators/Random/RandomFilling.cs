using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Overwriting every element with a random number. The gradient does not pass: what was there before has no influence.</summary>
internal static class RandomFilling
{
    /// <summary>Uniform numbers from <paramref name="from"/> up to, but without, <paramref name="to"/>; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">The bounds are in the wrong order or beyond the type, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.uniform_.html"/>
    [Operator("uniform_", Face = Face.Tensor)]
    public static Tensor Uniform_(Tensor input, double from = 0, double to = 1, Generator? generator = null)
    {
        CheckFloat("uniform_", input);
        if (!(from <= to)) throw new ArgumentException($"uniform_ expects to return a [from, to) range, but found from={from} > to={to}");
        double largest = LargestFloat(input.dtype);
        if (Math.Abs(from) > largest || Math.Abs(to) > largest) throw new ArgumentException($"uniform_: from and to must be within {input.dtype.PyTorchName()}, got from={from} and to={to}");
        if (to - from > largest) throw new ArgumentException($"uniform_ expects to-from <= {largest} for {input.dtype.PyTorchName()}, but found to={to} and from={from} which result in to-from to exceed the limit");
        if (Draw(input, generator, Distribution.Uniform, from, to)) input.RebaseHistory(new UniformBackward0(input));
        return input;
    }

    /// <summary>Normal numbers; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">The standard deviation is negative, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.normal_.html"/>
    [Operator("normal_", Face = Face.Tensor)]
    public static Tensor Normal_(Tensor input, double mean = 0, double std = 1, Generator? generator = null)
    {
        CheckFloat("normal_", input);
        if (!(std >= 0)) throw new ArgumentException($"normal expects std >= 0.0, but found std {std}");
        if (Draw(input, generator, Distribution.Normal, mean, std)) input.RebaseHistory(new NormalBackward0(input));
        return input;
    }

    /// <summary>Exponentials of normal numbers; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">The standard deviation is not positive, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.log_normal_.html"/>
    [Operator("log_normal_", Face = Face.Tensor)]
    public static Tensor LogNormal_(Tensor input, double mean = 1, double std = 2, Generator? generator = null)
    {
        CheckFloat("log_normal_", input);
        if (!(std > 0)) throw new ArgumentException($"log_normal_ expects std > 0.0, but found std={std}");
        if (Draw(input, generator, Distribution.LogNormal, mean, std)) input.RebaseHistory(new LogNormalBackward0(input));
        return input;
    }

    /// <summary>Exponentially distributed numbers of rate <paramref name="lambd"/>; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">The rate is not positive, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.exponential_.html"/>
    [Operator("exponential_", Face = Face.Tensor)]
    public static Tensor Exponential_(Tensor input, double lambd = 1, Generator? generator = null)
    {
        CheckFloat("exponential_", input);
        if (!(lambd > 0)) throw new ArgumentException($"exponential_ expects lambda > 0.0, but found lambda={lambd}");
        if (Draw(input, generator, Distribution.Exponential, lambd, 0)) input.RebaseHistory(new ExponentialBackward0(input));
        return input;
    }

    /// <summary>The number of trials up to the first success of probability <paramref name="p"/>; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">The probability is not in (0, 1).</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.geometric_.html"/>
    [Operator("geometric_", Face = Face.Tensor)]
    public static Tensor Geometric_(Tensor input, double p, Generator? generator = null)
    {
        if (!(p > 0 && p < 1)) throw new ArgumentException($"geometric_ expects p to be in (0, 1), but got p={p}");
        if (Draw(input, generator, Distribution.Geometric, p, 0)) input.RebaseHistory(new GeometricBackward0(input));
        return input;
    }

    /// <summary>Cauchy distributed numbers; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">The width is not positive, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.cauchy_.html"/>
    [Operator("cauchy_", Face = Face.Tensor)]
    public static Tensor Cauchy_(Tensor input, double median = 0, double sigma = 1, Generator? generator = null)
    {
        CheckFloat("cauchy_", input);
        if (!(sigma > 0)) throw new ArgumentException($"cauchy_ expects sigma > 0.0, but found sigma={sigma}");
        if (Draw(input, generator, Distribution.Cauchy, median, sigma)) input.RebaseHistory(new CauchyBackward0(input));
        return input;
    }

    /// <summary>Ones with probability <paramref name="p"/>, else zeros; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">The probability is not in [0, 1].</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.bernoulli_.html"/>
    [Operator("bernoulli_", Face = Face.Tensor)]
    public static Tensor Bernoulli_(Tensor input, double p = 0.5, Generator? generator = null)
    {
        if (!(p >= 0 && p <= 1)) throw new ArgumentException($"bernoulli_ expects p to be in [0, 1], but got p={p}");
        if (Draw(input, generator, Distribution.Bernoulli, p, 0)) input.RebaseHistory(new BernoulliBackward0(input));
        return input;
    }

    /// <summary>Ones with a probability for each element, else zeros; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">The probabilities are not of a float type, or do not broadcast to the shape.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.bernoulli_.html"/>
    [Operator("bernoulli_", Face = Face.Tensor)]
    public static Tensor Bernoulli_(Tensor input, Tensor p, Generator? generator = null)
    {
        if (!p.is_floating_point()) throw new ArgumentException($"expected probabilities tensor to have floating type, got {p.dtype.PyTorchName()}");
        bool records = InPlace.Check(input);
        Broadcasting.CheckExpandable(p.Layout, input.Layout, "output");
        var probabilities = p.detach().to(input.device).expand(input.Layout.Sizes);
        var source = Generators.For(input.device, generator);
        lock (source.Gate) input.Backend.RandomBernoulli(input.Operand, probabilities.Operand, source.Engine);
        input.BumpVersion();
        if (records) input.RebaseHistory(new BernoulliBackward0(input));
        return input;
    }

    /// <summary>Whole numbers: of an integer type all that are not negative, of a float type those that it holds exactly; returns the changed tensor.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.random_.html"/>
    [Operator("random_", Face = Face.Tensor)]
    public static Tensor Random_(Tensor input, Generator? generator = null)
    {
        bool records = InPlace.Check(input);
        var source = Generators.For(input.device, generator);
        lock (source.Gate) input.Backend.RandomBits(input.Operand, source.Engine);
        input.BumpVersion();
        if (records) input.RebaseHistory(new RandomBackward0(input));
        return input;
    }

    /// <summary>Whole numbers from 0 up to <paramref name="to"/> - 1; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">There is no such number, or the type cannot hold all of them.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.random_.html"/>
    [Operator("random_", Face = Face.Tensor)]
    public static Tensor Random_(Tensor input, long to, Generator? generator = null) => Random_(input, 0, to, generator);

    /// <summary>Whole numbers from <paramref name="from"/> up to <paramref name="to"/> - 1, or to the type's largest if that is null; returns the changed tensor.</summary>
    /// <exception cref="ArgumentException">There is no such number, or the type cannot hold all of them.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.random_.html"/>
    [Operator("random_", Face = Face.Tensor)]
    public static Tensor Random_(Tensor input, long from, long? to, Generator? generator = null)
    {
        long last = to is { } end ? end - 1 : Largest(input.dtype);
        if (to is not null && from >= to) throw new ArgumentException($"random_ expects 'from' to be less than 'to', but got from={from} >= to={to}");
        if (from < Smallest(input.dtype) || from > Largest(input.dtype)) throw new ArgumentException($"from is out of bounds for {input.dtype.PyTorchName()}: {from}");
        if (last > Largest(input.dtype) || last < Smallest(input.dtype)) throw new ArgumentException($"to - 1 is out of bounds for {input.dtype.PyTorchName()}: {last}");
        bool records = InPlace.Check(input);
        var source = Generators.For(input.device, generator);
        lock (source.Gate) input.Backend.RandomIntegers(input.Operand, source.Engine, from, unchecked((ulong)last - (ulong)from + 1));
        input.BumpVersion();
        if (records) input.RebaseHistory(new RandomBackward0(input));
        return input;
    }

    /// <summary>The largest whole number that a type holds; of a float type the end of those that it holds without gaps.</summary>
    internal static long Largest(ScalarType type) => type switch
    {
        ScalarType.Byte => byte.MaxValue,
        ScalarType.Int8 => sbyte.MaxValue,
        ScalarType.Int16 => short.MaxValue,
        ScalarType.Int32 => int.MaxValue,
        ScalarType.Int64 => long.MaxValue,
        ScalarType.Bool => 1,
        ScalarType.Float16 => 1 << 11,
        ScalarType.BFloat16 => 1 << 8,
        ScalarType.Float32 => 1 << 24,
        _ => 1L << 53,
    };

    private static long Smallest(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Bool => 0,
        _ when type.IsFloatingPoint() => -Largest(type),
        _ => -Largest(type) - 1,
    };

    private static double LargestFloat(ScalarType type) => type switch
    {
        ScalarType.Float16 => 65504,
        ScalarType.BFloat16 => 3.3895313892515355e38,
        ScalarType.Float32 => float.MaxValue,
        _ => double.MaxValue,
    };

    private static void CheckFloat(string op, Tensor input)
    {
        if (!input.is_floating_point()) throw new ArgumentException($"{op}: expected a floating point type, but got {input.dtype.PyTorchName()}");
    }

    private static bool Draw(Tensor input, Generator? generator, Distribution distribution, double a, double b)
    {
        bool records = InPlace.Check(input);
        var source = Generators.For(input.device, generator);
        lock (source.Gate) input.Backend.Random(input.Operand, source.Engine, distribution, a, b);
        input.BumpVersion();
        return records;
    }

    private abstract class OverwriteNode(Tensor input) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = torch.zeros_like(grad);
    }

    private sealed class UniformBackward0(Tensor input) : OverwriteNode(input);
    private sealed class NormalBackward0(Tensor input) : OverwriteNode(input);
    private sealed class LogNormalBackward0(Tensor input) : OverwriteNode(input);
    private sealed class ExponentialBackward0(Tensor input) : OverwriteNode(input);
    private sealed class GeometricBackward0(Tensor input) : OverwriteNode(input);
    private sealed class CauchyBackward0(Tensor input) : OverwriteNode(input);
    private sealed class BernoulliBackward0(Tensor input) : OverwriteNode(input);
    private sealed class RandomBackward0(Tensor input) : OverwriteNode(input);
}
