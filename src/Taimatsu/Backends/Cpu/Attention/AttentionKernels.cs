namespace Taimatsu.Backends.Cpu;

/// <summary>The kernels of attention for one element type on one instruction level, as function pointers.</summary>
internal sealed unsafe class AttentionKernels<T>
    where T : unmanaged
{
    /// <summary>The kernels for the level of this process.</summary>
    public static readonly AttentionKernels<T> Best = For(InstructionSet.Level);

    private readonly nint[] products;

    internal AttentionKernels(int maxRows, int lanes, nint[] products, nint softmax, nint addMask, nint gradient, nint scale, nint multiply, nint add, nint dot)
    {
        this.products = products;
        MaxRows = maxRows;
        Lanes = lanes;
        Softmax = (delegate*<T*, long, long, T*, T*, T*, bool, void>)softmax;
        AddMask = (delegate*<T*, long, long, long, T*, long, long, void>)addMask;
        Gradient = (delegate*<T*, T*, T*, long, long, T*, T*, T, void>)gradient;
        Scale = (delegate*<T*, T*, long, T, void>)scale;
        Multiply = (delegate*<T*, T*, long, void>)multiply;
        Add = (delegate*<T*, T*, long, void>)add;
        Dot = (delegate*<T*, T*, long, T>)dot;
    }

    /// <summary>The rows of the tallest tile.</summary>
    public int MaxRows { get; }

    /// <summary>Elements in a vector.</summary>
    public int Lanes { get; }

    /// <summary><see cref="AttentionColumns{V, T}.Softmax"/></summary>
    public readonly delegate*<T*, long, long, T*, T*, T*, bool, void> Softmax;

    /// <summary><see cref="AttentionColumns{V, T}.AddMask"/></summary>
    public readonly delegate*<T*, long, long, long, T*, long, long, void> AddMask;

    /// <summary><see cref="AttentionColumns{V, T}.Gradient"/></summary>
    public readonly delegate*<T*, T*, T*, long, long, T*, T*, T, void> Gradient;

    /// <summary><see cref="AttentionColumns{V, T}.Scale"/></summary>
    public readonly delegate*<T*, T*, long, T, void> Scale;

    /// <summary><see cref="AttentionColumns{V, T}.Multiply"/></summary>
    public readonly delegate*<T*, T*, long, void> Multiply;

    /// <summary><see cref="AttentionColumns{V, T}.Add"/></summary>
    public readonly delegate*<T*, T*, long, void> Add;

    /// <summary><see cref="AttentionColumns{V, T}.Dot"/></summary>
    public readonly delegate*<T*, T*, long, T> Dot;

    /// <summary>A number of elements up to a multiple of the vector's length.</summary>
    public long Padded(long count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>
    /// tile = left * right, or += with <paramref name="add"/>: the columns are a multiple of the vector's length; element (i, p) of the left operand is
    /// left[i * rowStride + p * depthStride], a step of the right operand begins <paramref name="rightStride"/> after the last.
    /// </summary>
    public void Product(long rows, long columns, long depth, T* left, long rowStride, long depthStride, T* right, long rightStride, T* tile, long tileStride, bool add)
    {
        long panels = (rows + MaxRows - 1) / MaxRows;
        for (long column = 0; column < columns; column += 2 * Lanes)
        {
            int vectors = columns - column > Lanes ? 2 : 1;
            for (long panel = 0; panel < panels; panel++)
            {
                // Panels as even as possible.
                long row = rows * panel / panels;
                int height = (int)(rows * (panel + 1) / panels - row);
                var kernel = (delegate*<long, T*, nint, nint, T*, nint, T*, nint, bool, void>)products[2 * height + vectors - 3];
                kernel(depth, left + row * rowStride, (nint)rowStride, (nint)depthStride, right + column, (nint)rightStride, tile + row * tileStride + column, (nint)tileStride, add);
            }
        }
    }

    /// <summary>The kernels for a level that this processor supports; float and double.</summary>
    public static AttentionKernels<T> For(SimdLevel level)
    {
        if (typeof(T) == typeof(float)) return (AttentionKernels<T>)(object)AttentionKernelFactory.ForSingle(level);
        return (AttentionKernels<T>)(object)AttentionKernelFactory.ForDouble(level);
    }
}
