namespace Taimatsu.Operators;

/// <summary>
/// Matrices of equal size in double precision, one after the other, rows contiguous: what factorisations work on, whatever type and device the tensors have.
/// Float32 gains their precision; the cost is a copy, which is nothing beside the work.
/// </summary>
internal readonly struct MatrixBatch
{
    private readonly double[] _elements;
    private readonly long[] _batch;

    /// <summary>Zeros.</summary>
    public MatrixBatch(ReadOnlySpan<long> batch, int rows, int columns)
    {
        _batch = batch.ToArray();
        (Rows, Columns) = (rows, columns);
        Count = 1;
        foreach (long size in batch) Count = checked(Count * (int)size);
        _elements = new double[checked(Count * rows * columns)];
    }

    private MatrixBatch(double[] elements, long[] batch, int rows, int columns, int count)
    {
        (_elements, _batch) = (elements, batch);
        (Rows, Columns, Count) = (rows, columns, count);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The number of matrices.</summary>
    public int Count { get; }

    /// <summary>The dimensions before the matrices'.</summary>
    public ReadOnlySpan<long> BatchSizes => _batch;

    /// <summary>One matrix.</summary>
    public Span<double> this[int matrix] => _elements.AsSpan(matrix * Rows * Columns, Rows * Columns);

    /// <summary>A copy of a tensor's matrices.</summary>
    public static MatrixBatch Read(Tensor tensor)
    {
        var plain = tensor.detach().to(Device.CPU).to(ScalarType.Float64).contiguous();
        long[] sizes = plain.shape.ToArray();
        int rows = checked((int)sizes[^2]), columns = checked((int)sizes[^1]), count = 1;
        foreach (long size in sizes.AsSpan(0, sizes.Length - 2)) count = checked(count * (int)size);
        return new MatrixBatch(plain.AsSpan<double>().ToArray(), sizes[..^2], rows, columns, count);
    }

    /// <summary>The matrices as a tensor of another's type on its device.</summary>
    public Tensor ToTensor(Tensor like) => ToTensor(_elements, [.. _batch, Rows, Columns], like);

    /// <summary>Elements in order as a tensor of another's type on its device.</summary>
    public static Tensor ToTensor(double[] elements, long[] sizes, Tensor like)
    {
        var result = Tensor.Empty(Layout.Contiguous(sizes), ScalarType.Float64, DeviceType.CPU);
        elements.CopyTo(result.AsSpan<double>());
        return result.to(like.dtype).to(like.device);
    }
}

/// <summary>Checks of operands of linear algebra.</summary>
internal static class MatrixChecks
{
    /// <summary>Throws unless the tensor holds matrices of float32 or float64.</summary>
    public static void Matrices(string op, Tensor a)
    {
        if (a.ndim < 2) throw new ArgumentException($"{op}: The input tensor A must have at least 2 dimensions.");
        if (!a.is_floating_point()) throw new InvalidOperationException($"{op}: Expected a floating point or complex tensor as input. Got {a.dtype.LegacyName()}");
        if (a.dtype.IsReducedFloatingPoint()) throw new InvalidOperationException($"{op}: Low precision dtypes not supported. Got {a.dtype.LegacyName()}");
    }

    /// <summary>The same for square matrices.</summary>
    public static void Square(string op, Tensor a)
    {
        Matrices(op, a);
        if (a.size(-1) != a.size(-2)) throw new ArgumentException($"{op}: A must be batches of square matrices, but they are {a.size(-2)} by {a.size(-1)} matrices");
    }

    /// <summary>The transposed matrices.</summary>
    public static Tensor Turned(Tensor a) => a.transpose(-2, -1);

    /// <summary>The name of a matrix of a batch in an error.</summary>
    public static string Which(in MatrixBatch batch, int matrix) => batch.BatchSizes.Length == 0 ? "" : $"(Batch element {matrix}): ";

    /// <summary>Throws for infinities and NaN, on which iterations would not end.</summary>
    public static void Finite(string op, in MatrixBatch batch, int matrix)
    {
        foreach (double x in batch[matrix])
            if (!double.IsFinite(x)) throw new InvalidOperationException($"{op}: {Which(batch, matrix)}The algorithm failed to converge because the input matrix contained non-finite values.");
    }
}
