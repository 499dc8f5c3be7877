using static Taimatsu.torch;

namespace Taimatsu.Tests.LinearAlgebra;

/// <summary>torch.linalg: values of PyTorch 1.13, the equations that define the results, and its errors.</summary>
public class LinearAlgebraTests
{
    private readonly Generator _generator = new(5);

    private Tensor Random(params long[] sizes) => torch.randn(sizes, generator: _generator, dtype: float64);

    private Tensor Positive(params long[] sizes)
    {
        var x = Random(sizes);
        return x.matmul(x.transpose(-2, -1)) + torch.eye(sizes[^1], dtype: float64);
    }

    private static void Close(Tensor expected, Tensor actual, double tolerance = 1e-10, string what = "")
    {
        Assert.Equal(expected.shape.ToArray(), actual.shape.ToArray());
        double error = expected.numel() == 0 ? 0 : (expected.to(float64) - actual.to(float64)).abs().max().item<double>();
        Assert.True(error <= tolerance, $"{what}: expected {expected}, got {actual}, which differs by {error:g3}");
    }

    private static Tensor Unit(Tensor columns) => torch.eye(columns.size(-1), dtype: columns.dtype).expand_as(columns.transpose(-2, -1).matmul(columns));

    [Fact]
    public void Values_are_PyTorchs()
    {
        var (q, r) = linalg.qr(tensor(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 7 } }));
        Close(tensor(new[,] { { -0.1690309, 0.9486834 }, { -0.5070926, -0.3162275 }, { -0.8451543, 0 } }), q, 1e-6, "Q");
        Close(tensor(new[,] { { -5.916080, -8.282512 }, { 0, 0.632456 } }), r, 1e-6, "R");
        var (sign, logarithm) = linalg.slogdet(tensor(new float[,,] { { { 1, 2 }, { 3, 4 } }, { { 0, 1 }, { 2, 0 } } }));
        Close(tensor(new[] { -1.0, -1 }), sign);
        Close(tensor(new[] { 0.693147, 0.693147 }), logarithm, 1e-6);
        Close(tensor(new[] { 5.541381, 0.541381 }), linalg.svdvals(tensor(new float[,] { { 1, 2, 0 }, { 3, 4, 1 } })), 2e-6);
        Close(tensor(new[] { 0.467911, 1.652704, 3.879385 }), linalg.eigvalsh(tensor(new double[,] { { 2, 1, 0 }, { 1, 3, -1 }, { 0, -1, 1 } })), 1e-6);
        Close(tensor(new[,] { { 0.014286, 0.028571, 0.042857 }, { 0.028571, 0.057143, 0.085714 } }), linalg.pinv(tensor(new float[,] { { 1, 2 }, { 2, 4 }, { 3, 6 } })), 1e-6);
        Close(tensor(-8.0), linalg.det(tensor(new float[,] { { 1, 2, 0 }, { 3, 4, 1 }, { -1, 2, 2 } })), 1e-5);
        Close(tensor(new[,] { { -14.75, 6.75 }, { 10.125, -4.625 } }), linalg.matrix_power(tensor(new float[,] { { 1, 2 }, { 3, 4 } }), -3), 1e-5);
        Assert.Equal(1, linalg.matrix_rank(tensor(new float[,] { { 1, 2 }, { 2, 4 } })).item<long>());
        Assert.True(double.IsNaN(logdet(tensor(new double[,] { { 1, 2 }, { 3, 4 } })).item<double>()));
    }

    [Fact]
    public void Norms_are_PyTorchs()
    {
        var x = tensor(new float[,] { { 1, -2, 0 }, { 3, 4, 1 } });
        (double Order, double Value)[] expected = [(2, 5.208618), (-2, 1.967307), (1, 6), (-1, 1), (double.PositiveInfinity, 8), (double.NegativeInfinity, 3)];
        foreach (var (order, value) in expected)
        {
            Close(tensor(value), linalg.matrix_norm(x, order), 2e-6, $"norm {order}");
            Close(tensor(value), linalg.norm(x, order), 2e-6, $"norm {order}");
        }
        Close(tensor(5.567764), linalg.matrix_norm(x), 2e-6);
        Close(tensor(7.175925), linalg.matrix_norm(x, "nuc"), 2e-6);
        Close(tensor(5.567764), linalg.norm(x), 2e-6);
        Close(tensor(14.933040), linalg.cond(tensor(new double[,] { { 1, 2 }, { 3, 4 } })), 1e-5);
        Close(tensor(21.0), linalg.cond(tensor(new double[,] { { 1, 2 }, { 3, 4 } }), 1), 1e-9);
        // Any two dimensions, in either order.
        var many = Random(3, 4, 5);
        Close(linalg.matrix_norm(many.permute(1, 2, 0), 1), linalg.matrix_norm(many, 1, [2, 0]));
        Assert.Equal([1L, 4, 1], linalg.matrix_norm(many, "nuc", [2, 0], keepdim: true).shape.ToArray());
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(40)]
    public void Inverses_and_solutions_undo_the_matrix(int n)
    {
        Tensor a = Random(2, 3, n, n), b = Random(2, 3, n, 4), identity = torch.eye(n, dtype: float64).expand(2, 3, n, n);
        Close(identity, a.matmul(linalg.inv(a)), 1e-9, "inverse");
        Close(b, a.matmul(linalg.solve(a, b)), 1e-9, "solution");
        Close(b.transpose(-2, -1), linalg.solve(a, b.transpose(-2, -1), left: false).matmul(a), 1e-9, "solution from the left");
        Close(linalg.solve(a, b.select(-1, 0).unsqueeze(-1)).squeeze(-1), linalg.solve(a, b.select(-1, 0)), 0, "vectors");
        Close(b[0, 0].expand(2, 3, n, 4), a.matmul(linalg.solve(a, b[0, 0])), 1e-9, "a shared right side");
        var (sign, logarithm) = linalg.slogdet(a);
        Close(linalg.det(a).log().where(linalg.det(a).gt(0), torch.zeros_like(logarithm)), logarithm.where(sign.gt(0), torch.zeros_like(logarithm)), 1e-9, "logarithm");
        Close(a.det() * a.det(), a.matmul(a).det(), 1e-9 * Math.Max(1, a.det().square().max().item<double>()), "determinant");
    }

    [Theory]
    [InlineData(1, 1), InlineData(5, 5), InlineData(9, 4), InlineData(4, 9), InlineData(60, 33), InlineData(1, 6)]
    public void Factors_are_orthogonal_and_give_the_matrix_again(int m, int n)
    {
        var a = Random(2, m, n);
        foreach (bool full in new[] { false, true })
        {
            var (u, s, vh) = linalg.svd(a, full);
            Assert.Equal(new long[] { 2, m, full ? m : Math.Min(m, n) }, u.shape.ToArray());
            Close(Unit(u), u.transpose(-2, -1).matmul(u), 1e-12, "U");
            Close(Unit(vh.transpose(-2, -1)), vh.matmul(vh.transpose(-2, -1)), 1e-12, "V");
            int k = Math.Min(m, n);
            Close(a, (u.narrow(-1, 0, k) * s.unsqueeze(-2)).matmul(vh.narrow(-2, 0, k)), 1e-11, "U S V");
            Assert.True((s.narrow(-1, 0, k - 1) - s.narrow(-1, Math.Min(1, k - 1), k - 1)).ge(0).all().item<bool>(), "descending");

            var (q, r) = linalg.qr(a, full ? "complete" : "reduced");
            Close(Unit(q), q.transpose(-2, -1).matmul(q), 1e-12, "Q");
            Close(a, q.matmul(r), 1e-11, "Q R");
            Close(r.triu(), r, 0, "R");
        }
        var inverse = linalg.pinv(a);
        Close(a, a.matmul(inverse).matmul(a), 1e-10, "pseudo-inverse");
        Close(inverse, inverse.matmul(a).matmul(inverse), 1e-10, "pseudo-inverse");
    }

    [Fact]
    public void Rank_deficient_matrices_have_factors_too()
    {
        var a = Random(6, 2).matmul(Random(2, 5));
        var (u, s, vh) = linalg.svd(a);
        Close(torch.eye(6, dtype: float64), u.t().matmul(u), 1e-12);
        Close(a, (u.narrow(1, 0, 5) * s).matmul(vh), 1e-12);
        Assert.Equal(2, linalg.matrix_rank(a).item<long>());
        var (zeros, none, _) = linalg.svd(torch.zeros(3, 2, dtype: float64));
        Close(torch.eye(3, dtype: float64), zeros.t().matmul(zeros), 1e-12);
        Close(torch.zeros(2, dtype: float64), none, 0);
        // As large and small as doubles come.
        foreach (double scale in new[] { 1e300, 1e-300 }) Close(linalg.svdvals(a), linalg.svdvals(a * scale) / scale, 1e-12, $"scaled by {scale}");
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(8), InlineData(50)]
    public void Eigenvectors_are_stretched_by_the_matrix(int n)
    {
        Tensor x = Random(2, n, n), a = x + x.transpose(-2, -1);
        foreach (string triangle in new[] { "L", "U" })
        {
            var (values, vectors) = linalg.eigh(triangle == "L" ? a.tril() : a.triu(), triangle);
            Close(vectors * values.unsqueeze(-2), a.matmul(vectors), 1e-10, "A v");
            Close(Unit(vectors), vectors.transpose(-2, -1).matmul(vectors), 1e-11, "orthogonal");
            Close(values.sort(-1).values, values, 0, "ascending");
        }
        var positive = Positive(2, n, n);
        var lower = linalg.cholesky(positive);
        Close(positive, lower.matmul(lower.transpose(-2, -1)), 1e-10, "L Lᵀ");
        Close(lower.tril(), lower, 0, "L");
        Close(lower.transpose(-2, -1), linalg.cholesky(positive, upper: true), 1e-12, "U");
        Close(linalg.inv(positive), cholesky_inverse(lower), 1e-9, "inverse");
        Close(linalg.solve(positive, x), cholesky_solve(x, lower), 1e-9, "solution");
    }

    [Fact]
    public void Least_squares_and_chains()
    {
        Tensor a = tensor(new float[,] { { 1, 1 }, { 1, 2 }, { 1, 3 } }), b = tensor(new float[,] { { 1 }, { 2 }, { 2 } });
        var (solution, residuals, rank, _) = linalg.lstsq(a, b);
        Close(tensor(new[,] { { 0.666667 }, { 0.5 } }), solution, 2e-6);
        Assert.Equal(0, residuals.numel());
        Assert.Equal(2, rank.item<long>());
        Close(tensor(new[] { 1 / 6.0 }), linalg.lstsq(a, b, driver: "gelsd").residuals, 1e-6);
        Tensor x = Random(4, 30), y = Random(30, 2), z = Random(2, 20), v = Random(20);
        Close(x.matmul(y).matmul(z).matmul(v), linalg.multi_dot(x, y, z, v), 1e-10);
        Close(x.matmul(x.t()).matmul(x), chain_matmul(x, x.t(), x), 1e-10);
        var square = Random(3, 5, 5);
        Close(square.matmul(square).matmul(square).matmul(square).matmul(square), linalg.matrix_power(square, 5), 1e-9);
        Close(torch.eye(5, dtype: float64).expand(3, 5, 5), square.matrix_power(0), 0);
        Close((square * square).sum(1), linalg.vecdot(square, square, 1), 1e-12);
        Close(torch.cross(Random(2, 3), torch.ones(2, 3, dtype: float64), 1).isnan().any().to(float64), tensor(0.0));
    }

    [Fact]
    public void Types_and_empty_matrices_are_kept()
    {
        Assert.Equal(float32, linalg.inv(torch.eye(3)).dtype);
        Assert.Equal(float32, linalg.svd(torch.eye(3)).S.dtype);
        Assert.Equal([2L, 0, 0], linalg.inv(torch.zeros(2, 0, 0)).shape.ToArray());
        Close(torch.ones(2), linalg.det(torch.zeros(2, 0, 0)), 0);
        Assert.Equal([0L, 3, 3], linalg.inv(torch.zeros(0, 3, 3)).shape.ToArray());
    }

    public static TheoryData<string, Func<Tensor>> Errors() => new()
    {
        { "torch.linalg.solve: The solver failed because the input matrix is singular.", () => linalg.solve(zeros(2, 2), ones(2, 1)) },
        { "linalg.inv: (Batch element 0): The diagonal element 1 is zero, the inversion could not be completed because the input matrix is singular.", () => linalg.inv(zeros(2, 2, 2)) },
        { "linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices", () => linalg.inv(zeros(2, 3)) },
        { "linalg.cholesky: (Batch element 0): The factorization could not be completed because the input is not positive-definite (the leading minor of order 1 is not positive-definite).", () => linalg.cholesky(zeros(3, 2, 2)) },
        { "linalg.inv: Expected a floating point or complex tensor as input. Got Long", () => linalg.inv(ones(2, 2, dtype: int64)) },
        { "linalg.det: The input tensor A must have at least 2 dimensions.", () => linalg.det(ones(3)) },
        { "linalg.solve: Incompatible shapes of A and B for the equation AX = B (3x3 and 2x1)", () => linalg.solve(eye(3), ones(2, 1)) },
        { "linalg.matrix_norm: Order 3 not supported.", () => linalg.matrix_norm(ones(2, 2), 3) },
        { "multi_dot(): expected at least 2 tensors but got 1", () => linalg.multi_dot(ones(3)) },
        { "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got 3D.", () => linalg.norm(ones(2, 2, 2), 2) },
        { "Expected UPLO argument to be 'L' or 'U', but got X", () => linalg.eigvalsh(ones(2, 2), "X") },
        { "linalg.svd: The algorithm failed to converge because the input matrix contained non-finite values.", () => linalg.svdvals(full([2, 2], double.NaN)) },
    };

    [Theory, MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public void Errors_are_PyTorchs(string message, Func<Tensor> work) => Assert.Equal(message, Assert.ThrowsAny<Exception>(work).Message);

    public static TheoryData<string, Func<Tensor, Tensor>, Tensor, bool> Derivatives()
    {
        var generator = new Generator(6);
        Tensor Random(params long[] sizes) => torch.randn(sizes, generator: generator, dtype: float64);
        Tensor square = Random(2, 4, 4), symmetric = square + square.transpose(-2, -1), tall = Random(5, 3), wide = Random(3, 5), right = Random(2, 4, 3);
        Tensor singular = tensor(new double[,] { { 1, 2, 3 }, { 2, 4, 6 }, { 1, 0, 1 } });
        Tensor Symmetric(Tensor x) => x + x.transpose(-2, -1);
        // Vectors are unique but for their signs, which squares do not show.
        return new()
        {
            { "inv", linalg.inv, square, true },
            { "det", linalg.det, square, true },
            { "det of a singular matrix", linalg.det, singular, false },
            { "slogdet", x => linalg.slogdet(x).logabsdet, square, true },
            { "solve for A", x => linalg.solve(x, right), square, true },
            { "solve for B", x => linalg.solve(square, x), right, true },
            { "solve with a shared matrix", x => linalg.solve(x, right), Random(4, 4), true },
            { "solve for a vector", x => linalg.solve(square, x), right.select(-1, 0).contiguous(), true },
            { "triangle", x => linalg.solve_triangular(x + 3 * torch.eye(4, dtype: float64), right, upper: true), square, true },
            { "unit triangle from the left", x => linalg.solve_triangular(x, right.transpose(-2, -1), upper: false, left: false, unitriangular: true), square, true },
            { "cholesky", x => linalg.cholesky(Symmetric(x) + 12 * torch.eye(4, dtype: float64)), square, true },
            { "upper cholesky", x => linalg.cholesky(Symmetric(x) + 12 * torch.eye(4, dtype: float64), upper: true), square, true },
            { "qr, tall", x => { var (q, r) = linalg.qr(x); return q.sum() + r.square().sum(); }, tall, true },
            { "qr, wide", x => { var (q, r) = linalg.qr(x); return q.sum() + r.square().sum(); }, wide, true },
            { "eigenvalues", x => linalg.eigvalsh(Symmetric(x)), square, false },
            { "eigenvectors", x => linalg.eigh(Symmetric(x)).eigenvectors.square(), square, false },
            { "singular values", linalg.svdvals, tall, false },
            { "U", x => linalg.svd(x, false).U.square(), tall, false },
            { "V", x => linalg.svd(x, false).Vh.square(), wide, false },
            { "U of a square matrix", x => linalg.svd(x).U.square(), square, false },
            { "pinv, tall", x => linalg.pinv(x), tall, true },
            { "pinv, wide", x => linalg.pinv(x), wide, true },
            { "lstsq", x => linalg.lstsq(x, torch.ones(5, 2, dtype: float64)).solution, tall, false },
            { "matrix_power", x => linalg.matrix_power(x, -3), square, false },
            { "nuclear norm", x => linalg.matrix_norm(x, "nuc"), tall, false },
            { "spectral norm", x => linalg.matrix_norm(x, 2), symmetric, false },
        };
    }

    [Theory, MemberData(nameof(Derivatives), DisableDiscoveryEnumeration = true)]
    public void Derivatives_are_those_of_differences(string name, Func<Tensor, Tensor> function, Tensor at, bool twice)
    {
        var x = at.clone().requires_grad_();
        Assert.True(autograd.gradcheck(function, x), name);
        if (twice) Assert.True(autograd.gradgradcheck(t => new[] { function(t[0]) }, [x]), $"{name}, twice");
    }
}
