using System.Numerics.Tensors;

namespace Taimatsu.Operators;

/// <summary>Singular values and eigenvalues by rotating rows until they are orthogonal.</summary>
internal static class JacobiSvd
{
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>
    /// A = U diag(S) Vᵀ for an m × n matrix, which is used up. U has m rows and <paramref name="uColumns"/> columns, the transposed V n columns and
    /// <paramref name="vRows"/> rows.
    /// </summary>
    public static void Run(Span<double> a, int m, int n, Span<double> u, int uColumns, Span<double> s, Span<double> vh, int vRows)
    {
        if (m < n)
        {
            // The transposed matrix has the same values, and its vectors are the other way about.
            double[] turned = Turned(a, m, n), left = new double[n * vRows], right = new double[uColumns * m];
            Run(turned, n, m, left, vRows, s, right, uColumns);
            Turned(left, n, vRows).CopyTo(vh);
            Turned(right, uColumns, m).CopyTo(u);
            return;
        }
        double[] columns = Turned(a, m, n), v = Identity(n), all = new double[Math.Max(uColumns, n) * m];
        double scale = Scale(columns);
        OrthogonalFactors.Orthogonalize(columns, v, n, m);
        var sizes = new double[n];
        var order = new int[n];
        for (int i = 0; i < n; i++)
        {
            sizes[i] = -TensorPrimitives.Norm<double>(columns.AsSpan(i * m, m));
            order[i] = i;
        }
        Array.Sort(sizes, order);
        int known = 0;
        for (int i = 0; i < n; i++)
        {
            double size = -sizes[i];
            s[i] = size * scale;
            // What is left of dependent columns is noise, which has no direction.
            if (size > -sizes[0] * Epsilon * m && size > 0)
            {
                TensorPrimitives.Divide(columns.AsSpan(order[i] * m, m), size, all.AsSpan(i * m, m));
                known = i + 1;
            }
            if (i < vRows) v.AsSpan(order[i] * n, n).CopyTo(vh[(i * n)..]);
        }
        OrthogonalFactors.Complete(all, known, uColumns, m);
        Turned(all.AsSpan(0, uColumns * m), uColumns, m).CopyTo(u);
    }

    /// <summary>
    /// The eigenvalues of a symmetric matrix in ascending order and their vectors, which become the columns of <paramref name="vectors"/>: the singular values of
    /// the matrix with all eigenvalues shifted above zero.
    /// </summary>
    public static void Symmetric(Span<double> a, int n, Span<double> values, Span<double> vectors)
    {
        double shift = 0;
        for (int i = 0; i < n; i++) shift = Math.Max(shift, TensorPrimitives.SumOfMagnitudes<double>(a.Slice(i * n, n)));
        double[] rows = a.ToArray(), v = Identity(n), product = new double[n];
        for (int i = 0; i < n; i++) rows[i * n + i] += shift;
        Scale(rows);
        OrthogonalFactors.Orthogonalize(rows, v, n, n);
        var sizes = new double[n];
        var order = new int[n];
        for (int i = 0; i < n; i++)
        {
            // Rayleigh's quotient, which owes nothing to the shift.
            var vector = v.AsSpan(i * n, n);
            for (int r = 0; r < n; r++) product[r] = TensorPrimitives.Dot<double>(a.Slice(r * n, n), vector);
            sizes[i] = TensorPrimitives.Dot<double>(product, vector);
            order[i] = i;
        }
        Array.Sort(sizes, order);
        sizes.CopyTo(values);
        for (int i = 0; i < n; i++)
            for (int r = 0; r < n; r++) vectors[r * n + i] = v[order[i] * n + r];
    }

    // Squares must neither overflow nor vanish.
    private static double Scale(double[] x)
    {
        double largest = x.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(x));
        if (largest == 0) return 1;
        double scale = Math.ScaleB(1, Math.ILogB(largest));
        TensorPrimitives.Divide(x, scale, x);
        return scale;
    }

    private static double[] Identity(int n)
    {
        var result = new double[n * n];
        for (int i = 0; i < n; i++) result[i * n + i] = 1;
        return result;
    }

    private static double[] Turned(ReadOnlySpan<double> a, int rows, int columns)
    {
        var result = new double[a.Length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) result[j * rows + i] = a[i * columns + j];
        return result;
    }
}
