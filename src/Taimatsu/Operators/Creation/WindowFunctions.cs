namespace Taimatsu.Operators;

/// <summary>Windows of signal processing: they rise from the ends to one in the middle.</summary>
internal static class WindowFunctions
{
    /// <summary>½ − ½ cos(2πn/N).</summary>
    /// <exception cref="ArgumentException">The length is negative, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.hann_window.html"/>
    [Operator("hann_window")]
    public static Tensor Hann(long window_length, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("hann_window", window_length, periodic, x => 0.5 - 0.5 * Math.Cos(2 * Math.PI * x), dtype, device, requires_grad);

    /// <summary>α − β cos(2πn/N).</summary>
    /// <exception cref="ArgumentException">The length is negative, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.hamming_window.html"/>
    [Operator("hamming_window")]
    public static Tensor Hamming(long window_length, bool periodic = true, double alpha = 0.54, double beta = 0.46, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("hamming_window", window_length, periodic, x => alpha - beta * Math.Cos(2 * Math.PI * x), dtype, device, requires_grad);

    /// <summary>0.42 − ½ cos(2πn/N) + 0.08 cos(4πn/N).</summary>
    /// <exception cref="ArgumentException">The length is negative, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.blackman_window.html"/>
    [Operator("blackman_window")]
    public static Tensor Blackman(long window_length, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("blackman_window", window_length, periodic, x => 0.42 - 0.5 * Math.Cos(2 * Math.PI * x) + 0.08 * Math.Cos(4 * Math.PI * x), dtype, device, requires_grad);

    /// <summary>A straight line up to the middle, and one down.</summary>
    /// <exception cref="ArgumentException">The length is negative, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bartlett_window.html"/>
    [Operator("bartlett_window")]
    public static Tensor Bartlett(long window_length, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("bartlett_window", window_length, periodic, x => x < 0.5 ? 2 * x : 2 - 2 * x, dtype, device, requires_grad);

    // A periodic window is one element longer before its last is dropped: joined to itself it goes on without a repeated zero.
    private static Tensor Make(string op, long length, bool periodic, Func<double, double> value, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        var type = dtype ?? torch.get_default_dtype();
        if (!type.IsFloatingPoint()) throw new ArgumentException($"{op} expects floating point dtypes, got: {type.PyTorchName()}");
        if (length < 0) throw new ArgumentException($"{op} requires non-negative window_length, got window_length={length}");
        var values = new double[length];
        double last = periodic ? length : length - 1;
        for (long i = 0; i < length; i++) values[i] = length == 1 ? 1 : value(i / last);
        return FromData.Copy<double>(values, [length], type, device, requiresGrad);
    }
}
