using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The loops of recurrent cells over tiles that lie in the first-level cache: rows of one block's width, padded. Each is a method of its own with at most one
/// exponential, since the compiler's budget for inlining ends soon after.
/// </summary>
internal static unsafe class RecurrentTiles<T, V> where T : unmanaged where V : struct, ISimd<V, T>
{
    /// <summary>Fetches rows that will be read or written, so that they are near when the products before are done: rows too short for the processor's own foresight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Prefetch(T* source, long stride, long rows, int columns)
    {
        for (; rows > 0; rows--, source += stride) Cpu.Prefetch.Run((byte*)source, columns * sizeof(T));
    }

    /// <summary>Copies rows into a tile; the padding becomes zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(T* tile, int width, T* source, long stride, int rows, int columns)
    {
        for (int r = 0; r < rows; r++, tile += width, source += stride) LoadRow(tile, width, source, columns);
    }

    /// <summary>Copies one row into a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadRow(T* tile, int width, T* source, int columns)
    {
        int j = 0;
        for (; j + V.Count <= columns; j += V.Count) V.Store(V.Load(source + j), tile + j);
        for (; j < columns; j++) tile[j] = source[j];
        for (; j < width; j++) tile[j] = default;
    }

    /// <summary>Copies rows out of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(T* tile, int width, T* target, long stride, int rows, int columns)
    {
        for (int r = 0; r < rows; r++, tile += width, target += stride)
        {
            int j = 0;
            for (; j + V.Count <= columns; j += V.Count) V.Store(V.Load(tile + j), target + j);
            for (; j < columns; j++) target[j] = tile[j];
        }
    }

    /// <summary>target += tile, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTo(T* tile, int width, T* target, long stride, int rows, int columns)
    {
        T* part = stackalloc T[V.Count];
        for (int r = 0; r < rows; r++, tile += width, target += stride)
        {
            int j = 0;
            for (; j + V.Count <= columns; j += V.Count) V.Store(V.Load(tile + j) + V.Load(target + j), target + j);
            if (j == columns) continue;
            for (int i = j; i < columns; i++) part[i - j] = target[i];
            V.Store(V.Load(tile + j) + V.Load(part), part);
            for (int i = j; i < columns; i++) target[i] = part[i - j];
        }
    }

    /// <summary>tile += source rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(T* tile, int width, T* source, long stride, int rows, int columns)
    {
        T* part = stackalloc T[V.Count];
        V.Store(V.Zero, part);
        for (int r = 0; r < rows; r++, tile += width, source += stride)
        {
            int j = 0;
            for (; j + V.Count <= columns; j += V.Count) V.Store(V.Load(tile + j) + V.Load(source + j), tile + j);
            if (j == columns) continue;
            for (int i = j; i < columns; i++) part[i - j] = source[i];
            V.Store(V.Load(tile + j) + V.Load(part), tile + j);
        }
    }

    /// <summary>tile = σ(tile + bias), the bias being one row of <paramref name="width"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void SigmoidOfSum(T* tile, T* bias, int width, int count)
    {
        for (int j = 0; j < width; j += V.Count)
        {
            var b = V.Load(bias + j);
            for (int i = j; i < count; i += width) V.Store(Sigmoid(V.Load(tile + i) + b), tile + i);
        }
    }

    /// <summary>y = tanh(tile + bias), the bias being one row of <paramref name="width"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void TanhOfSum(T* tile, T* bias, T* y, int width, int count)
    {
        for (int j = 0; j < width; j += V.Count)
        {
            var b = V.Load(bias + j);
            for (int i = j; i < count; i += width) V.Store(Tanh(V.Load(tile + i) + b), y + i);
        }
    }

