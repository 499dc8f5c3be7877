using Taimatsu.Backends.Cpu;

namespace Taimatsu.Backends;

/// <summary>The backends by device. A package with another backend registers it here when it is loaded; nothing below this floor changes for it.</summary>
internal static class BackendRegistry
{
    private static readonly Func<int, Backend>?[] Factories = new Func<int, Backend>?[16];

    /// <summary>The processor's backend.</summary>
    public static readonly CpuBackend Cpu = new();

    static BackendRegistry() => Factories[(int)DeviceType.CPU] = _ => Cpu;

    /// <summary>Makes a kind of device available; the function gives the backend of a device number.</summary>
    public static void Register(DeviceType type, Func<int, Backend> factory) => Factories[(int)type] = factory;

    /// <summary>True if a backend of that kind is there.</summary>
    public static bool IsAvailable(DeviceType type) => Factories[(int)type] is not null;

    /// <summary>The backend of a device.</summary>
    /// <exception cref="InvalidOperationException">No backend of that kind is registered.</exception>
    public static Backend Of(Device device)
    {
        if (device.type == DeviceType.CPU) return Cpu;
        var factory = Factories[(int)device.type];
        if (factory is not null) return factory(Math.Max(device.index, 0));
        throw new InvalidOperationException(device.type == DeviceType.CUDA
            ? "Taimatsu is not able to use CUDA: no GPU backend is loaded in this process"
            : $"no backend for device '{device}' is loaded in this process");
    }
}
