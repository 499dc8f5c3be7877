using System.Numerics.Tensors;

namespace Taimatsu.Operators;

/// <summary>Factorisations into triangles, and solving with them. Matrices lie row after row, so that all loops run along rows.</summary>
internal static class TriangularFactors
{
    /// <summary>
    /// A = P L U in place, pivots being the largest of their column; <paramref name="order"/> tells which row of A each row is. Returns the sign of the order, and
    /// in <paramref name="zero"/> the number of the first diagonal element of U that is zero, counted from one, or nothing.
    /// </summary>
    public static int Lu(Span<double> a, int n, Span<int> order, out int zero)
    {
        int sign = 1;
        zero = 0;
        for (int i = 0; i < n; i++) order[i] = i;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i * n + k]) > Math.Abs(a[pivot * n + k])) pivot = i;
            if (a[pivot * n + k] == 0)
            {
                if (zero == 0) zero = k + 1;
                continue;
            }
            if (pivot != k)
            {
                Swap(a.Slice(k * n, n), a.Slice(pivot * n, n));
                (order[k], order[pivot]) = (order[pivot], order[k]);
                sign = -sign;
            }
            var top = a.Slice(k * n + k + 1, n - k - 1);
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i * n + k] /= a[k * n + k];
                if (factor == 0) continue;
                var row = a.Slice(i * n + k + 1, n - k - 1);
                TensorPrimitives.MultiplyAdd(top, -factor, row, row);
            }
        }
        return sign;
    }

    /// <summary>A = L Lᵀ in place from A's lower triangle; the upper one becomes zero. Returns the order of the first minor that is not positive, or zero.</summary>
    public static int Cholesky(Span<double> a, int n)
    {
        for (int i = 0; i < n; i++)
        {
            var row = a.Slice(i * n, n);
            for (int j = 0; j <= i; j++)
            {
                double rest = row[j] - TensorPrimitives.Dot<double>(row[..j], a.Slice(j * n, j));
                if (j < i) row[j] = rest / a[j * n + j];
                else if (rest > 0) row[j] = Math.Sqrt(rest);
                else return i + 1;
            }
            row[(i + 1)..].Clear();
        }
        return 0;
    }

    /// <summary>X = A⁻¹ B in B's place, with <paramref name="columns"/> columns, for the lower or the upper triangle of A, whose diagonal may be taken for ones.</summary>
    public static void Solve(ReadOnlySpan<double> a, int n, Span<double> b, int columns, bool upper, bool unit)
    {
        for (int step = 0; step < n; step++)
        {
            int i = upper ? n - 1 - step : step;
            var row = b.Slice(i * columns, columns);
            for (int j = upper ? i + 1 : 0; j < (upper ? n : i); j++)
            {
                double factor = a[i * n + j];
                if (factor != 0) TensorPrimitives.MultiplyAdd(b.Slice(j * columns, columns), -factor, row, row);
            }
            if (!unit) TensorPrimitives.Divide(row, a[i * n + i], row);
        }
    }

    private static void Swap(Span<double> a, Span<double> b)
    {
        for (int i = 0; i < a.Length; i++) (a[i], b[i]) = (b[i], a[i]);
    }
}
