using System.Numerics;

namespace Taimatsu.Backends.Cpu;

// A window of one element that moves by one is a matrix product of the weight with each image's planes, as they lie in memory.
internal sealed unsafe partial class CpuBackend
{
    // Small planes fill the columns of a product's tiles badly: there lanes are channels.
    private static bool IsProduct(in Operand weight, in Operand result, in ConvolutionWindow window) =>
        weight.Size(2) == 1 && weight.Size(3) == 1 && window is { StrideH: 1, StrideW: 1, PaddingH: 0, PaddingW: 0 } && result.Size(2) * result.Size(3) >= 64;

    // Few channels: a product would be done with a tile as soon as it had begun, and packing take its share.
    private static bool ColumnsBeatProduct(int channels) => channels <= 64;

    // Whether pixels, whose channels lie together, can be multiplied as they lie. A product of planes packs its operands then, as it does; one with fewer columns, or a single row, may sum in another order.
    private static bool MultipliesPixels(in Operand weight, in Operand output, in ConvolutionWindow window) =>
        ColumnsBeatProduct((int)weight.Size(1)) || (weight.Size(0) > window.Groups && output.Size(2) * output.Size(3) >= MostDots);

    private static bool SumsPixels(in Operand gradWeight, in ConvolutionWindow window) => Math.Min(gradWeight.Size(0) / window.Groups, gradWeight.Size(1)) >= MostDots;

    // Gemm takes dot products for fewer results than these along one side.
    private const long MostDots = 100;

    private static void ForwardProduct<T>(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window, bool rectifies) where T : unmanaged
    {
        long plane = output.Size(2) * output.Size(3), channels = weight.Size(1), outChannels = weight.Size(0) / window.Groups, pixel = ChannelsLast.PixelStride(input.Layout);
        fixed (T* x = &input.First<T>(), w = &weight.First<T>(), y = &output.First<T>(), b = &bias.First<T>())
            for (int g = 0; g < window.Groups; g++)
            {
                T* from = x + g * channels * (pixel > 0 ? 1 : plane), by = w + g * outChannels * channels, to = y + g * outChannels * plane;
                var epilogue = new ConvolutionEpilogue<T>(bias.Count == 0 ? null : b, rectifies).From(g * outChannels);
                if (typeof(T) == typeof(float)) Multiply((float*)by, channels, 1, (float*)from, pixel, (float*)to, new((float*)epilogue.Bias, rectifies), input.Size(0), outChannels, plane, channels, window.Groups);
                else Multiply((double*)by, channels, 1, (double*)from, pixel, (double*)to, new((double*)epilogue.Bias, rectifies), input.Size(0), outChannels, plane, channels, window.Groups);
            }
        output.KeepAlive();
        input.KeepAlive();
        weight.KeepAlive();
        bias.KeepAlive();
    }

    private static void BackwardInputProduct<T>(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window) where T : unmanaged
    {
        long plane = gradInput.Size(2) * gradInput.Size(3), channels = weight.Size(1), outChannels = weight.Size(0) / window.Groups;
        fixed (T* g = &gradOutput.First<T>(), w = &weight.First<T>(), x = &gradInput.First<T>())
            for (int group = 0; group < window.Groups; group++)
            {
                T* from = g + group * outChannels * plane, by = w + group * outChannels * channels, to = x + group * channels * plane;
                if (typeof(T) == typeof(float)) Multiply((float*)by, 1, channels, (float*)from, 0, (float*)to, default, gradOutput.Size(0), channels, plane, outChannels, window.Groups);
                else Multiply((double*)by, 1, channels, (double*)from, 0, (double*)to, default, gradOutput.Size(0), channels, plane, outChannels, window.Groups);
            }
        gradInput.KeepAlive();
        gradOutput.KeepAlive();
        weight.KeepAlive();
    }

