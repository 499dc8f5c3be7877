using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A direct convolution whose lanes are columns: bands of result rows are shared out to threads; what a band sees is staged, then blocks of output channels walk over it. No result has to be
/// turned about afterwards, so it is the way for windows with few elements. The transposed convolution of the input's gradient is this one with turned weights over a spread gradient.
/// </summary>
internal unsafe struct ColumnConvolution<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>Taps in one pass: their weights and the piece of image they read stay in the first two cache levels.</summary>
    private const int TapBlock = 1152;

    // What a band stages: a part of the second-level cache. A band of columns, whose channels are all read again for each block of results, lies in the first.
    private const long BandBytes = 128 << 10, ColumnBandBytes = 24 << 10;

    // Multiply-adds that make a task worth handing to another thread.
    private const long TaskWork = 200_000;

    private ImageStage _stage; // of a band
    private T* _input, _output, _packed;
    private ConvolutionEpilogue<T> _epilogue;
    private nint* _offsets;
    private int _groups, _outChannels, _height, _width, _strideH, _taps, _bandRows, _bandColumns, _bands; // channels and taps of one group
    private bool _inPlace;

    /// <summary>Weights [channel, tap] in the order the kernel reads them: blocks of channels, then taps, then channels of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(T* weights, long channelStride, int channels, int taps, T* packed)
    {
        for (int first = 0; first < channels;)
        {
            int rows = ColumnKernel<T, V>.Rows(channels - first);
            for (int k = 0; k < taps; k++)
                for (int r = 0; r < rows; r++) *packed++ = weights[(first + r) * channelStride + k];
            first += rows;
        }
    }

    /// <summary>
    /// Images × groups of <paramref name="stage"/> to planes of results. The weights are packed. A window that moves by one column over an image without padding is read where it
    /// lies if a row of results fills a vector: the last vector of a row begins where it ends with it.
    /// </summary>
    public static void Run(in ImageStage stage, long images, int groups, T* input, T* packed, ConvolutionEpilogue<T> epilogue, int outChannels, T* output, int height, int width, int strideH,
        int kernelH, int kernelW, int dilationH, int dilationW)
    {
        int taps = stage.Channels * kernelH * kernelW, reachH = (kernelH - 1) * dilationH;
        var body = new ColumnConvolution<T, V>
        {
            _input = input, _output = output, _packed = packed, _epilogue = epilogue, _groups = groups, _outChannels = outChannels, _height = height, _width = width, _strideH = strideH, _taps = taps,
            _inPlace = stage.IsPlain && stage.Pixel == 0 && stage.Top == 0 && stage.Left == 0 && width >= V.Count && taps <= TapBlock && width + (kernelW - 1) * dilationW <= stage.Width && (height - 1) * strideH + reachH < stage.Height,
        };
        var whole = body._inPlace ? stage.InPlace() : stage;
        long tasks = Math.Max(1, (long)outChannels * taps * height * width / TaskWork), rowBytes = (long)whole.Channels * strideH * whole.RowLength * sizeof(T);
        // As many bands as fit the cache, and at least four tasks a thread.
        long bands = body._inPlace ? 1 : Math.Max(1, whole.Length * sizeof(T) / BandBytes);
        bands = Math.Max(bands, Math.Min(tasks, (4L * WorkerPool.ThreadCount + images - 1) / images));
        body._bandRows = (int)Math.Clamp((height + bands - 1) / bands, Math.Min(height, reachH / strideH + 1), height);
        body._bandColumns = width;
        body._bands = (height + body._bandRows - 1) / body._bandRows;
        if (body._inPlace && height == 1)
        {
            long most = Math.Min(ColumnBandBytes / (stage.Channels * sizeof(T)), (width + bands - 1) / bands), step = ColumnKernel<T, V>.MostVectors * V.Count;
            body._bandColumns = (int)Math.Max(step, most / step * step);
            body._bands = (width + body._bandColumns - 1) / body._bandColumns;
        }
        body._stage = body._inPlace ? whole : whole.Band((body._bandRows - 1) * strideH + reachH + 1, V.Count);
        var offsets = new nint[taps];
        int k = 0;
        for (int c = 0; c < stage.Channels; c++)
            for (int y = 0; y < kernelH; y++)
                for (int x = 0; x < kernelW; x++) offsets[k++] = body._stage.Offset(c, y * dilationH, x * dilationW);
        fixed (nint* o = offsets)
        {
            body._offsets = o;
            // Whoever begins a range clears a stage: long ranges, but enough of them.
            long all = images * body._bands, grain = Math.Max(1, all / (8 * WorkerPool.ThreadCount));
            WorkerPool.For(all, Math.Max(grain, TaskWork / Math.Max(1, (long)outChannels * taps * body._bandRows * body._bandColumns)), ref body);
        }
    }

    public readonly void Run(long begin, long end)
    {
        if (_epilogue.Rectifies) Bands<Rectified>(begin, end);
        else Bands<Plain>(begin, end);
    }

    private readonly void Bands<TFinish>(long begin, long end) where TFinish : struct, IFinish
    {
        T* stage = null;
        if (!_inPlace)
        {
            stage = (T*)Scratch.Get((_stage.Length + V.Count + _stage.LineLength) * sizeof(T));
            new Span<T>(stage, checked((int)_stage.Length + V.Count)).Clear();
        }
        long result = (long)_outChannels * _height * _width;
        for (long task = begin; task < end; task++)
        {
            long i = task / _bands;
            int band = (int)(task % _bands);
            if (_bandColumns < _width)
            {
                int column = band * _bandColumns;
                Band<TFinish>(_input + _stage.Begin(i, _groups) + column, (int)(i % _groups), _output + i * result + column, 1, Math.Min(_bandColumns, _width - column));
                continue;
            }
            int row = band * _bandRows;
            if (_inPlace) stage = _input + _stage.Begin(i, _groups) + (long)row * _strideH * _stage.RowLength;
            else _stage.FillBand(_input + _stage.Begin(i, _groups), stage, row * _strideH, stage + _stage.Length + V.Count);
            Band<TFinish>(stage, (int)(i % _groups), _output + i * result + (long)row * _width, Math.Min(_bandRows, _height - row), _width);
        }
    }

    // The results of some rows, or of some columns of one.
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Band<TFinish>(T* stage, int group, T* output, int rows, int width) where TFinish : struct, IFinish
    {
        const int Most = ColumnKernel<T, V>.MostVectors;
        T** x = stackalloc T*[Most], to = stackalloc T*[Most];
        int* counts = stackalloc int[Most];
        T* none = stackalloc T[8];
        for (int i = 0; i < 8; i++) none[i] = default;
        int lanes = V.Count, columns = (width + lanes - 1) / lanes, slots = rows * columns;
        // The last vector of a row begins earlier rather than be stored in part, unless it would add to sums twice.
        int lastColumn = _width >= lanes && _taps <= TapBlock ? width - lanes : (columns - 1) * lanes;
        nint plane = (nint)_height * _width, pitch = (nint)_strideH * _stage.RowLength;
        T* packed = _packed + (long)group * _outChannels * _taps;
        for (int channel = 0; channel < _outChannels;)
        {
            int block = ColumnKernel<T, V>.Rows(_outChannels - channel), vectors = ColumnKernel<T, V>.Vectors(block);
            T* start = _epilogue.Bias == null ? none : _epilogue.Bias + (long)group * _outChannels + channel;
            for (int tap = 0; tap < _taps; tap += TapBlock)
            {
                T* from = stage, target = output + channel * plane;
                var kernel = tap + TapBlock < _taps ? ColumnKernel<T, V>.Of<Plain>(block) : ColumnKernel<T, V>.Of<TFinish>(block);
                int column = 0;
                for (int slot = 0; slot < slots; slot += vectors)
                {
                    for (int v = 0; v < vectors; v++)
                    {
                        if (slot + v >= slots)
                        {
                            x[v] = x[0];
                            to[v] = to[0];
                            counts[v] = 0;
                            continue;
                        }
                        int at = column < columns - 1 ? column * lanes : lastColumn;
                        x[v] = from + at;
                        to[v] = target + at;
                        counts[v] = Math.Min(lanes, width - at);
                        if (++column < columns) continue;
                        column = 0;
                        from += pitch;
                        target += _width;
                    }
                    kernel(packed + (long)tap * block, _offsets + tap, Math.Min(TapBlock, _taps - tap), x, to, counts, plane, start, tap > 0);
                }
            }
            packed += (long)block * _taps;
            channel += block;
        }
    }
}
