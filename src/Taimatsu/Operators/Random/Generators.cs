using System.Collections.Concurrent;

namespace Taimatsu.Operators;

/// <summary>Which generator an operator draws from.</summary>
internal static class Generators
{
    [ThreadStatic] private static Generator? t_own;

    private static long? s_seed; // what devices that are first drawn from later start with

    private static readonly ConcurrentDictionary<Device, Generator> s_defaults = new() { [Device.CPU] = Generator.Default };

    /// <summary>The given generator, or the default one of the device.</summary>
    /// <exception cref="ArgumentException">The generator belongs to another kind of device.</exception>
    public static Generator For(Device device, Generator? generator)
    {
        if (generator is null && t_own is { } own && own.device.type == device.type) return own;
        if (generator is null) return s_defaults.GetOrAdd(device, Make);
        if (generator.device.type != device.type)
            throw new ArgumentException($"Expected a '{device}' device type for generator but found '{generator.device}'");
        return generator;
    }

    /// <summary>Until the result is disposed, this thread draws from the given generator where it would from the default one.</summary>
    public static IDisposable Use(Generator generator)
    {
        var scope = new Scope(t_own);
        t_own = generator;
        return scope;
    }

    /// <summary>Seeds the default generators of all devices.</summary>
    public static void Seed(long seed)
    {
        s_seed = seed;
        foreach (var generator in s_defaults.Values) generator.manual_seed(seed);
    }

    private static Generator Make(Device device)
    {
        var generator = new Generator(device);
        return s_seed is { } seed ? generator.manual_seed(seed) : generator;
    }

    private sealed class Scope(Generator? before) : IDisposable
    {
        public void Dispose() => t_own = before;
    }
}