    private static void BackwardWeightProduct<T>(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window) where T : unmanaged
    {
        long plane = gradOutput.Size(2) * gradOutput.Size(3), channels = gradWeight.Size(1), outChannels = gradWeight.Size(0) / window.Groups, pixel = ChannelsLast.PixelStride(input.Layout);
        fixed (T* g = &gradOutput.First<T>(), w = &gradWeight.First<T>(), x = &input.First<T>())
            for (int group = 0; group < window.Groups; group++)
            {
                T* from = g + group * outChannels * plane, by = x + group * channels * (pixel > 0 ? 1 : plane), to = w + group * outChannels * channels;
                if (typeof(T) == typeof(float)) MultiplyPlanes((float*)from, (float*)by, pixel, (float*)to, input.Size(0), outChannels, channels, plane, window.Groups);
                else MultiplyPlanes((double*)from, (double*)by, pixel, (double*)to, input.Size(0), outChannels, channels, plane, window.Groups);
            }
        gradWeight.KeepAlive();
        gradOutput.KeepAlive();
        input.KeepAlive();
    }

    // to [results, channels] = Σ over images of from [results, plane] · by [channels, plane] transposed.
    private static void MultiplyPlanes<T>(T* from, T* by, long pixel, T* to, long images, long results, long channels, long plane, long groups) where T : unmanaged, INumber<T>
    {
        for (long image = 0; image < images; image++)
            if (pixel > 0)
                Gemm.MultiplyPacked(results, channels, plane, T.One, new StridedPanels<T>(from + image * results * groups * plane, plane, 1), new StridedPanels<T>(by + image * plane * pixel, 1, pixel),
                    image == 0 ? T.Zero : T.One, to, channels, 1);
            else
                Gemm.Multiply(results, channels, plane, T.One, from + image * results * groups * plane, plane, 1, by + image * channels * groups * plane, 1, plane, image == 0 ? T.Zero : T.One, to, channels, 1);
    }

    // Of each image: to [results, plane] = weight [results, depth] · from [depth, plane], with the epilogue.
    private static void Multiply<T>(T* weight, long weightRow, long weightColumn, T* from, long pixel, T* to, ConvolutionEpilogue<T> epilogue, long images, long results, long plane, long depth, long groups)
        where T : unmanaged, INumber<T>
    {
        var end = new GemmEpilogue<T> { RowBias = epilogue.Bias, Activation = epilogue.Rectifies ? GemmActivation.Relu : GemmActivation.None };
        if (pixel > 0)
        {
            var body = new PixelProducts<T>
            {
                Weight = new(weight, weightRow, weightColumn), From = from, To = to, Epilogue = end, Results = results, Plane = plane, Depth = depth, Pixel = pixel, Step = results * groups * plane,
            };
            // Large products of which there are too few to go round are shared among the threads one by one.
            if (images < 2L * WorkerPool.ThreadCount) body.Run(0, images);
            else WorkerPool.For(images, Math.Max(1, 100_000 / (results * plane * depth)), ref body);
            return;
        }
        GemmBatch.Multiply(images, results, plane, depth, T.One, weight, 0, weightRow, weightColumn, from, depth * groups * plane, plane, 1, T.Zero, to, results * groups * plane, plane, 1,
            end);
    }

    // Of each image: to [results, plane] = weight [results, depth] · pixels [plane, depth] transposed.
    private struct PixelProducts<T> : IRangeBody where T : unmanaged, INumber<T>
    {
        public StridedPanels<T> Weight;
        public T* From, To;
        public GemmEpilogue<T> Epilogue;
        public long Results, Plane, Depth, Pixel, Step;

        public readonly void Run(long begin, long end)
        {
            for (long image = begin; image < end; image++)
                Gemm.MultiplyPacked(Results, Plane, Depth, T.One, Weight, new StridedPanels<T>(From + image * Plane * Pixel, Pixel, 1), T.Zero, To + image * Step, Plane, 1, Epilogue);
        }
    }
}
