namespace Taimatsu.Operators;

/// <summary>The rules for <c>out:</c> arguments.</summary>
internal static class OutArgument
{
    /// <summary>Checks the tensor, gives it the result's shape if it is empty or differs, and returns it.</summary>
    /// <exception cref="InvalidOperationException">A gradient would be needed, the device differs, or the type cannot hold the result.</exception>
    public static Tensor Prepare(Tensor target, Layout layout, ScalarType type, Device device, bool records, string op)
    {
        if (records || (target.requires_grad && Autograd.GradMode.IsEnabled))
            throw new InvalidOperationException($"{op}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.");
        if (target.device != device) throw Devices.Mixed(op, device, target.device);
        TypePromotion.CheckCast(type, target.dtype);
        if (!target.Layout.SameSizes(layout)) target.ResizeForOutput(layout);
        return target;
    }
}
