namespace Taimatsu.Operators;

/// <summary>Operands must lie on one device; only a 0-d tensor of the processor may meet one elsewhere, as PyTorch allows.</summary>
internal static class Devices
{
    public static Device Common(string op, ref Tensor a, ref Tensor b)
    {
        if (ReferenceEquals(a.device, b.device) || a.device == b.device) return a.device;
        if (IsMovable(b)) b = b.MovedTo(a.device);
        else if (IsMovable(a)) a = a.MovedTo(b.device);
        else throw Mixed(op, a.device, b.device);
        return a.device;
    }

    public static Device Common(string op, ref Tensor a, ref Tensor b, ref Tensor c)
    {
        Common(op, ref a, ref b);
        Common(op, ref a, ref c);
        return Common(op, ref a, ref b);
    }

    /// <summary>PyTorch's error for operands on two devices.</summary>
    public static InvalidOperationException Mixed(string op, Device a, Device b)
        => new($"{op}: Expected all tensors to be on the same device, but found at least two devices, {a} and {b}!");

    private static bool IsMovable(Tensor tensor) => tensor.ndim == 0 && tensor.device_type == DeviceType.CPU;
}
