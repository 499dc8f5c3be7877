namespace Taimatsu.Backends;

/// <summary>The numbers of a two-dimensional pooling window; a one-dimensional one has a height of 1.</summary>
internal readonly record struct PoolingWindow(int KernelH, int KernelW, int StrideH, int StrideW, int PaddingH, int PaddingW, int DilationH, int DilationW);

internal abstract partial class Backend
{
    /// <summary>
    /// The largest element of each window, NaN winning, and its place (row · width + column) in its plane. Operands are contiguous [planes, H, W];
    /// the indices are int64 or int32, or nothing if nobody asks for the places.
    /// </summary>
    public abstract void MaxPool(in Operand output, in Operand indices, in Operand input, in PoolingWindow window);

    /// <summary>The sum of each window divided by <paramref name="divisor"/>, or if that is 0 by its number of elements, with or without the padding's.</summary>
    public abstract void AveragePool(in Operand output, in Operand input, in PoolingWindow window, bool countsPadding, long divisor);

    /// <summary>The gradient of <see cref="AveragePool"/> by its input.</summary>
    public abstract void AveragePoolBackward(in Operand gradInput, in Operand gradOutput, in PoolingWindow window, bool countsPadding, long divisor);

    /// <summary>The mean over windows that cut [H, W] evenly into the output's size; windows overlap where they must.</summary>
    public abstract void AdaptiveAveragePool(in Operand output, in Operand input);

    /// <summary>The gradient of <see cref="AdaptiveAveragePool"/> by its input.</summary>
    public abstract void AdaptiveAveragePoolBackward(in Operand gradInput, in Operand gradOutput);

    /// <summary>The largest element over windows that cut [H, W] evenly into the output's size, and its place.</summary>
    public abstract void AdaptiveMaxPool(in Operand output, in Operand indices, in Operand input);

    /// <summary>
    /// Zeros, and each gradient added at its place in its plane: what max pooling does backwards. Contiguous [planes, H, W]; the places come from such windows, or from anywhere if it is the default.
    /// </summary>
    public abstract void PlaneScatterAdd(in Operand target, in Operand source, in Operand indices, in PoolingWindow window);

    /// <summary>The element at each place of the plane.</summary>
    public abstract void PlaneGather(in Operand target, in Operand source, in Operand indices);
}
