using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Taimatsu.Backends.Cpu;

namespace Taimatsu.Backends;

/// <summary>
/// The backends by device. A package with another backend registers it here; nothing below this floor changes for it. The package for GPUs need not be called:
/// the first question about such a device loads it if it lies beside the program.
/// </summary>
internal static class BackendRegistry
{
    /// <summary>The processor's backend.</summary>
    public static readonly CpuBackend Cpu = new();

    private static readonly Lock Gate = new();
    private static volatile DeviceProvider? cuda;
    private static bool searched;

    [ThreadStatic]
    private static int current;

    /// <summary>Makes a kind of device available.</summary>
    public static void Register(DeviceType type, DeviceProvider provider)
    {
        if (type != DeviceType.CUDA) throw new ArgumentException($"a backend for {type} cannot be registered");
        cuda = provider;
    }

    /// <summary>True if there are devices of that kind; an emulation does not count.</summary>
    public static bool IsAvailable(DeviceType type) => type == DeviceType.CPU || (DeviceCount(type) > 0 && Cuda()!.IsHardware);

    /// <summary>The number of devices of a kind.</summary>
    public static int DeviceCount(DeviceType type) => type == DeviceType.CPU ? 1 : type == DeviceType.CUDA ? Cuda()?.Count ?? 0 : 0;

    /// <summary>The device that is meant where cuda has no number, for this thread.</summary>
    public static int CurrentDevice
    {
        get => current;
        set => current = value;
    }

    /// <summary>The same device with its number.</summary>
    public static Device Normalize(Device device) => device.type == DeviceType.CUDA && device.index < 0 ? new Device(DeviceType.CUDA, current) : device;

    /// <summary>The backend of a device.</summary>
    /// <exception cref="InvalidOperationException">There is no such device; the text says why.</exception>
    public static Backend Of(Device device)
    {
        if (device.type == DeviceType.CPU) return Cpu;
        if (device.type != DeviceType.CUDA) throw new InvalidOperationException($"no backend for device '{device}' is loaded in this process");
        return Devices().Get(Index(device));
    }

    /// <summary>The name of a GPU as its maker calls it.</summary>
    /// <exception cref="InvalidOperationException">There is no such device; the text says why.</exception>
    public static string NameOf(Device device) => Devices().NameOf(Index(device));

    private static int Index(Device device)
    {
        int index = device.index < 0 ? current : device.index, count = Devices().Count;
        if (index < count) return index;
        throw new InvalidOperationException($"CUDA error: invalid device ordinal: device {index} was asked for, the number of devices is {count}");
    }

    private static DeviceProvider Devices()
    {
        var provider = Cuda();
        if (provider is null) throw new InvalidOperationException("Taimatsu is not able to use CUDA: no GPU backend is loaded in this process; add a reference to the package Taimatsu.Gpu");
        if (provider.Count == 0) throw new InvalidOperationException($"Taimatsu is not able to use CUDA: {provider.Problem}");
        return provider;
    }

    private static DeviceProvider? Cuda()
    {
        if (cuda is { } known) return known;
        lock (Gate)
        {
            if (cuda is null && !searched) LoadPackage();
            searched = true;
            return cuda;
        }
    }

    // A name written out: trimming keeps the method if the program has the package, and nothing if not.
    [UnconditionalSuppressMessage("Trimming", "IL2122", Justification = "A package that the program does not refer to is not there; then there are no such devices.")]
    private static void LoadPackage()
        => Type.GetType("Taimatsu.Gpu.GpuPackage, Taimatsu.Gpu", throwOnError: false)?.GetMethod("Register", BindingFlags.Public | BindingFlags.Static)?.Invoke(null, null);

    /// <summary>Runs an operator over small contiguous tensors in the processor's memory at once, without descriptor and iterator.</summary>
    /// <returns>False if the element type has no such way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFlat<TOp>(TOp op, in Operand result, in Operand x) where TOp : struct, IUnaryOp => CpuBackend.TryFlat(op, result, x);

    /// <inheritdoc cref="TryFlat{TOp}(TOp, in Operand, in Operand)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFlat<TOp>(TOp op, in Operand result, in Operand x, in Operand y) where TOp : struct, IBinaryOp => CpuBackend.TryFlat(op, result, x, y);

    /// <inheritdoc cref="TryFlat{TOp}(TOp, in Operand, in Operand)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFlat<TOp>(TOp op, in Operand result, in Operand x, Scalar y) where TOp : struct, IBinaryOp => CpuBackend.TryFlat(op, result, x, y);

    /// <summary>How many elements <see cref="TryFlatReduce"/> takes at most.</summary>
    public const long LongestFlatReduction = 4096;

    /// <summary>Reduces all elements of a small contiguous tensor in the processor's memory at once, without descriptor and plan.</summary>
    /// <returns>False if the element type has no such way.</returns>
    public static bool TryFlatReduce<TOp>(TOp op, in Operand result, in Operand x) where TOp : struct, IReduceOp => CpuBackend.TryFlatReduce(op, result, x);
}
