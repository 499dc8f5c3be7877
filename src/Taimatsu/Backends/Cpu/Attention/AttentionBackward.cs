using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The gradients of attention, a head of key and value at a time, which no other task writes to. The weights are computed anew, tile by tile, from the sums that the forward pass kept.
/// Of few heads, each is cut into shares of its queries; the shares' gradients of key and value are added up at the end. The cut depends on the shapes alone.
/// </summary>
internal unsafe struct AttentionBackward<T> : IRangeBody
    where T : unmanaged, INumber<T>
{
    /// <summary>Queries and keys of a tile; there are two tiles, of 16 KB of floats each.</summary>
    private const long BlockQueries = 64, BlockKeys = 64;

    private const long TaskWork = 64 << 10;

    /// <summary>Tasks that there should be for the threads to share.</summary>
    private const long WantedTasks = 8;

    private AttentionKernels<T> kernels;
    private AttentionView<T> query, key, value, target, mask, grad, queryGrad, keyGrad, valueGrad;
    private T* logSums;
    private byte* keep;
    private T scale;
    private double keepScale;
    private bool causal;
    private long shares, blocks;
    private T* sharedGrads; // of keys and of values, for each share of each head; null if there is one share

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
        long work = body.query.Rows * body.key.Rows * (body.query.Width + body.value.Width) * (body.query.Heads / body.key.Heads), heads = body.key.Batches * body.key.Heads;
        body.blocks = (body.query.Rows + BlockQueries - 1) / BlockQueries;
        body.shares = Math.Clamp((WantedTasks + heads - 1) / heads, 1, body.blocks * (body.query.Heads / body.key.Heads));
        if (body.shares == 1)
        {
            WorkerPool.For(heads, Math.Max(1, TaskWork / work), ref body);
            return;
        }
        var memory = NativeBlock.Rent(checked(heads * body.shares * body.GradLength * sizeof(T)));
        body.sharedGrads = (T*)memory.Pointer;
        WorkerPool.For(heads * body.shares, Math.Max(1, TaskWork * body.shares / work), ref body);
        for (long head = 0; head < heads; head++) body.AddShares(head);
        GC.KeepAlive(memory);
        memory.Free();
    }

    /// <summary>Elements of the gradients of one head's keys and values.</summary>
    private readonly long GradLength => key.Rows * (kernels.Padded(query.Width) + kernels.Padded(value.Width));

    /// <inheritdoc/>
    public readonly void Run(long begin, long end)
    {
        for (long unit = begin; unit < end; unit++)
        {
            long head = unit / shares;
            Head(head / key.Heads, head % key.Heads, unit % shares, sharedGrads == null ? null : sharedGrads + unit * GradLength);
        }
    }

    private readonly void AddShares(long head)
    {
        T* sum = sharedGrads + head * shares * GradLength;
        for (long share = 1; share < shares; share++) kernels.Add(sum, sum + share * GradLength, GradLength);
        WriteGrads(head / key.Heads, head % key.Heads, sum);
    }

    private readonly void Head(long batch, long served, long share, T* grads)
    {
        long wide = kernels.Padded(Math.Min(BlockQueries, query.Rows)), depth = kernels.Padded(query.Width), width = kernels.Padded(value.Width), group = query.Heads / key.Heads;
        T* memory = GemmScratch.Get<T>(key.Rows * (2 * depth + width) + wide * (3 * depth + 2 * width + 3 * BlockKeys + 2) + 64);
        bool whole = grads == null;
        if (whole) grads = memory;
        var room = new Room(memory + (whole ? GradLength : 0), grads, key.Rows, wide, depth, width);
        new Span<T>(grads, checked((int)GradLength)).Clear();
        T* keys = key.At(batch, served);
        long keyStride = key.RowStride;
        if (depth != query.Width)
        {
            AttentionTile<T>.CopyRows(room.Keys, depth, keys, keyStride, key.Rows, key.Width);
            keys = room.Keys;
            keyStride = depth;
        }
        long all = group * blocks;
        for (long block = all * share / shares; block < all * (share + 1) / shares; block++)
            Block(room, batch, served * group + block / blocks, served, block % blocks * BlockQueries, keys, keyStride);
        if (whole) WriteGrads(batch, served, grads);
    }

    private readonly void WriteGrads(long batch, long served, T* grads)
    {
        long depth = kernels.Padded(query.Width), width = kernels.Padded(value.Width);
        T* values = grads + key.Rows * depth;
        for (long j = 0; j < key.Rows; j++)
        {
            new Span<T>(grads + j * depth, (int)key.Width).CopyTo(new Span<T>(keyGrad.At(batch, served) + j * keyGrad.RowStride, (int)key.Width));
            new Span<T>(values + j * width, (int)value.Width).CopyTo(new Span<T>(valueGrad.At(batch, served) + j * valueGrad.RowStride, (int)value.Width));
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

    /// <summary>The working memory of a task, shared out. The gradients of key and value lie next to each other.</summary>
    private readonly struct Room
    {
        public readonly long Wide;
        public readonly T* KeyGrad, ValueGrad, Keys, TurnedQuery, TurnedGrad, Queries, Grads, QueryGrad, Weights, Products, Kept, LogSums, Deltas;

        public Room(T* memory, T* grads, long keys, long wide, long depth, long width)
        {
            Wide = wide;
            KeyGrad = grads;
            ValueGrad = grads + keys * depth;
            Keys = memory;
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
