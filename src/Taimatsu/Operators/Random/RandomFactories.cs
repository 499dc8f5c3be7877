namespace Taimatsu.Operators;

/// <summary>New tensors of random numbers.</summary>
internal static class RandomFactories
{
    /// <summary>Uniform numbers in [0, 1).</summary>
    /// <exception cref="ArgumentException">A length is negative, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.rand.html"/>
    [Operator("rand", Sizes = true)]
    public static Tensor Rand(Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Finish(RandomFilling.Uniform_(Factories.Empty(size, dtype, device), 0, 1, generator), requires_grad);

    /// <summary>Normal numbers of mean 0 and standard deviation 1.</summary>
    /// <exception cref="ArgumentException">A length is negative, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.randn.html"/>
    [Operator("randn", Sizes = true)]
    public static Tensor Randn(Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Finish(RandomFilling.Normal_(Factories.Empty(size, dtype, device), 0, 1, generator), requires_grad);

    /// <summary>Integers from 0 up to <paramref name="high"/> - 1; int64 unless another type is given.</summary>
    /// <exception cref="ArgumentException">There is no such number, or the type cannot hold all of them.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.randint.html"/>
    [Operator("randint")]
    public static Tensor Randint(long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Randint(0, high, size, dtype, device, requires_grad, generator);

    /// <summary>Integers from <paramref name="low"/> up to <paramref name="high"/> - 1; int64 unless another type is given.</summary>
    /// <exception cref="ArgumentException">There is no such number, or the type cannot hold all of them.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.randint.html"/>
    [Operator("randint")]
    public static Tensor Randint(long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Finish(RandomFilling.Random_(Factories.Empty(size, dtype ?? ScalarType.Int64, device), low, high, generator), requires_grad);

    /// <summary>The numbers 0 … n - 1 in random order; int64 unless another type is given.</summary>
    /// <exception cref="ArgumentException"><paramref name="n"/> is negative, or too large for the type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.randperm.html"/>
    [Operator("randperm")]
    public static Tensor Randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        if (n < 0) throw new ArgumentException($"n must be non-negative, got {n}");
        var type = dtype ?? ScalarType.Int64;
        if (n > 0 && n - 1 > RandomFilling.Largest(type)) throw new ArgumentException($"n is too large for result tensor type: '{type.PyTorchName()}', got {n}");
        var order = Factories.Empty(new Size(n), ScalarType.Int64, device);
        var source = Generators.For(order.device, generator);
        lock (source.Gate) order.Backend.RandomPermutation(order.Operand, source.Engine);
        return Finish(order.to(type), requires_grad);
    }

    /// <summary>Uniform numbers in [0, 1), in another tensor's shape.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.rand_like.html"/>
    [Operator("rand_like", Face = Face.Torch)]
    public static Tensor RandLike(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Finish(RandomFilling.Uniform_(Factories.EmptyLike(input, dtype, device), 0, 1, generator), requires_grad);

    /// <summary>Normal numbers of mean 0 and standard deviation 1, in another tensor's shape.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.randn_like.html"/>
    [Operator("randn_like", Face = Face.Torch)]
    public static Tensor RandnLike(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Finish(RandomFilling.Normal_(Factories.EmptyLike(input, dtype, device), 0, 1, generator), requires_grad);

    /// <summary>Integers from 0 up to <paramref name="high"/> - 1, in another tensor's shape.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.randint_like.html"/>
    [Operator("randint_like", Face = Face.Torch)]
    public static Tensor RandintLike(Tensor input, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => RandintLike(input, 0, high, dtype, device, requires_grad, generator);

    /// <summary>Integers from <paramref name="low"/> up to <paramref name="high"/> - 1, in another tensor's shape.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.randint_like.html"/>
    [Operator("randint_like", Face = Face.Torch)]
    public static Tensor RandintLike(Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Finish(RandomFilling.Random_(Factories.EmptyLike(input, dtype, device), low, high, generator), requires_grad);

    /// <summary>Normal numbers of one mean and one standard deviation.</summary>
    /// <exception cref="ArgumentException">The standard deviation is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.normal.html"/>
    [Operator("normal")]
    public static Tensor Normal(double mean, double std, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
        => Finish(RandomFilling.Normal_(Factories.Empty(size, dtype, device), mean, std, generator), requires_grad);

    /// <summary>Normal numbers, each of its own mean and standard deviation.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast together.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.normal.html"/>
    [Operator("normal", Face = Face.Torch)]
    public static Tensor Normal(Tensor mean, Tensor std, Generator? generator = null)
    {
        var result = torch.zeros_like(mean.detach() + std.detach());
        return RandomFilling.Normal_(result, 0, 1, generator).mul_(std.detach()).add_(mean.detach());
    }

    private static Tensor Finish(Tensor tensor, bool requires_grad) => requires_grad ? tensor.requires_grad_() : tensor;
}
