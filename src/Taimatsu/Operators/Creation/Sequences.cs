using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Numbers in a row.</summary>
internal static class Sequences
{
    /// <summary>0, 1, … up to but without <paramref name="stop"/>. Whole numbers give int64, others the default float type.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.arange.html"/>
    [Operator("arange")]
    public static Tensor Arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>From <paramref name="start"/> up to but without <paramref name="stop"/>.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite, or lie the wrong way around.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.arange.html"/>
    [Operator("arange")]
    public static Tensor Arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>From <paramref name="start"/> up to but without <paramref name="stop"/>, in steps.</summary>
    /// <exception cref="ArgumentException">The step is 0, or the bounds are not finite or inconsistent with its sign.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.arange.html"/>
    [Operator("arange")]
    public static Tensor Arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        double from = start.ToDouble(), to = stop.ToDouble(), by = step.ToDouble();
        if (by == 0 || double.IsNaN(by)) throw new ArgumentException("step must be nonzero");
        if (!double.IsFinite(from) || !double.IsFinite(to)) throw new ArgumentException($"unsupported range: {from} -> {to}");
        if ((by > 0 && from > to) || (by < 0 && from < to)) throw new ArgumentException("upper bound and lower bound inconsistent with step sign");
        bool whole = start.IsIntegral && stop.IsIntegral && step.IsIntegral;
        var type = dtype ?? (whole ? ScalarType.Int64 : torch.get_default_dtype());
        long count = whole ? WholeCount(start.ToInt64(), stop.ToInt64(), step.ToInt64()) : (long)Math.Ceiling((to - from) / by);
        var result = Tensor.Empty(Layout.Contiguous([count]), type, device ?? Device.CPU);
        result.Backend.Sequence(result.Operand, start, step);
        return requires_grad ? result.requires_grad_() : result;
    }

    /// <summary>Evenly spaced numbers from <paramref name="start"/> to <paramref name="end"/>, both included.</summary>
    /// <exception cref="ArgumentException">The number of steps is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linspace.html"/>
    [Operator("linspace")]
    public static Tensor Linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        if (steps < 0) throw new ArgumentException("number of steps must be non-negative");
        var type = dtype ?? torch.get_default_dtype();
        var result = Tensor.Empty(Layout.Contiguous([steps]), type, device ?? Device.CPU);
        if (steps > 0) result.Backend.Spaced(result.Operand, start, end);
        return requires_grad ? result.requires_grad_() : result;
    }

    /// <summary>Numbers whose logarithms are evenly spaced: base to the power of each of linspace.</summary>
    /// <exception cref="ArgumentException">The number of steps is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logspace.html"/>
    [Operator("logspace")]
    public static Tensor Logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var exponents = Linspace(start, end, steps, ScalarType.Float64).ToFlatArray<double>();
        return FromData.Copy<double>(Array.ConvertAll(exponents, e => Math.Pow(@base, e)), [steps], dtype ?? torch.get_default_dtype(), device, requires_grad);
    }

    /// <summary>Ones on the diagonal of an n × m matrix (n × n if m is left out), zeros elsewhere.</summary>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.eye.html"/>
    [Operator("eye")]
    public static Tensor Eye(long n, long? m = null, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        if (n < 0) throw new ArgumentException($"n must be greater or equal to 0, got {n}");
        long columns = m ?? n;
        if (columns < 0) throw new ArgumentException($"m must be greater or equal to 0, got {columns}");
        var result = torch.zeros([n, columns], dtype: dtype, device: device);
        long diagonal = Math.Min(n, columns);
        if (diagonal > 0) result.as_strided([diagonal], [columns + 1]).fill_(1);
        return requires_grad ? result.requires_grad_() : result;
    }

    private static long WholeCount(long start, long stop, long step) => step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
}
