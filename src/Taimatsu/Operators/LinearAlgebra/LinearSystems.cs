using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Systems of linear equations.</summary>
internal static class LinearSystems
{
    /// <summary>
    /// X with A X = B, or X A = B with <paramref name="left"/> false; A is [..., N, N]. B is [..., N, K], or vectors [..., N] if A has one dimension more and the
    /// same batch.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="InvalidOperationException">A matrix is singular, or the type is neither float32 nor float64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve.html"/>
    [Operator("solve", Face = Face.Linalg)]
    public static Tensor Solve(Tensor A, Tensor B, bool left = true)
    {
        MatrixChecks.Square("linalg.solve", A);
        CheckTypes("linalg.solve", A, B);
        bool vector = B.ndim == 1 || (B.ndim == A.ndim - 1 && B.shape == new Size(A.shape.ToArray()[..^1]));
        if (vector && !left) throw new ArgumentException("linalg.solve: Vector broadcasting of the left hand side is not supported for left=False. In this case linalg.solve is equivalent to B / A.squeeze(-1)");
        var right = vector ? B.unsqueeze(-1) : B;
        if (!left) return MatrixChecks.Turned(Solve(MatrixChecks.Turned(A), MatrixChecks.Turned(right)));
        if (right.size(-2) != A.size(-1))
            throw new ArgumentException($"linalg.solve: Incompatible shapes of A and B for the equation AX = B ({A.size(-2)}x{A.size(-1)} and {right.size(-2)}x{right.size(-1)})");
        var (a, b) = SameBatch(A, right);
        var result = Solved(a, b);
        return vector ? result.squeeze(-1) : result;
    }