    /// <summary>tile += bias, the bias being one row of <paramref name="width"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddBias(T* tile, T* bias, int width, int count)
    {
        for (int j = 0; j < width; j += V.Count)
        {
            var b = V.Load(bias + j);
            for (int i = j; i < count; i += width) V.Store(V.Load(tile + i) + b, tile + i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Tanh(T* x, T* y, int count)
    {
        for (int i = 0; i < count; i += V.Count) V.Store(Tanh(V.Load(x + i)), y + i);
    }

    // 1 / (1 + e⁻ˣ) where that is a normal number; below stays the smallest one or so, which no sum can tell from zero. One scale less than for all numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sigmoid(V x)
    {
        var limit = V.Create(sizeof(T) == sizeof(float) ? 87 : 708);
        x = V.LimitBelow(V.LimitAbove(V.Zero - x, limit), V.Zero - limit);
        var n = V.Round(x * V.Create(1.4426950408889634));
        return V.One / V.MultiplyAdd(Elementary.Reduced<V, T>(Elementary.Reduce<V, T>(x, n)) + V.One, V.PowerOfTwo(n), V.One);
    }

    /// <summary>(e²ˣ − 1) / (e²ˣ + 1); beyond the limits it is 1 to the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        var limit = V.Create(sizeof(T) == sizeof(float) ? 20 : 40);
        x = V.LimitBelow(V.LimitAbove(x + x, limit), V.Zero - limit);
        var n = V.Round(x * V.Create(1.4426950408889634));
        var scale = V.PowerOfTwo(n);
        var m = V.MultiplyAdd(scale, Elementary.Reduced<V, T>(Elementary.Reduce<V, T>(x, n)), scale - V.One);
        return m / (m + V.Create(2));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Relu(T* x, int count)
    {
        for (int i = 0; i < count; i += V.Count) V.Store(V.Max(V.Load(x + i), V.Zero), x + i);
    }

    /// <summary>c = f · previous + i · g and h = o · tanh(c), gates i f g o one after the other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void LstmCell(T* gates, int size, T* previous, T* cell, T* hidden, int count)
    {
        for (int i = 0; i < count; i += V.Count)
        {
            var c = V.MultiplyAdd(V.Load(gates + size + i), V.Load(previous + i), V.Load(gates + i) * V.Load(gates + 2 * size + i));
            V.Store(c, cell + i);
            V.Store(V.Load(gates + 3 * size + i) * Tanh(c), hidden + i);
        }
    }

    /// <summary>z += x · y.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void AddProduct(T* x, T* y, T* z, int count)
    {
        for (int i = 0; i < count; i += V.Count) V.Store(V.MultiplyAdd(V.Load(x + i), V.Load(y + i), V.Load(z + i)), z + i);
    }

    /// <summary>h = n + z · (h − n): the GRU's mixture of new and old.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void GruMix(T* z, T* n, T* h, int count)
    {
        for (int i = 0; i < count; i += V.Count)
        {
            var fresh = V.Load(n + i);
            V.Store(V.MultiplyAdd(V.Load(z + i), V.Load(h + i) - fresh, fresh), h + i);
        }
    }

    /// <summary>
    /// From gates i f g o, tanh(c), the previous cell and the gradients of hidden state and cell: the gates' gradients in the gates' place and the previous
    /// cell's in the cell's.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void LstmBackward(T* gates, int size, T* tanh, T* previous, T* hiddenGrad, T* cellGrad, int count)
    {
        for (int at = 0; at < count; at += V.Count)
        {
            T* here = gates + at;
            V i = V.Load(here), f = V.Load(here + size), g = V.Load(here + 2 * size), o = V.Load(here + 3 * size);
            V t = V.Load(tanh + at), dh = V.Load(hiddenGrad + at);
            V byOutput = dh * o;
            V dc = V.Load(cellGrad + at) + (byOutput - byOutput * t * t);
            V byInput = dc * i, byForget = dc * f;
            V.Store(byInput * g * (V.One - i), here);
            V.Store(byForget * V.Load(previous + at) * (V.One - f), here + size);
            V.Store(byInput - byInput * g * g, here + 2 * size);
            V.Store(byOutput * t * (V.One - o), here + 3 * size);
            V.Store(byForget, cellGrad + at);
        }
    }

    /// <summary>
    /// From gates r z n, the hidden share of the new gate, the previous hidden state and the gradient of the hidden state: the inputs' gates' gradients in the
    /// gates' place, that of the hidden share in its own place, and what goes to the previous state past the gates in the gradient's.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void GruBackward(T* gates, int size, T* share, T* previous, T* hiddenGrad, int count)
    {
        for (int at = 0; at < count; at += V.Count)
        {
            T* here = gates + at;
            V r = V.Load(here), z = V.Load(here + size), n = V.Load(here + 2 * size), dh = V.Load(hiddenGrad + at);
            V past = dh * z, fresh = dh - past;
            V dn = fresh - fresh * n * n, dq = dn * r;
            V.Store(dq * V.Load(share + at) * (V.One - r), here);
            V.Store(past * (V.Load(previous + at) - n) * (V.One - z), here + size);
            V.Store(dn, here + 2 * size);
            V.Store(dq, share + at);
            V.Store(past, hiddenGrad + at);
        }
    }

    /// <summary>x = x · (1 − y²).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void TanhBackward(T* x, T* y, int count)
    {
        for (int i = 0; i < count; i += V.Count)
        {
            V grad = V.Load(x + i), result = V.Load(y + i);
            V.Store(grad - grad * result * result, x + i);
        }
    }

    /// <summary>x = y > 0 ? x : 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ReluBackward(T* x, T* y, int count)
    {
        for (int i = 0; i < count; i += V.Count) V.Store(V.Select(V.LessOrEqual(V.Load(y + i), V.Zero), V.Zero, V.Load(x + i)), x + i);
    }
}
