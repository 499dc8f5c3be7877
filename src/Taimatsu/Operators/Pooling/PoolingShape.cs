using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>What all pooling operators share: checks, output lengths, and planes out of batches.</summary>
internal static class PoolingShape
{
    /// <summary>Checks the window against the input and finds the output's height and width.</summary>
    public static (long Height, long Width) Output(string op, long height, long width, in PoolingWindow window, bool ceil)
    {
        if (window.KernelH <= 0 || window.KernelW <= 0) throw new ArgumentException($"{op}: kernel size should be greater than zero, but got ({window.KernelH}, {window.KernelW})");
        if (window.StrideH <= 0 || window.StrideW <= 0) throw new ArgumentException($"{op}: stride should be greater than zero, but got ({window.StrideH}, {window.StrideW})");
        if (window.DilationH <= 0 || window.DilationW <= 0) throw new ArgumentException($"{op}: dilation should be greater than zero, but got ({window.DilationH}, {window.DilationW})");
        if (window.PaddingH < 0 || window.PaddingW < 0) throw new ArgumentException($"{op}: pad must be non-negative, but got pad ({window.PaddingH}, {window.PaddingW})");
        if (window.PaddingH > ((window.KernelH - 1) * window.DilationH + 1) / 2 || window.PaddingW > ((window.KernelW - 1) * window.DilationW + 1) / 2)
            throw new ArgumentException($"{op}: pad should be at most half of effective kernel size, but got pad=({window.PaddingH}, {window.PaddingW}), kernel_size=({window.KernelH}, {window.KernelW}) and dilation=({window.DilationH}, {window.DilationW})");
        long outHeight = Length(height, window.KernelH, window.StrideH, window.PaddingH, window.DilationH, ceil);
        long outWidth = Length(width, window.KernelW, window.StrideW, window.PaddingW, window.DilationW, ceil);
        if (outHeight <= 0 || outWidth <= 0)
            throw new ArgumentException($"{op}: Given input size: ({height}x{width}). Calculated output size: ({outHeight}x{outWidth}). Output size is too small");
        return (outHeight, outWidth);
    }

    // With ceil, a last window may hang over the end, but it must start inside the input or its padding.
    private static long Length(long length, int kernel, int stride, int padding, int dilation, bool ceil)
    {
        long room = length + 2L * padding - dilation * (kernel - 1L) - 1 + (ceil ? stride - 1 : 0);
        long result = (room >= 0 ? room / stride : -((-room + stride - 1) / stride)) + 1;
        if (ceil && (result - 1) * stride >= length + padding) result--;
        return result;
    }

    /// <summary>The input as contiguous planes [N · C, H, W] of a type that kernels take.</summary>
    public static Tensor Planes(Tensor input)
    {
        var type = input.dtype == ScalarType.Float32 || input.dtype.IsReducedFloatingPoint() ? ScalarType.Float32 : ScalarType.Float64;
        long planes = 1;
        for (int d = 0; d < input.ndim - 2; d++) planes *= input.size(d);
        return input.detach().to(type).contiguous().view(planes, input.size(-2), input.size(-1));
    }

    /// <summary>A new tensor of planes.</summary>
    public static Tensor NewPlanes(Tensor planes, long height, long width, ScalarType? type = null)
        => Tensor.Empty(Layout.Contiguous([planes.size(0), height, width]), type ?? planes.dtype, planes.device);

    /// <summary>Planes in the shape and type of the input, but for the last two lengths; not a view, since nobody else sees the planes.</summary>
    public static Tensor Like(Tensor planes, Tensor input, ScalarType type)
    {
        long[] sizes = [.. input.Layout.Sizes];
        sizes[^2] = planes.size(1);
        sizes[^1] = planes.size(2);
        return planes.to(type).view(sizes).detach();
    }

    /// <summary>Throws unless the input is [C, H, W] or [N, C, H, W] and no length but the batch's is 0.</summary>
    public static void Check(string op, Tensor input, int spatial)
    {
        bool right = input.ndim == spatial + 1 || input.ndim == spatial + 2;
        for (int d = 1; d <= spatial + 1 && right; d++) right = input.size(-d) > 0; // the batch may be empty
        if (!right)
            throw new ArgumentException($"{op}: Expected {spatial + 1}D or {spatial + 2}D (batch mode) tensor with optional 0 dim batch size for input, but got: [{string.Join(", ", input.shape)}]");
        if (!input.is_floating_point()) throw new InvalidOperationException($"\"{op}\" not implemented for '{input.dtype.LegacyName()}'");
    }
}