    /// <summary>X with A X = B, or X A = B with <paramref name="left"/> false, for triangular matrices; the other triangle is not looked at.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve_triangular.html"/>
    [Operator("solve_triangular", Face = Face.Linalg)]
    public static Tensor SolveTriangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false)
    {
        MatrixChecks.Square("linalg.solve_triangular", A);
        MatrixChecks.Matrices("linalg.solve_triangular", B);
        CheckTypes("linalg.solve_triangular", A, B);
        if (!left) return MatrixChecks.Turned(SolveTriangular(MatrixChecks.Turned(A), MatrixChecks.Turned(B), !upper, true, unitriangular));
        if (B.size(-2) != A.size(-1))
            throw new ArgumentException($"linalg.solve_triangular: Incompatible shapes of A and B for the equation AX = B ({A.size(-2)}x{A.size(-1)} and {B.size(-2)}x{B.size(-1)})");
        var (a, b) = SameBatch(A, B);
        MatrixBatch factors = MatrixBatch.Read(a), solutions = MatrixBatch.Read(b);
        for (int i = 0; i < factors.Count; i++) TriangularFactors.Solve(factors[i], factors.Rows, solutions[i], solutions.Columns, upper, unitriangular);
        var result = solutions.ToTensor(B);
        return GradMode.IsEnabled && (a.requires_grad || b.requires_grad) ? result.SetGradFn(new LinalgSolveTriangularBackward0(a, b, result, upper, unitriangular)) : result;
    }

    /// <summary>A with A Aᵀ X = B from the triangle L, or U with Uᵀ U X = B.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cholesky_solve.html"/>
    [Operator("cholesky_solve")]
    public static Tensor CholeskySolve(Tensor input, Tensor L, bool upper = false)
    {
        var turned = MatrixChecks.Turned(L);
        return upper ? SolveTriangular(L, SolveTriangular(turned, input, false), true) : SolveTriangular(turned, SolveTriangular(L, input, false), true);
    }

    /// <summary>
    /// The X of least squares for A X = B, of least norm if there are several: [..., M, N] with [..., M, K]. All drivers compute alike; they differ, as LAPACK's
    /// do, in what comes along and is empty otherwise: the sums of squares that remain, if M > N and every matrix has full rank (not with <c>gelsy</c>), the ranks (not with
    /// <c>gels</c>), and the singular values (with <c>gelsd</c> and <c>gelss</c>).
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or another driver.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.lstsq.html"/>
    [Operator("lstsq", Face = Face.Linalg)]
    public static (Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values) LeastSquares(Tensor A, Tensor B, double? rcond = null, string driver = "gelsy")
    {
        MatrixChecks.Matrices("torch.linalg.lstsq", A);
        CheckTypes("torch.linalg.lstsq", A, B);
        if (driver is not ("gels" or "gelsy" or "gelsd" or "gelss"))
            throw new ArgumentException($"torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss) but got {driver}");
        bool vector = B.ndim == A.ndim - 1;
        var right = vector ? B.unsqueeze(-1) : B;
        if (right.ndim < 2 || right.size(-2) != A.size(-2)) throw new ArgumentException("torch.linalg.lstsq: input.size(-2) should match other.size(-2)");
        double limit = rcond ?? SingularValues.Epsilon(A.dtype) * Math.Max(A.size(-2), A.size(-1));
        var solution = SingularValues.PInv(A, null, limit).matmul(right);
        Tensor rank = SingularValues.MatrixRank(A.detach(), null, limit), none = torch.empty([0], dtype: A.dtype, device: A.device);
        bool remains = driver != "gelsy" && A.size(-2) > A.size(-1) && rank.eq(A.size(-1)).all().item<bool>();
        var residuals = remains ? (A.matmul(solution) - right).square().sum(-2) : none;
        var values = driver is "gelsd" or "gelss" ? SingularValues.Values(A.detach()) : none;
        return (vector ? solution.squeeze(-1) : solution, residuals, driver == "gels" ? torch.empty([0], dtype: ScalarType.Int64, device: A.device) : rank, values);
    }

    // Both have matrices of one batch.
    private static Tensor Solved(Tensor a, Tensor b)
    {
        MatrixBatch factors = MatrixBatch.Read(a), right = MatrixBatch.Read(b), solutions = new(right.BatchSizes, right.Rows, right.Columns);
        int n = factors.Rows, columns = right.Columns;
        var order = new int[n];
        for (int i = 0; i < factors.Count; i++)
        {
            TriangularFactors.Lu(factors[i], n, order, out int zero);
            if (zero != 0) throw new InvalidOperationException($"torch.linalg.solve: {MatrixChecks.Which(factors, i)}The solver failed because the input matrix is singular.");
            Span<double> from = right[i], to = solutions[i];
            for (int r = 0; r < n; r++) from.Slice(order[r] * columns, columns).CopyTo(to[(r * columns)..]);
            TriangularFactors.Solve(factors[i], n, to, columns, upper: false, unit: true);
            TriangularFactors.Solve(factors[i], n, to, columns, upper: true, unit: false);
        }
        var result = solutions.ToTensor(b);
        return GradMode.IsEnabled && (a.requires_grad || b.requires_grad) ? result.SetGradFn(new LinalgSolveExBackward0(a, b, result)) : result;
    }

    private static (Tensor A, Tensor B) SameBatch(Tensor a, Tensor b)
    {
        long[] first = a.shape.ToArray(), second = b.shape.ToArray();
        long[] batch = torch.broadcast_shapes(new Size(first[..^2]), new Size(second[..^2])).ToArray();
        return (a.expand(new Size([.. batch, .. first[^2..]])), b.expand(new Size([.. batch, .. second[^2..]])));
    }

    private static void CheckTypes(string op, Tensor a, Tensor b)
    {
        if (a.dtype != b.dtype) throw new InvalidOperationException($"{op}: Expected A and B to have the same dtype, but found A of type {a.dtype.LegacyName()} and B of type {b.dtype.LegacyName()} instead");
        if (a.device != b.device) throw Devices.Mixed(op, a.device, b.device);
    }

    private sealed class LinalgSolveExBackward0 : Node
    {
        public LinalgSolveExBackward0(Tensor a, Tensor b, Tensor result) : base(a, b)
        {
            Save(a);
            Save(result);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var right = Solve(MatrixChecks.Turned(Saved(0)), grad);
            if (inputs.Needs(1)) inputs[1] = right;
            if (inputs.Needs(0)) inputs[0] = -right.matmul(MatrixChecks.Turned(Saved(1)));
        }
    }

    private sealed class LinalgSolveTriangularBackward0 : Node
    {
        private readonly bool _upper, _unit;

        public LinalgSolveTriangularBackward0(Tensor a, Tensor b, Tensor result, bool upper, bool unit) : base(a, b)
        {
            (_upper, _unit) = (upper, unit);
            Save(a);
            Save(result);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var right = SolveTriangular(MatrixChecks.Turned(Saved(0)), grad, !_upper, true, _unit);
            if (inputs.Needs(1)) inputs[1] = right;
            if (!inputs.Needs(0)) return;
            var whole = -right.matmul(MatrixChecks.Turned(Saved(1)));
            inputs[0] = _upper ? whole.triu(_unit ? 1 : 0) : whole.tril(_unit ? -1 : 0);
        }
    }
}
