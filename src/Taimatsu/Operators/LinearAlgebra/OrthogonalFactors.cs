using System.Numerics.Tensors;

namespace Taimatsu.Operators;

/// <summary>Factorisations with orthogonal matrices.</summary>
internal static class OrthogonalFactors
{
    private const int MaxSweeps = 60;
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>
    /// A = Q R by reflections, with LAPACK's signs. <paramref name="a"/>, m × n, becomes R below which is nothing; <paramref name="q"/>, m × columns, is written
    /// unless it is empty.
    /// </summary>
    public static void Qr(Span<double> a, int m, int n, Span<double> q, int columns)
    {
        int steps = Math.Min(m, n);
        double[] vectors = new double[steps * m], factors = new double[steps], sums = new double[Math.Max(n, columns)];
        for (int k = 0; k < steps; k++)
        {
            var v = vectors.AsSpan(k * m, m);
            double below = 0;
            for (int i = k + 1; i < m; i++) below = Math.Max(below, Math.Abs(v[i] = a[i * n + k]));
            double alpha = a[k * n + k];
            v[k] = 1;
            if (below == 0) continue;
            double norm = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(v[(k + 1)..]) + alpha * alpha), beta = alpha > 0 ? -norm : norm;
            factors[k] = (beta - alpha) / beta;
            TensorPrimitives.Divide(v[(k + 1)..], alpha - beta, v[(k + 1)..]);
            Reflect(v, factors[k], a, m, n, k, k + 1, sums);
            a[k * n + k] = beta;
            for (int i = k + 1; i < m; i++) a[i * n + k] = 0;
        }
        if (q.IsEmpty) return;
        for (int i = 0; i < Math.Min(m, columns); i++) q[i * columns + i] = 1;
        for (int k = steps - 1; k >= 0; k--)
            if (factors[k] != 0) Reflect(vectors.AsSpan(k * m, m), factors[k], q, m, columns, k, k, sums);
    }

    // x −= factor · v (vᵀ x), rows and columns from the first ones on.
    private static void Reflect(ReadOnlySpan<double> v, double factor, Span<double> x, int rows, int columns, int firstRow, int firstColumn, double[] room)
    {
        if (firstColumn >= columns) return;
        var sums = room.AsSpan(0, columns - firstColumn);
        sums.Clear();
        for (int i = firstRow; i < rows; i++)
            TensorPrimitives.MultiplyAdd(x.Slice(i * columns + firstColumn, sums.Length), v[i], sums, sums);
        for (int i = firstRow; i < rows; i++)
        {
            var row = x.Slice(i * columns + firstColumn, sums.Length);
            TensorPrimitives.MultiplyAdd(sums, -factor * v[i], row, row);
        }
    }

    /// <summary>
    /// Turns pairs of rows of <paramref name="w"/>, n × m, by plane rotations until all are orthogonal, and the rows of <paramref name="v"/>, n × n, along with them:
    /// Jacobi's method from one side, slow and accurate.
    /// </summary>
    public static void Orthogonalize(Span<double> w, Span<double> v, int n, int m)
    {
        var squares = new double[n];
        double[] room = new double[Math.Max(m, n)];
        for (int sweep = 0; sweep < MaxSweeps; sweep++)
        {
            bool turned = false;
            for (int p = 0; p < n; p++) squares[p] = TensorPrimitives.SumOfSquares<double>(w.Slice(p * m, m));
            for (int p = 0; p < n - 1; p++)
                for (int q = p + 1; q < n; q++)
                {
                    Span<double> a = w.Slice(p * m, m), b = w.Slice(q * m, m);
                    double product = TensorPrimitives.Dot<double>(a, b);
                    if (Math.Abs(product) <= Epsilon * Math.Sqrt(squares[p] * squares[q]) * Math.Sqrt(m)) continue;
                    turned = true;
                    double zeta = (squares[q] - squares[p]) / (2 * product), tangent = Math.CopySign(1 / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta)), zeta);
                    double cosine = 1 / Math.Sqrt(1 + tangent * tangent), sine = cosine * tangent;
                    squares[p] = Math.Max(0, squares[p] - tangent * product);
                    squares[q] += tangent * product;
                    Rotate(a, b, cosine, sine, room);
                    if (!v.IsEmpty) Rotate(v.Slice(p * n, n), v.Slice(q * n, n), cosine, sine, room);
                }
            if (!turned) return;
        }
    }

    // a = c a − s b, b = s a + c b.
    private static void Rotate(Span<double> a, Span<double> b, double cosine, double sine, double[] room)
    {
        var old = room.AsSpan(0, a.Length);
        a.CopyTo(old);
        TensorPrimitives.Multiply(a, cosine, a);
        TensorPrimitives.MultiplyAdd(b, -sine, a, a);
        TensorPrimitives.Multiply(b, cosine, b);
        TensorPrimitives.MultiplyAdd(old, sine, b, b);
    }

    /// <summary>Fills the rows from <paramref name="known"/> on, of length <paramref name="m"/>, with unit vectors orthogonal to those before.</summary>
    public static void Complete(Span<double> rows, int known, int count, int m)
    {
        int axis = 0;
        for (; known < count; known++)
        {
            var row = rows.Slice(known * m, m);
            double norm;
            do
            {
                row.Clear();
                row[axis++ % m] = 1;
                // Twice is enough for orthogonality to the last place.
                for (int pass = 0; pass < 2; pass++)
                    for (int i = 0; i < known; i++)
                    {
                        var other = rows.Slice(i * m, m);
                        TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(other, row), row, row);
                    }
                norm = TensorPrimitives.Norm<double>(row);
            }
            while (norm < 0.5 / Math.Sqrt(m));
            TensorPrimitives.Divide(row, norm, row);
        }
    }
}
