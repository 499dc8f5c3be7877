namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The groups of a convolution whose lanes are channels, forward, by the input or by the weight. Where groups go round evenly each thread takes whole ones,
/// whose stages then lie in its own cache; otherwise all threads share each group.
/// </summary>
internal unsafe struct ChannelGroups<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    public enum Product { Forward, BackwardInput, BackwardWeight }

    public Product Kind;
    public WindowAxis Rows, Columns;
    public int Groups, Images, Channels, OutChannels, PaddingH, PaddingW; // channels of one group: of the convolution's input and output
    public T* Input, Output, Weight; // values or gradients, as the product has them
    public long Pixel; // of the input: from one pixel to the next where its channels lie together, else 0
    public ConvolutionEpilogue<T> Epilogue; // of a forward product
    public bool Winograd, FewPoints;

    /// <summary>The weight as a whole, if what is derived from it may be kept.</summary>
    public Operand Whole;

    public void RunAll()
    {
        if (Groups > 1 && Groups % WorkerPool.ThreadCount == 0) WorkerPool.For(Groups, 1, ref this);
        else Run(0, Groups);
    }

    public readonly void Run(long begin, long end)
    {
        bool forward = Kind != Product.BackwardInput;
        long inPlane = forward ? (long)Rows.Source * Columns.Source : (long)Rows.Result * Columns.Result, outPlane = forward ? (long)Rows.Result * Columns.Result : (long)Rows.Source * Columns.Source;
        int positions = Rows.Kernel * Columns.Kernel;
        long inStride = Pixel > 0 ? inPlane * Pixel : Groups * Channels * inPlane, outStride = Groups * OutChannels * outPlane, row = (long)Channels * positions;
        for (long g = begin; g < end; g++)
        {
            T* x = Input + g * Channels * (Pixel > 0 ? 1 : inPlane), y = Output + g * OutChannels * outPlane, w = Weight + g * OutChannels * row;
            var epilogue = Epilogue.From(g * OutChannels);
            if (FewPoints)
            {
                FewPointsConvolution<T, V>.Run(Rows, Columns, Images, Channels, x, inStride, Pixel, OutChannels, y, outStride, w, epilogue);
                continue;
            }
            switch (Kind, Winograd)
            {
                case (Product.Forward, true):
                    WinogradConvolution<T, V>.Run(Tiles(Channels, PaddingH, PaddingW), Images, x, inStride, OutChannels, y, outStride, w, row, positions, false, epilogue, Groups == 1 ? Whole : default);
                    break;
                case (Product.Forward, false):
                    ChannelConvolution<T, V>.Run(Rows, Columns, Images, Channels, x, inStride, Pixel, OutChannels, y, outStride, w, row, positions, epilogue, Groups == 1 ? Whole : default);
                    break;
                case (Product.BackwardInput, true):
                    WinogradConvolution<T, V>.Run(Tiles(OutChannels, Rows.Kernel - 1 - PaddingH, Columns.Kernel - 1 - PaddingW), Images, y, outStride, Channels, x, inStride, w, positions, row, true, default);
                    break;
                case (Product.BackwardInput, false):
                    ChannelConvolution<T, V>.Run(Rows, Columns, Images, OutChannels, y, outStride, 0, Channels, x, inStride, w, positions, row, default);
                    break;
                case (Product.BackwardWeight, true):
                    WinogradWeightGradient<T, V>.Run(Tiles(Channels, PaddingH, PaddingW), Images, x, inStride, OutChannels, y, outStride, w);
                    break;
                default:
                    ChannelWeightGradient<T, V>.Run(Rows, Columns, Images, Channels, x, inStride, Pixel, OutChannels, y, outStride, w);
                    break;
            }
        }
    }

    private readonly WinogradTiles<T, V> Tiles(int channels, int paddingH, int paddingW)
    {
        var tiles = Rows.Kernel == 1 ? WinogradTiles<T, V>.InLine(channels, Columns.Source, paddingW, Columns.Result) : new(channels, Rows.Source, Columns.Source, paddingH, paddingW, Rows.Result, Columns.Result, Rows.Kernel);
        tiles.Stage.Pixel = Pixel;
        return tiles;
    }
}
