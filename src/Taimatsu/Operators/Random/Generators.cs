using System.Collections.Concurrent;

namespace Taimatsu.Operators;

/// <summary>Which generator an operator draws from.</summary>
internal static class Generators
{
    private static readonly ConcurrentDictionary<Device, Generator> s_defaults = new() { [Device.CPU] = Generator.Default };

    /// <summary>The given generator, or the default one of the device.</summary>
    /// <exception cref="ArgumentException">The generator belongs to another kind of device.</exception>
    public static Generator For(Device device, Generator? generator)
    {
        if (generator is null) return s_defaults.GetOrAdd(device, d => new Generator(d));
        if (generator.device.type != device.type)
            throw new ArgumentException($"Expected a '{device}' device type for generator but found '{generator.device}'");
        return generator;
    }

    /// <summary>Seeds the default generators of all devices.</summary>
    public static void Seed(long seed)
    {
        foreach (var generator in s_defaults.Values) generator.manual_seed(seed);
    }
}
