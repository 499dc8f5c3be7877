using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The gradients of attention, a head of key and value at a time, which no other task writes to. The weights are computed anew, tile by tile, from the sums that the forward pass kept.
/// </summary>
internal unsafe struct AttentionBackward<T> : IRangeBody
    where T : unmanaged, INumber<T>
{
    /// <summary>Queries and keys of a tile; there are two tiles, of 16 KB of floats each.</summary>
    private const long BlockQueries = 64, BlockKeys = 64;

    private const long TaskWork = 64 << 10;

    private AttentionKernels<T> kernels;
    private AttentionView<T> query, key, value, target, mask, grad, queryGrad, keyGrad, valueGrad;
    private T* logSums;
    private byte* keep;
    private T scale;
    private double keepScale;
    private bool causal;

    /// <summary>Computes the three gradients. The operands are pinned by the caller.</summary>
    public static void Run(AttentionKernels<T> kernels, in AttentionInputs inputs, in AttentionPointers<T> at, AttentionView<T> target, T* logSums, AttentionView<T> grad,
        AttentionView<T> queryGrad, AttentionView<T> keyGrad, AttentionView<T> valueGrad)
    {
        var body = new AttentionBackward<T>
        {
            kernels = kernels,
            query = new(inputs.Query, at.Query),
            key = new(inputs.Key, at.Key),
            value = new(inputs.Value, at.Value),
            mask = new(inputs.Mask, at.Mask),
            target = target,
            grad = grad,
            queryGrad = queryGrad,
            keyGrad = keyGrad,
            valueGrad = valueGrad,
            logSums = logSums,
            keep = at.Keep,
            keepScale = inputs.KeepScale,
            scale = T.CreateTruncating(inputs.Scale),
            causal = inputs.Causal,
        };
        long work = body.query.Rows * body.key.Rows * (body.query.Width + body.value.Width) * (body.query.Heads / body.key.Heads);
        WorkerPool.For(body.key.Batches * body.key.Heads, Math.Max(1, TaskWork / work), ref body);
    }

    /// <inheritdoc/>
    public readonly void Run(long begin, long end)
    {
        for (long unit = begin; unit < end; unit++) Head(unit / key.Heads, unit % key.Heads);
    }

    private readonly void Head(long batch, long served)
    {
        long wide = kernels.Padded(Math.Min(BlockQueries, query.Rows)), depth = kernels.Padded(query.Width), width = kernels.Padded(value.Width), group = query.Heads / key.Heads;
        var room = new Room(GemmScratch.Get<T>(key.Rows * (2 * depth + width) + wide * (3 * depth + 2 * width + 3 * BlockKeys + 2) + 64), key.Rows, wide, depth, width);
        new Span<T>(room.KeyGrad, checked((int)(key.Rows * (depth + width)))).Clear();
        T* keys = key.At(batch, served);
        long keyStride = key.RowStride;
        if (depth != query.Width)
        {
            AttentionTile<T>.CopyRows(room.Keys, depth, keys, keyStride, key.Rows, key.Width);
            keys = room.Keys;
            keyStride = depth;
        }
        for (long head = served * group; head < (served + 1) * group; head++)
            for (long first = 0; first < query.Rows; first += BlockQueries) Block(room, batch, head, served, first, keys, keyStride);
        for (long j = 0; j < key.Rows; j++)
        {
            new Span<T>(room.KeyGrad + j * depth, (int)key.Width).CopyTo(new Span<T>(keyGrad.At(batch, served) + j * keyGrad.RowStride, (int)key.Width));
            new Span<T>(room.ValueGrad + j * width, (int)value.Width).CopyTo(new Span<T>(valueGrad.At(batch, served) + j * valueGrad.RowStride, (int)value.Width));
        }
    }

    private readonly void Block(in Room room, long batch, long head, long served, long first, T* keys, long keyStride)
    {
        long count = Math.Min(BlockQueries, query.Rows - first), wide = kernels.Padded(count), depth = kernels.Padded(query.Width), width = kernels.Padded(value.Width);
        T* queries = query.At(batch, head) + first * query.RowStride, grads = grad.At(batch, head) + first * grad.RowStride, results = target.At(batch, head) + first * target.RowStride;
        long row = (batch * query.Heads + head) * query.Rows + first, queryStride = query.RowStride, gradStride = grad.RowStride;

        new StridedPanels<T>(queries, queryStride, 1).Pack(room.TurnedQuery, (int)wide, 0, (int)count, 0, query.Width);
        kernels.Scale(room.TurnedQuery, room.TurnedQuery, query.Width * wide, scale);
        new StridedPanels<T>(grads, gradStride, 1).Pack(room.TurnedGrad, (int)wide, 0, (int)count, 0, value.Width);
        new Span<T>(room.LogSums, (int)(2 * room.Wide)).Clear();
        for (long i = 0; i < count; i++)
        {
            room.LogSums[i] = logSums[row + i];
            // Σ weight · its gradient, which is the same as Σ result · its gradient.
            room.Deltas[i] = kernels.Dot(grads + i * gradStride, results + i * target.RowStride, value.Width);
        }
        if (depth != query.Width)
        {
            AttentionTile<T>.CopyRows(room.Queries, depth, queries, queryStride, count, query.Width);
            queries = room.Queries;
            queryStride = depth;
        }
        if (width != value.Width)
        {
            AttentionTile<T>.CopyRows(room.Grads, width, grads, gradStride, count, value.Width);
            grads = room.Grads;
            gradStride = width;
        }

        T* values = value.At(batch, served);
        long visible = causal ? Math.Min(key.Rows, first + count) : key.Rows;
        for (long at = 0; at < visible; at += BlockKeys)
        {
            long n = Math.Min(BlockKeys, visible - at);
            kernels.Product(n, wide, query.Width, keys + at * keyStride, keyStride, 1, room.TurnedQuery, wide, room.Weights, wide, add: false);
            if (mask.Pointer != null)
                kernels.AddMask(room.Weights, wide, n, count, mask.At(batch, head) + first * mask.RowStride + at * mask.ColumnStride, mask.ColumnStride, mask.RowStride);
            if (causal) AttentionTile<T>.HideLater(room.Weights, wide, n, at - first);
            kernels.Product(n, wide, value.Width, values + at * value.RowStride, value.RowStride, 1, room.TurnedGrad, wide, room.Products, wide, add: false);
            if (keep != null) AttentionTile<T>.Spread(room.Kept, wide, n, count, keep + row * key.Rows + at, key.Rows, T.CreateTruncating(keepScale));
            kernels.Gradient(room.Weights, room.Products, keep == null ? null : room.Kept, wide, n, room.LogSums, room.Deltas, scale);

            kernels.Product(n, width, count, room.Weights, wide, 1, grads, gradStride, room.ValueGrad + at * width, width, add: true);
            kernels.Product(n, depth, count, room.Products, wide, 1, queries, queryStride, room.KeyGrad + at * depth, depth, add: true);
            kernels.Product(count, depth, n, room.Products, 1, wide, keys + at * keyStride, keyStride, room.QueryGrad, depth, add: at > 0);
        }
        T* to = queryGrad.At(batch, head) + first * queryGrad.RowStride;
        for (long i = 0; i < count; i++) new Span<T>(room.QueryGrad + i * depth, (int)query.Width).CopyTo(new Span<T>(to + i * queryGrad.RowStride, (int)query.Width));
    }

    /// <summary>The working memory of a head, shared out. The gradients of key and value lie next to each other.</summary>
    private readonly struct Room
    {
        public readonly long Wide;
        public readonly T* KeyGrad, ValueGrad, Keys, TurnedQuery, TurnedGrad, Queries, Grads, QueryGrad, Weights, Products, Kept, LogSums, Deltas;

        public Room(T* memory, long keys, long wide, long depth, long width)
        {
            Wide = wide;
            KeyGrad = memory;
            ValueGrad = KeyGrad + keys * depth;
            Keys = ValueGrad + keys * width;
            TurnedQuery = Keys + keys * depth;
            TurnedGrad = TurnedQuery + wide * depth;
            Queries = TurnedGrad + wide * width;
            Grads = Queries + wide * depth;
            QueryGrad = Grads + wide * width;
            Weights = QueryGrad + wide * depth;
            Products = Weights + wide * BlockKeys;
            Kept = Products + wide * BlockKeys;
            LogSums = Kept + wide * BlockKeys;
            Deltas = LogSums + wide;
        }
    }
}
