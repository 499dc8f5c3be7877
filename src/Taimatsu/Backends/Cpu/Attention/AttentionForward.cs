using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Attention, a block of queries of one head at a time: products with a block of keys, one step of a running softmax, and the products with the values. What is held at a time is
/// one tile of weights, which has a column for each query.
/// </summary>
internal unsafe struct AttentionForward<T> : IRangeBody
    where T : unmanaged, INumber<T>
{
    /// <summary>Queries and keys of a tile: 32 KB of floats, which stay in the first-level cache between their passes.</summary>
    private const long BlockQueries = 64, BlockKeys = 128;

    /// <summary>Up to so many queries, dot products beat a tile that is mostly padding: a single query, as in generating text, is limited by memory then.</summary>
    private const long FewQueries = 2;

    /// <summary>Multiply-adds that make a task worth handing to another thread.</summary>
    private const long TaskWork = 64 << 10;

    private AttentionKernels<T> kernels;
    private AttentionView<T> query, key, value, target, mask;
    private T* logSums;
    private byte* keep;
    private T scale;
    private double keepScale;
    private bool causal;
    private long blocks;

    /// <summary>Computes the results and the logarithms of the sums of exponentials. The operands are pinned by the caller.</summary>
    public static void Run(AttentionKernels<T> kernels, in AttentionInputs inputs, in AttentionPointers<T> at, in Operand target, T* to, T* logSums)
    {
        var body = new AttentionForward<T>
        {
            kernels = kernels,
            query = new(inputs.Query, at.Query),
            key = new(inputs.Key, at.Key),
            value = new(inputs.Value, at.Value),
            mask = new(inputs.Mask, at.Mask),
            target = new(target, to),
            logSums = logSums,
            keep = at.Keep,
            keepScale = inputs.KeepScale,
            scale = T.CreateTruncating(inputs.Scale),
            causal = inputs.Causal,
            blocks = (inputs.Query.Size(2) + BlockQueries - 1) / BlockQueries,
        };
        long work = Math.Min(BlockQueries, body.query.Rows) * body.key.Rows * (body.query.Width + body.value.Width);
        WorkerPool.For(body.query.Batches * body.query.Heads * body.blocks, Math.Max(1, TaskWork / work), ref body);
    }

    /// <inheritdoc/>
    public readonly void Run(long begin, long end)
    {
        for (long unit = begin; unit < end; unit++)
        {
            // The last blocks of a causal attention are the largest: they come first.
            long block = blocks - 1 - unit % blocks, head = unit / blocks;
            Block(head / query.Heads, head % query.Heads, block * BlockQueries);
        }
    }

    private readonly void Block(long batch, long head, long first)
    {
        long count = Math.Min(BlockQueries, query.Rows - first), wide = kernels.Padded(count), depth = query.Width, width = kernels.Padded(value.Width), served = head / (query.Heads / key.Heads);
        T* keys = key.At(batch, served), values = value.At(batch, served);
        bool direct = width == value.Width;

        T* turned = GemmScratch.Get<T>(wide * (depth + 2 * BlockKeys + 3) + count * width + (direct ? 0 : BlockKeys * width) + 64);
        T* tile = turned + depth * wide, kept = tile + BlockKeys * wide, tops = kept + BlockKeys * wide, sums = tops + wide, factors = sums + wide, result = factors + wide, copied = result + count * width;
        if (count > FewQueries)
        {
            new StridedPanels<T>(query.At(batch, head), query.RowStride, 1).Pack(turned, (int)wide, first, (int)count, 0, depth);
            kernels.Scale(turned, turned, depth * wide, scale);
        }

        long visible = causal ? Math.Min(key.Rows, first + count) : key.Rows;
        for (long at = 0; at < visible; at += BlockKeys)
        {
            long n = Math.Min(BlockKeys, visible - at);
            if (count > FewQueries) kernels.Product(n, wide, depth, keys + at * key.RowStride, key.RowStride, 1, turned, wide, tile, wide, add: false);
            else Dots(tile, wide, n, query.At(batch, head) + first * query.RowStride, count, keys + at * key.RowStride);
            if (mask.Pointer != null) kernels.AddMask(tile, wide, n, count, mask.At(batch, head) + first * mask.RowStride + at * mask.ColumnStride, mask.ColumnStride, mask.RowStride);
            if (causal) AttentionTile<T>.HideLater(tile, wide, n, at - first);
            kernels.Softmax(tile, wide, n, tops, sums, factors, at == 0);
            if (keep != null)
            {
                long row = (batch * query.Heads + head) * query.Rows + first;
                AttentionTile<T>.Spread(kept, wide, n, count, keep + row * key.Rows + at, key.Rows, T.One);
                kernels.Multiply(tile, kept, n * wide);
            }
            if (at > 0)
                for (long i = 0; i < count; i++) kernels.Scale(result + i * width, result + i * width, width, factors[i]);
            T* right = values + at * value.RowStride;
            long rightStride = value.RowStride;
            if (!direct)
            {
                AttentionTile<T>.CopyRows(copied, width, right, rightStride, n, value.Width);
                right = copied;
                rightStride = width;
            }
            kernels.Product(count, width, n, tile, 1, wide, right, rightStride, result, width, add: at > 0);
        }

        T* to = target.At(batch, head) + first * target.RowStride;
        T* log = logSums + (batch * query.Heads + head) * query.Rows + first;
        for (long i = 0; i < count; i++)
        {
            bool blind = sums[i] == T.Zero;
            double factor = keep == null ? 1 : keepScale;
            kernels.Scale(to + i * target.RowStride, result + i * width, value.Width, blind ? T.Zero : T.CreateTruncating(factor / double.CreateTruncating(sums[i])));
            // What makes all weights 0 in the backward pass.
            log[i] = blind ? T.CreateTruncating(1e30) : tops[i] + T.CreateTruncating(Math.Log(double.CreateTruncating(sums[i])));
        }
    }

    private readonly void Dots(T* tile, long wide, long keys, T* queries, long count, T* row)
    {
        new Span<T>(tile, (int)(keys * wide)).Clear();
        for (long j = 0; j < keys; j++, tile += wide, row += key.RowStride)
            for (long i = 0; i < count; i++) tile[i] = kernels.Dot(queries + i * query.RowStride, row, query.Width) * scale;
    }
}
