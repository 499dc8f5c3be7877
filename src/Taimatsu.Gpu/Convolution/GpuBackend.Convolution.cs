using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    // Rows under which most of a tile would be empty, and steps above which one thread a result is too few.
    private const int FewRows = 4, LongSum = 256;

    // Parts of a sum are no shorter than this many tiles' depths.
    private const int LeastTiles = 8, MostSumParts = 64;

    public override void Convolution(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window)
    {
        if (TryConvolution(output, input, weight, bias, window)) return;
        if (output.Type.IsReducedFloatingPoint())
        {
            var wide = Scratch(ScalarType.Float32, output.Layout.Sizes);
            Convolution(wide, Widened(input), Widened(weight), Widened(bias), window);
            Copy(output, wide);
            return;
        }
        if (output.Type == ScalarType.Float32) ConvolutionOf<float, Single32>(output, input, weight, bias, window);
        else ConvolutionOf<double, Double64>(output, input, weight, bias, window);
        output.KeepAlive();
        input.KeepAlive();
        weight.KeepAlive();
        bias.KeepAlive();
    }

    public override void ConvolutionBackwardInput(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window)
    {
        if (TryConvolutionBackwardInput(gradInput, gradOutput, weight, window)) return;
        if (gradInput.Type.IsReducedFloatingPoint())
        {
            var wide = Scratch(ScalarType.Float32, gradInput.Layout.Sizes);
            ConvolutionBackwardInput(wide, Widened(gradOutput), Widened(weight), window);
            Copy(gradInput, wide);
            return;
        }
        if (gradInput.Type == ScalarType.Float32) ConvolutionBackwardInputOf<float, Single32>(gradInput, gradOutput, weight, window);
        else ConvolutionBackwardInputOf<double, Double64>(gradInput, gradOutput, weight, window);
        gradInput.KeepAlive();
        gradOutput.KeepAlive();
        weight.KeepAlive();
    }

    public override void ConvolutionBackwardWeight(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window)
    {
        if (TryConvolutionBackwardWeight(gradWeight, gradOutput, input, window)) return;
        if (gradWeight.Type.IsReducedFloatingPoint())
        {
            var wide = Scratch(ScalarType.Float32, gradWeight.Layout.Sizes);
            ConvolutionBackwardWeight(wide, Widened(gradOutput), Widened(input), window);
            Copy(gradWeight, wide);
            return;
        }
        if (gradWeight.Type == ScalarType.Float32) ConvolutionBackwardWeightOf<float, Single32>(gradWeight, gradOutput, input, window);
        else ConvolutionBackwardWeightOf<double, Double64>(gradWeight, gradOutput, input, window);
        gradWeight.KeepAlive();
        gradOutput.KeepAlive();
        input.KeepAlive();
    }

    private void ConvolutionOf<T, V>(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window) where T : unmanaged where V : struct, ILane<V, T>
    {
        if (output.Count == 0) return;
        long plane = input.Size(2) * input.Size(3), outPlane = output.Size(2) * output.Size(3), rows = weight.Size(0) / window.Groups;
        long taps = weight.Size(1) * weight.Size(2) * weight.Size(3);
        var shape = new ConvolutionShape
        {
            Rows = checked((int)rows), Columns = checked((int)(output.Size(0) * outPlane)), Depth = checked((int)taps), Height = (int)input.Size(2), Width = (int)input.Size(3),
            HasBias = bias.Count > 0 ? 1 : 0, LeftRow = taps, LeftGroup = rows * taps, PictureGroup = weight.Size(1) * plane, TargetRow = outPlane, TargetGroup = rows * outPlane,
        };
        Product<OutputPicture, T, V>(output, weight, input, bias, shape, Picture(output, input, weight.Size(2), weight.Size(3), window), window.Groups, true);
    }

    private static OutputPicture Picture(in Operand output, in Operand input, long kernelH, long kernelW, in ConvolutionWindow window) => new()
    {
        OutHeight = (uint)output.Size(2), OutWidth = (uint)output.Size(3), KernelH = (uint)kernelH, KernelW = (uint)kernelW, Width = (int)input.Size(3),
        StrideH = window.StrideH, StrideW = window.StrideW, PaddingH = window.PaddingH, PaddingW = window.PaddingW, DilationH = window.DilationH, DilationW = window.DilationW,
        Plane = input.Size(2) * input.Size(3), Image = input.Size(1) * input.Size(2) * input.Size(3), OutImage = output.Size(1) * output.Size(2) * output.Size(3),
    };

    private void ConvolutionBackwardInputOf<T, V>(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window) where T : unmanaged where V : struct, ILane<V, T>
    {
        if (gradInput.Count == 0) return;
        int height = (int)gradInput.Size(2), width = (int)gradInput.Size(3), outHeight = (int)gradOutput.Size(2), outWidth = (int)gradOutput.Size(3);
        long plane = (long)height * width, outPlane = (long)outHeight * outWidth, outChannels = weight.Size(0) / window.Groups, channels = weight.Size(1);
        long taps = weight.Size(2) * weight.Size(3);
        for (int firstY = 0; firstY < Math.Min(window.StrideH, height); firstY++)
            for (int firstX = 0; firstX < Math.Min(window.StrideW, width); firstX++)
            {
                var vertical = new Phase(firstY, height, (int)weight.Size(2), window.StrideH, window.PaddingH, window.DilationH);
                var horizontal = new Phase(firstX, width, (int)weight.Size(3), window.StrideW, window.PaddingW, window.DilationW);
                var picture = new InputPicture
                {
                    PhaseHeight = (uint)vertical.Positions, PhaseWidth = (uint)horizontal.Positions, TapsH = (uint)vertical.Taps, TapsW = (uint)horizontal.Taps,
                    FirstY = firstY, FirstX = firstX, StrideH = window.StrideH, StrideW = window.StrideW, Width = width,
                    TapH = vertical.FirstTap, TapW = horizontal.FirstTap, TapStepH = vertical.TapStep, TapStepW = horizontal.TapStep,
                    ShiftH = vertical.Shift, ShiftW = horizontal.Shift, ShiftStepH = vertical.ShiftStep, ShiftStepW = horizontal.ShiftStep,
                    KernelW = (int)weight.Size(3), OutWidth = outWidth, Image = gradInput.Size(1) * plane, OutPlane = outPlane, OutImage = gradOutput.Size(1) * outPlane,
                    WeightStep = channels * taps,
                };
                var shape = new ConvolutionShape
                {
                    Rows = checked((int)channels), Columns = checked((int)(gradInput.Size(0) * vertical.Positions * horizontal.Positions)),
                    Depth = checked((int)(outChannels * vertical.Taps * horizontal.Taps)), Height = outHeight, Width = outWidth,
                    LeftRow = taps, LeftGroup = outChannels * channels * taps, PictureGroup = outChannels * outPlane, TargetRow = plane, TargetGroup = channels * plane,
                };
                bool whole = window.StrideH == 1 && window.StrideW == 1;
                // What divides by the number of taps asks for one at least.
                if (picture.TapsH == 0) picture.TapsH = 1;
                if (picture.TapsW == 0) picture.TapsW = 1;
                Product<InputPicture, T, V>(gradInput, weight, gradOutput, default, shape, picture, window.Groups, whole);
            }
    }

    // Along one axis: the input's positions first, first + stride, … all meet the taps FirstTap, FirstTap + TapStep, …; position number i and tap number j meet in
    // the output's position i + Shift - j · ShiftStep.
    private readonly struct Phase
    {
        public readonly int Positions, Taps, FirstTap, TapStep, Shift, ShiftStep;

        public Phase(int first, int size, int kernel, int stride, int padding, int dilation)
        {
            Positions = (size - first + stride - 1) / stride;
            TapStep = stride / (int)System.Numerics.BigInteger.GreatestCommonDivisor(stride, dilation);
            ShiftStep = TapStep * dilation / stride;
            while (FirstTap < TapStep && (first + padding - FirstTap * dilation) % stride != 0) FirstTap++;
            if (FirstTap >= TapStep || FirstTap >= kernel) return;
            Taps = (kernel - FirstTap + TapStep - 1) / TapStep;
            Shift = (first + padding - FirstTap * dilation) / stride;
        }
    }

    private void ConvolutionBackwardWeightOf<T, V>(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window) where T : unmanaged where V : struct, ILane<V, T>
    {
        if (gradWeight.Count == 0) return;
        long plane = input.Size(2) * input.Size(3), outPlane = gradOutput.Size(2) * gradOutput.Size(3), rows = gradWeight.Size(0) / window.Groups;
        long taps = gradWeight.Size(1) * gradWeight.Size(2) * gradWeight.Size(3);
        var shape = new ConvolutionShape
        {
            Rows = checked((int)rows), Columns = checked((int)taps), Depth = checked((int)(gradOutput.Size(0) * outPlane)), Height = (int)input.Size(2), Width = (int)input.Size(3),
            AlongSteps = 1, LeftRow = outPlane, LeftGroup = rows * outPlane, PictureGroup = gradWeight.Size(1) * plane, TargetRow = taps, TargetGroup = rows * taps,
        };
        var picture = new WeightPicture { Turned = Picture(gradOutput, input, gradWeight.Size(2), gradWeight.Size(3), window) };
        Product<WeightPicture, T, V>(gradWeight, gradOutput, input, default, shape, picture, window.Groups, true);
    }

    // With whole, the product makes all of the target; only then may its sums be cut into parts.
    private void Product<TPicture, T, V>(in Operand target, in Operand left, in Operand pictures, in Operand bias, ConvolutionShape shape, TPicture picture, int groups, bool whole)
        where TPicture : struct, IConvolutionPicture where T : unmanaged where V : struct, ILane<V, T>
    {
        var biasView = shape.HasBias != 0 ? View<T>(bias) : View<T>(target);
        shape.Parts = 1;
        shape.PartLength = shape.Depth;
        if (shape.Rows < FewRows)
        {
            long results = checked((int)((long)groups * shape.Rows * shape.Columns));
            if (shape.Depth <= LongSum) Each(ConvolutionKernels.Single<TPicture, T, V>, results, View<T>(target), View<T>(left), View<T>(pictures), biasView, shape, picture);
            else Groups(ConvolutionKernels.Long<TPicture, T, V>, results, GroupSize, View<T>(target), View<T>(left), View<T>(pictures), biasView, shape, picture);
            return;
        }
        int sideM = 2, sideN = 2;
        if (GroupSize >= 256)
        {
            sideM = shape.Rows <= 32 ? 8 : ConvolutionKernels.MostSideM;
            sideN = 256 / sideM;
        }
        shape.TilesM = (shape.Rows + 4 * sideM - 1) / (4 * sideM);
        shape.TilesN = (shape.Columns + 4 * sideN - 1) / (4 * sideN);
        long tiles = (long)groups * shape.TilesM * shape.TilesN;
        if (whole)
        {
            // Parts so that every processor has something to do.
            long wanted = Math.Min(Math.Min(2L * _accelerator.NumMultiprocessors / tiles, MostSumParts), shape.Depth / (LeastTiles * ConvolutionKernels.Deep));
            if (wanted > 1)
            {
                shape.PartLength = (shape.Depth + (int)wanted - 1) / (int)wanted;
                shape.Parts = (shape.Depth + shape.PartLength - 1) / shape.PartLength;
            }
        }
        if (shape.Parts == 1)
        {
            Groups(ConvolutionKernels.Tiles<TPicture, T, V>, tiles, sideM * sideN, View<T>(target), View<T>(left), View<T>(pictures), biasView, shape, picture, sideM, sideN);
            return;
        }
        int channels = shape.HasBias != 0 ? (int)bias.Count : 0;
        shape.HasBias = 0;
        shape.PartTarget = target.Count;
        var parts = Scratch(target.Type, shape.Parts, target.Count);
        Groups(ConvolutionKernels.Tiles<TPicture, T, V>, tiles * shape.Parts, sideM * sideN, View<T>(parts), View<T>(left), View<T>(pictures), biasView, shape, picture, sideM, sideN);
        Each(ConvolutionKernels.Sum<T, V>, target.Count, View<T>(target), View<T>(parts), biasView, shape.Parts, target.Count, (int)shape.TargetRow, channels);
        parts.KeepAlive();
    }
}
