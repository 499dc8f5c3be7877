using System.Runtime.CompilerServices;
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
