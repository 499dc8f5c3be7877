namespace Taimatsu.Modules;

/// <summary>The orthogonal factor of a matrix, by Householder reflections in double.</summary>
internal static class Orthogonal
{
    /// <summary>
    /// Q of the QR decomposition of a row-major matrix with at least as many rows as columns, with the signs that make the diagonal of R positive:
    /// that Q is unique, so it does not depend on how it is computed.
    /// </summary>
    public static double[] Factor(double[] matrix, int rows, int columns)
    {
        double[] a = [.. matrix];
        var reflections = new double[columns][];
        var signs = new double[columns];
        for (int k = 0; k < columns; k++)
        {
            double norm = 0;
            for (int i = k; i < rows; i++) norm += a[i * columns + k] * a[i * columns + k];
            norm = Math.Sqrt(norm);
            double diagonal = a[k * columns + k] > 0 ? -norm : norm;
            signs[k] = diagonal < 0 ? -1 : 1;
            var v = new double[rows];
            for (int i = k; i < rows; i++) v[i] = a[i * columns + k];
            v[k] -= diagonal;
            reflections[k] = v;
            Reflect(a, v, k, rows, columns);
        }
        var q = new double[rows * columns];
        for (int k = 0; k < columns; k++) q[k * columns + k] = 1;
        for (int k = columns - 1; k >= 0; k--) Reflect(q, reflections[k], k, rows, columns);
        for (int i = 0; i < rows; i++)
            for (int k = 0; k < columns; k++)
                q[i * columns + k] *= signs[k];
        return q;
    }

    // a = (1 - 2 v vᵀ / vᵀv) a; v is zero before row `first`.
    private static void Reflect(double[] a, double[] v, int first, int rows, int columns)
    {
        double square = 0;
        for (int i = first; i < rows; i++) square += v[i] * v[i];
        if (square == 0) return;
        var product = new double[columns];
        for (int i = first; i < rows; i++)
            for (int j = 0; j < columns; j++)
                product[j] += v[i] * a[i * columns + j];
        for (int i = first; i < rows; i++)
            for (int j = 0; j < columns; j++)
                a[i * columns + j] -= 2 / square * v[i] * product[j];
    }
}
