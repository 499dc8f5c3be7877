using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Eigenvalues of symmetric matrices.</summary>
internal static class Eigenvalues
{
    /// <summary>
    /// The eigenvalues of symmetric matrices [..., N, N] in ascending order, and the eigenvectors as columns. Of each matrix only the lower triangle is looked at,
    /// or the upper one with <c>UPLO: "U"</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The matrices are not square, or another letter.</exception>
    /// <exception cref="InvalidOperationException">A matrix holds infinities or NaN, or the type is neither float32 nor float64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.eigh.html"/>
    [Operator("eigh", Face = Face.Linalg)]
    public static (Tensor eigenvalues, Tensor eigenvectors) Eigh(Tensor A, string UPLO = "L")
    {
        MatrixChecks.Square("linalg.eigh", A);
        if (UPLO is not ("L" or "U" or "l" or "u")) throw new ArgumentException($"Expected UPLO argument to be 'L' or 'U', but got {UPLO}");
        bool upper = UPLO is "U" or "u";
        var matrices = MatrixBatch.Read(A);
        int n = matrices.Rows;
        MatrixBatch values = new(matrices.BatchSizes, 1, n), vectors = new(matrices.BatchSizes, n, n);
        for (int i = 0; i < matrices.Count; i++)
        {
            var matrix = matrices[i];
            for (int r = 0; r < n; r++)
                for (int c = 0; c < r; c++)
                {
                    if (upper) matrix[r * n + c] = matrix[c * n + r];
                    else matrix[c * n + r] = matrix[r * n + c];
                }
            MatrixChecks.Finite("linalg.eigh", matrices, i);
            JacobiSvd.Symmetric(matrix, n, values[i], vectors[i]);
        }
        Tensor eigenvalues = values.ToTensor(A).squeeze(-2).clone(), eigenvectors = vectors.ToTensor(A);
        if (!GradMode.IsEnabled || !A.requires_grad) return (eigenvalues, eigenvectors);
        var node = new LinalgEighBackward0(A, eigenvalues, eigenvectors);
        return (eigenvalues.SetGradFn(node, 0), eigenvectors.SetGradFn(node, 1));
    }

    /// <summary>The eigenvalues of symmetric matrices in ascending order.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.eigvalsh.html"/>
    [Operator("eigvalsh", Face = Face.Linalg)]
    public static Tensor EigValsH(Tensor A, string UPLO = "L") => Eigh(A, UPLO).eigenvalues;

    private sealed class LinalgEighBackward0 : Node
    {
        public LinalgEighBackward0(Tensor a, Tensor values, Tensor vectors) : base(a)
        {
            Save(values);
            Save(vectors);
        }

        internal override int OutputCount => 2;

        protected override void Backward(Tensor grad, GradientSink inputs) => BackwardAll([grad, null], inputs);

        internal override void BackwardAll(ReadOnlySpan<Tensor?> grads, GradientSink inputs)
        {
            if (grads[0] is null && grads[1] is null) return;
            Tensor values = Saved(0), v = Saved(1), turned = MatrixChecks.Turned(v);
            var inner = grads[0] is null ? null : torch.diag_embed(grads[0]!);
            if (grads[1] is { } grad)
            {
                var product = turned.matmul(grad);
                // The diagonal's share is zero: vectors keep their length.
                var gaps = values.unsqueeze(-2) - values.unsqueeze(-1);
                var diagonal = torch.eye(values.size(-1), dtype: ScalarType.Bool, device: values.device);
                var off = torch.where(diagonal, torch.zeros_like(product), product / torch.where(diagonal, torch.ones_like(gaps), gaps));
                inner = inner is null ? off : inner + off;
            }
            var whole = v.matmul(inner!).matmul(turned);
            inputs[0] = 0.5 * (whole + MatrixChecks.Turned(whole));
        }
    }
}
