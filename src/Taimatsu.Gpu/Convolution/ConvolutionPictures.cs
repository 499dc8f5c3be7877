namespace Taimatsu.Gpu;

/// <summary>
/// Where a column or a step of a convolution's product lies: the element of the picture is at the sum of both <see cref="Picture"/>, in the row and column of the sums of
/// <see cref="Y"/> and <see cref="X"/>; it is 0 if those lie outside of the plane.
/// </summary>
internal struct Place
{
    /// <summary>Far outside of every plane, also after two of them are added.</summary>
    public const int Outside = -(1 << 30);

    public long Picture;
    public int Y, X;

    /// <summary>Of a step, the distance in the other factor; of a column, the distance in the result.</summary>
    public long Other;
}

/// <summary>A convolution as a product of matrices, the right one of which is made of pieces of pictures and exists nowhere.</summary>
internal interface IConvolutionPicture
{
    /// <summary>A column of the product.</summary>
    Place Column(uint column);

    /// <summary>A step of the sum.</summary>
    Place Step(uint step);
}

/// <summary>The output: columns are its positions, steps the kernel's taps.</summary>
internal struct OutputPicture : IConvolutionPicture
{
    public uint OutHeight, OutWidth, KernelH, KernelW;
    public int Width, StrideH, StrideW, PaddingH, PaddingW, DilationH, DilationW;
    public long Plane, Image, OutImage;

    public readonly Place Column(uint column)
    {
        uint row = column / OutWidth, x = column - row * OutWidth, image = row / OutHeight, y = row - image * OutHeight;
        int top = (int)y * StrideH - PaddingH, left = (int)x * StrideW - PaddingW;
        return new Place { Picture = image * Image + (long)top * Width + left, Y = top, X = left, Other = image * OutImage + (long)y * OutWidth + x };
    }

    public readonly Place Step(uint step)
    {
        uint row = step / KernelW, x = step - row * KernelW, channel = row / KernelH, y = row - channel * KernelH;
        int down = (int)y * DilationH, along = (int)x * DilationW;
        return new Place { Picture = channel * Plane + (long)down * Width + along, Y = down, X = along, Other = step };
    }
}

/// <summary>
/// The gradient by one phase of the input: of every stride-th row and column, from a first one on, so that all of them meet the same taps. Columns are those positions,
/// steps the taps that meet them.
/// </summary>
internal struct InputPicture : IConvolutionPicture
{
    /// <summary>Positions of this phase, and the taps that meet them.</summary>
    public uint PhaseHeight, PhaseWidth, TapsH, TapsW;

    public int FirstY, FirstX, StrideH, StrideW, Width;

    // The first tap, from one to the next, and where they point to in the output's gradient.
    public int TapH, TapW, TapStepH, TapStepW, ShiftH, ShiftW, ShiftStepH, ShiftStepW, KernelW, OutWidth;

    public long Image, OutPlane, OutImage, WeightStep;

    public readonly Place Column(uint column)
    {
        uint row = column / PhaseWidth, x = column - row * PhaseWidth, image = row / PhaseHeight, y = row - image * PhaseHeight;
        int top = (int)y + ShiftH, left = (int)x + ShiftW;
        return new Place
        {
            Picture = image * OutImage + (long)top * OutWidth + left, Y = top, X = left,
            Other = image * Image + ((long)y * StrideH + FirstY) * Width + (long)x * StrideW + FirstX,
        };
    }

    public readonly Place Step(uint step)
    {
        uint row = step / TapsW, x = step - row * TapsW, channel = row / TapsH, y = row - channel * TapsH;
        int up = -(int)y * ShiftStepH, back = -(int)x * ShiftStepW;
        return new Place
        {
            Picture = channel * OutPlane + (long)up * OutWidth + back, Y = up, X = back,
            Other = channel * WeightStep + (TapH + y * TapStepH) * KernelW + TapW + x * TapStepW,
        };
    }
}

/// <summary>The gradient by the weight: columns are taps, steps the output's positions.</summary>
internal struct WeightPicture : IConvolutionPicture
{
    public OutputPicture Turned;

    public readonly Place Column(uint column) => Turned.Step(column);

    public readonly Place Step(uint step) => Turned.Column(step);
}
