using Taimatsu.Operators;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>The processor's generator that operators draw from when they are given none.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/torch.html#torch.torch.default_generator"/>
    public static Generator default_generator => Taimatsu.Generator.Default;

    /// <summary>A new generator of a device.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Generator.html"/>
    public static Generator Generator(Device? device = null) => new(device);

    /// <summary>Seeds the default generators of all devices; returns the processor's.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.manual_seed.html"/>
    public static Generator manual_seed(long seed)
    {
        Generators.Seed(seed);
        return default_generator;
    }

    /// <summary>Seeds the default generators unpredictably, and returns the seed.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.seed.html"/>
    public static long seed()
    {
        long seed = default_generator.seed();
        Generators.Seed(seed);
        return seed;
    }

    /// <summary>The seed of the default generator.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.initial_seed.html"/>
    public static long initial_seed() => default_generator.initial_seed();

    /// <summary>The default generator's state, a uint8 tensor of 5056 bytes.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.get_rng_state.html"/>
    public static Tensor get_rng_state() => default_generator.get_state();

    /// <summary>Lets the default generator go on from a state, given here or by PyTorch.</summary>
    /// <exception cref="ArgumentException">It is not such a state.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.set_rng_state.html"/>
    public static void set_rng_state(Tensor new_state) => default_generator.set_state(new_state);

    /// <summary>The functions above under PyTorch's longer names, and forks.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/random.html"/>
    public static class random
    {
        /// <inheritdoc cref="torch.manual_seed(long)"/>
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        /// <inheritdoc cref="torch.seed()"/>
        public static long seed() => torch.seed();

        /// <inheritdoc cref="torch.initial_seed()"/>
        public static long initial_seed() => torch.initial_seed();

        /// <inheritdoc cref="torch.get_rng_state()"/>
        public static Tensor get_rng_state() => torch.get_rng_state();

        /// <inheritdoc cref="torch.set_rng_state(Tensor)"/>
        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);

        /// <summary>Until the result is disposed, draws do not count: then the default generator goes on from where it is now.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/random.html#torch.random.fork_rng"/>
        public static IDisposable fork_rng(bool enabled = true) => new Fork(enabled);

        private sealed class Fork(bool enabled) : IDisposable
        {
            private byte[]? _state = enabled ? default_generator.GetStateBytes() : null;

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _state, null) is { } state) default_generator.SetStateBytes(state);
            }
        }
    }
}
