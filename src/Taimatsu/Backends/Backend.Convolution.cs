namespace Taimatsu.Backends;

/// <summary>The numbers of a two-dimensional convolution; a one-dimensional one has a height of 1.</summary>
internal readonly record struct ConvolutionWindow(int StrideH, int StrideW, int PaddingH, int PaddingW, int DilationH, int DilationW, int Groups);

internal abstract partial class Backend
{
    /// <summary>
    /// Cross-correlation: output [N, O, H', W'] of input [N, C, H, W] with weight [O, C / groups, KH, KW], plus a bias [O] if it has elements.
    /// All operands are contiguous and of one float type, of 16 bits only where <see cref="ConvolvesReduced"/>; the input may be <see cref="ChannelsLast"/> where <see cref="ConvolvesChannelsLast"/>.
    /// </summary>
    public abstract void Convolution(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window);

    /// <summary>The same, with results below zero made zero.</summary>
    public virtual bool TryRectifiedConvolution(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window) => false;

    /// <summary>The gradient by the input: the transposed convolution of the output's gradient.</summary>
    public abstract void ConvolutionBackwardInput(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window);

    /// <summary>The gradient by the weight. The input is as in <see cref="Convolution"/>.</summary>
    public abstract void ConvolutionBackwardWeight(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window);

    /// <summary>The version of the library that convolutions go through, if there is one.</summary>
    public virtual long? ConvolutionLibraryVersion => null;

    /// <summary>Images whose channels lie together need not be made contiguous for a convolution.</summary>
    public virtual bool ConvolvesChannelsLast => false;

    /// <summary>16-bit floats need not be widened for a convolution.</summary>
    public virtual bool ConvolvesReduced => false;
}
