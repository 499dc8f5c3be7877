using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Factorisations of matrices: Cholesky's, and that into an orthogonal matrix and a triangle.</summary>
internal static class Factorizations
{
    /// <summary>The lower triangle L with A = L Lᵀ of symmetric positive definite matrices [..., N, N], or the upper one with A = Uᵀ U.</summary>
    /// <exception cref="ArgumentException">The matrices are not square.</exception>
    /// <exception cref="InvalidOperationException">A matrix is not positive definite, or the type is neither float32 nor float64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.cholesky.html"/>
    [Operator("cholesky", Face = Face.Linalg)]
    public static Tensor Cholesky(Tensor A, bool upper = false)
    {
        if (upper) return MatrixChecks.Turned(Cholesky(MatrixChecks.Turned(A)));
        MatrixChecks.Square("linalg.cholesky", A);
        var factors = MatrixBatch.Read(A);
        for (int i = 0; i < factors.Count; i++)
            if (TriangularFactors.Cholesky(factors[i], factors.Rows) is not 0 and var minor)
                throw new InvalidOperationException($"linalg.cholesky: {MatrixChecks.Which(factors, i)}The factorization could not be completed because the input is not positive-definite (the leading minor of order {minor} is not positive-definite).");
        var result = factors.ToTensor(A);
        return GradMode.IsEnabled && A.requires_grad ? result.SetGradFn(new LinalgCholeskyExBackward0(A, result)) : result;
    }

    /// <summary>The triangle of Cholesky's factorisation.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cholesky.html"/>
    [Operator("cholesky")]
    public static Tensor OfTensor(Tensor input, bool upper = false) => Cholesky(input, upper);

    /// <summary>The inverses of the matrices whose Cholesky triangles these are.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cholesky_inverse.html"/>
    [Operator("cholesky_inverse")]
    public static Tensor CholeskyInverse(Tensor input, bool upper = false)
        => LinearSystems.CholeskySolve(torch.eye(input.size(-1), dtype: input.dtype, device: input.device).expand_as(input), input, upper);

    /// <summary>
    /// Q with orthonormal columns and the upper triangle R with A = Q R. The mode <c>reduced</c> gives [..., M, K] and [..., K, N] with K the lesser of M and N,
    /// <c>complete</c> [..., M, M] and [..., M, N], and <c>r</c> R alone and an empty Q.
    /// </summary>
    /// <exception cref="ArgumentException">Another mode, or fewer than two dimensions.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.qr.html"/>
    [Operator("qr", Face = Face.Linalg)]
    public static (Tensor Q, Tensor R) Qr(Tensor A, string mode = "reduced")
    {
        MatrixChecks.Matrices("linalg.qr", A);
        if (mode is not ("reduced" or "complete" or "r")) throw new ArgumentException($"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'");
        var matrices = MatrixBatch.Read(A);
        int m = matrices.Rows, n = matrices.Columns, k = Math.Min(m, n), columns = mode == "complete" ? m : k;
        MatrixBatch q = mode == "r" ? new([], 0, 0) : new(matrices.BatchSizes, m, columns), r = new(matrices.BatchSizes, columns, n);
        for (int i = 0; i < matrices.Count; i++)
        {
            OrthogonalFactors.Qr(matrices[i], m, n, mode == "r" ? default : q[i], columns);
            matrices[i][..(columns * n)].CopyTo(r[i]);
        }
        Tensor orthogonal = mode == "r" ? torch.empty([0], dtype: A.dtype, device: A.device) : q.ToTensor(A), triangle = r.ToTensor(A);
        if (!GradMode.IsEnabled || !A.requires_grad) return (orthogonal, triangle);
        var node = new LinalgQrBackward0(A, orthogonal, triangle, mode);
        return (mode == "r" ? orthogonal : orthogonal.SetGradFn(node, 0), triangle.SetGradFn(node, 1));
    }

    /// <summary>Q and R; all columns of Q unless <paramref name="some"/>.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.qr.html"/>
    [Operator("qr")]
    public static (Tensor Q, Tensor R) OfPairs(Tensor input, bool some = true) => Qr(input, some ? "reduced" : "complete");

    // The lower triangle with half of the diagonal.
    private static Tensor HalfLower(Tensor x) => x.tril() - 0.5 * torch.diag_embed(torch.diagonal(x, 0, -2, -1));

    private sealed class LinalgCholeskyExBackward0 : Node
    {
        public LinalgCholeskyExBackward0(Tensor a, Tensor result) : base(a) => Save(result);

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor lower = Saved(0), turned = MatrixChecks.Turned(lower);
            var inner = HalfLower(turned.matmul(grad));
            // L⁻ᵀ · inner · L⁻¹, made symmetric.
            var half = LinearSystems.SolveTriangular(turned, LinearSystems.SolveTriangular(lower, inner, false, left: false), true);
            inputs[0] = 0.5 * (half + MatrixChecks.Turned(half));
        }
    }

    private sealed class LinalgQrBackward0 : Node
    {
        private readonly string _mode;

        public LinalgQrBackward0(Tensor a, Tensor q, Tensor r, string mode) : base(a)
        {
            _mode = mode;
            Save(q);
            Save(r);
        }

        public override string Name => "LinalgQrBackward0";

        internal override int OutputCount => 2;

        protected override void Backward(Tensor grad, GradientSink inputs) => BackwardAll([grad, null], inputs);

        internal override void BackwardAll(ReadOnlySpan<Tensor?> grads, GradientSink inputs)
        {
            if (grads[0] is null && grads[1] is null) return;
            if (_mode == "r") throw new InvalidOperationException("The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to require gradients.");
            Tensor q = Saved(0), r = Saved(1);
            long m = q.size(-2), n = r.size(-1);
            if (_mode == "complete" && m > n) throw new InvalidOperationException("The QR decomposition is not differentiable when mode='complete' and nrows > ncols");
            Tensor gq = grads[0] ?? torch.zeros_like(q), gr = grads[1] ?? torch.zeros_like(r);
            if (m >= n)
            {
                inputs[0] = Square(q, r, gq, gr);
                return;
            }
            // A = [X Y] and R = [U V] with X = Q U: Y goes with Q alone.
            Tensor u = r.narrow(-1, 0, m), gu = gr.narrow(-1, 0, m), gv = gr.narrow(-1, m, n - m), v = r.narrow(-1, m, n - m);
            inputs[0] = torch.cat([Square(q, u, gq + q.matmul(v).matmul(MatrixChecks.Turned(gv)), gu), q.matmul(gv)], -1);
        }

        // (gQ + Q copyltu(R gRᵀ − gQᵀ Q)) R⁻ᵀ, where copyltu mirrors the lower triangle.
        private static Tensor Square(Tensor q, Tensor r, Tensor gq, Tensor gr)
        {
            var inner = r.matmul(MatrixChecks.Turned(gr)) - MatrixChecks.Turned(gq).matmul(q);
            var half = HalfLower(inner);
            var whole = gq + q.matmul(half + MatrixChecks.Turned(half));
            return LinearSystems.SolveTriangular(MatrixChecks.Turned(r), whole, false, left: false);
        }
    }
}
