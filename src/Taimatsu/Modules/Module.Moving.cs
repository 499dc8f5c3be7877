using Taimatsu.Modules;

namespace Taimatsu;

public abstract partial class Module
{
    /// <summary>
    /// Replaces the memory of all parameters, gradients and buffers by what a function makes of it. The tensors stay the same objects, so that
    /// optimisers and fields that hold them keep doing so.
    /// </summary>
    internal void Convert(Func<Tensor, Tensor> convert)
    {
        using var scope = torch.no_grad();
        foreach (var module in modules())
        {
            foreach (var parameter in module._parameters.Values)
                if (parameter is not null)
                    Replace(parameter, convert);
            foreach (var buffer in module._buffers.Values)
                if (buffer is not null)
                    Replace(buffer, convert);
        }
    }

    private static void Replace(Tensor tensor, Func<Tensor, Tensor> convert)
    {
        var grad = tensor.grad;
        var moved = convert(tensor);
        if (!ReferenceEquals(moved, tensor)) tensor.ReplaceData(moved);
        if (grad is null) return;
        var movedGrad = convert(grad);
        if (!ReferenceEquals(movedGrad, grad)) tensor.grad = movedGrad;
    }
}

/// <summary>Moves of a module to another device or element type, in place; each returns the module as what it is.</summary>
public static class ModuleMoves
{
    /// <summary>Moves all parameters and buffers to a device.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to"/>
    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : Module
    {
        module.Convert(t => t.to(device, non_blocking: non_blocking));
        return module;
    }

    /// <summary>Converts all parameters and buffers of a float type to another one.</summary>
    /// <exception cref="ArgumentException">The type is no float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to"/>
    public static T to<T>(this T module, ScalarType dtype, bool non_blocking = false) where T : Module
    {
        CheckFloat(dtype);
        module.Convert(t => t.is_floating_point() ? t.to(dtype, non_blocking: non_blocking) : t);
        return module;
    }

    /// <summary>Moves all parameters and buffers to a device and converts those of a float type.</summary>
    /// <exception cref="ArgumentException">The type is no float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to"/>
    public static T to<T>(this T module, Device device, ScalarType dtype, bool non_blocking = false) where T : Module
    {
        CheckFloat(dtype);
        module.Convert(t => t.to(device, t.is_floating_point() ? dtype : t.dtype, non_blocking: non_blocking));
        return module;
    }

    /// <summary>Moves all parameters and buffers to a device.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to"/>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : Module
        => module.to(new Device(deviceType, deviceIndex), non_blocking);

    /// <summary>Moves all parameters and buffers to another tensor's device and converts those of a float type to its type.</summary>
    /// <exception cref="ArgumentException">The tensor's type is no float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to"/>
    public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : Module => module.to(other.device, other.dtype, non_blocking);

    /// <summary>Moves all parameters and buffers to the processor.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.cpu"/>
    public static T cpu<T>(this T module, bool non_blocking = false) where T : Module => module.to(Device.CPU, non_blocking);

    /// <summary>Moves all parameters and buffers to an NVIDIA GPU.</summary>
    /// <exception cref="InvalidOperationException">No backend for it is loaded.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.cuda"/>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : Module
        => module.to(new Device(DeviceType.CUDA, deviceIndex), non_blocking);

    /// <summary>Converts all parameters and buffers of a float type to float16.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.half"/>
    public static T half<T>(this T module) where T : Module => module.to(ScalarType.Float16);

    /// <summary>Converts all parameters and buffers of a float type to bfloat16.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.bfloat16"/>
    public static T bfloat16<T>(this T module) where T : Module => module.to(ScalarType.BFloat16);

    /// <summary>Converts all parameters and buffers of a float type to float32.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.float"/>
    public static T @float<T>(this T module) where T : Module => module.to(ScalarType.Float32);

    /// <summary>Converts all parameters and buffers of a float type to float64.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.double"/>
    public static T @double<T>(this T module) where T : Module => module.to(ScalarType.Float64);

    /// <summary>Converts all parameters and buffers to an element type, whatever they were.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.type"/>
    public static T type<T>(this T module, ScalarType dst_type) where T : Module
    {
        module.Convert(t => t.to(dst_type));
        return module;
    }

    private static void CheckFloat(ScalarType dtype)
    {
        if (!dtype.IsFloatingPoint())
            throw new ArgumentException($"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype.PyTorchName()}");
    }
}
