using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

/// <summary>torch.linalg. Other memory layouts would be singular matrices where they repeat elements: LinearAlgebraTests has transposed ones. Where a result is not unique (signs, rotations), the row's call returns what must hold of it.</summary>
internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> LinearAlgebraRows()
    {
        yield return Matrices("inv", t => torch.linalg.inv(t[0]), t => NaiveMatrices.Inverse(t[0])) with { Differentiable = true };
        yield return Matrices("inverse", t => t[0].inverse(), t => NaiveMatrices.Inverse(t[0])) with { Differentiable = true };
        yield return Matrices("det", t => torch.linalg.det(t[0]), t => NaiveMatrices.Determinant(t[0])) with { Differentiable = true };
        yield return Matrices("logdet", t => t[0].logdet(), t => NaiveMatrices.Determinant(t[0]).log()) with { Differentiable = true };
        yield return Matrices("slogdet", t => torch.linalg.slogdet(t[0]).logabsdet, t => NaiveMatrices.Determinant(t[0]).abs().log()) with { Differentiable = true };
        yield return Matrices("slogdet", t => torch.linalg.slogdet(-t[0]).sign, t => NaiveMatrices.Determinant(-t[0]).sign()) with { Variant = "sign" };
        yield return Systems("solve", t => torch.linalg.solve(t[0], t[1]), t => NaiveMatrices.Inverse(t[0]).matmul(t[1])) with { Differentiable = true };
        yield return Systems("lstsq", t => torch.linalg.lstsq(t[0], t[1]).solution, t => NaiveMatrices.Inverse(t[0]).matmul(t[1]));
        yield return Systems("solve_triangular", t => torch.linalg.solve_triangular(t[0], t[1], upper: true), t => NaiveMatrices.Inverse(t[0].triu()).matmul(t[1]));
        yield return Systems("cholesky_solve", t => t[1].cholesky_solve(t[0].tril()), t => NaiveMatrices.Inverse(t[0].tril().matmul(t[0].tril().mT)).matmul(t[1]));
        yield return Matrices("cholesky_inverse", t => t[0].tril().cholesky_inverse(), t => NaiveMatrices.Inverse(t[0].tril().matmul(t[0].tril().mT)));
        yield return Matrices("cholesky", t => Squared(torch.linalg.cholesky(Squared(t[0]))), t => Squared(t[0])) with { Differentiable = true, GradSamples = _ => [[Dominant(ScalarType.Float64, 1, 3, 3)]] };
        yield return Facts("qr", t => torch.linalg.qr(t[0]), (t, r) => [r.Q.matmul(r.R), r.Q.mT.matmul(r.Q), r.R.tril(-1)], t => [t[0], Unit(t[0]), torch.zeros_like(t[0])]);
        yield return Facts("eigh", t => torch.linalg.eigh(t[0] + t[0].mT), (t, r) => [(r.eigenvectors * r.eigenvalues.unsqueeze(-2)).matmul(r.eigenvectors.mT), r.eigenvectors.mT.matmul(r.eigenvectors)],
            t => [t[0] + t[0].mT, Unit(t[0])]);
        yield return Facts("eigvalsh", t => torch.linalg.eigvalsh(t[0] + t[0].mT), (_, w) => [w.sum(-1), (w * w).sum(-1), w.diff().clamp(max: 0)],
            t => [Trace(t[0] + t[0].mT), Trace((t[0] + t[0].mT).matmul(t[0] + t[0].mT)), torch.zeros_like(t[0].diagonal(0, -2, -1)).diff()]);
        yield return Facts("svd", t => torch.linalg.svd(t[0]), (t, r) => [(r.U * r.S.unsqueeze(-2)).matmul(r.Vh), r.U.mT.matmul(r.U), r.Vh.matmul(r.Vh.mT)], t => [t[0], Unit(t[0]), Unit(t[0])]);
        yield return Facts("svdvals", t => torch.linalg.svdvals(t[0]), (_, s) => [(s * s).sum(-1), s.prod(-1)], t => [(t[0] * t[0]).sum([-1, -2]), NaiveMatrices.Determinant(t[0]).abs()]);
        yield return Matrices("pinv", t => torch.linalg.pinv(t[0]), t => NaiveMatrices.Inverse(t[0]));
        yield return Matrices("pinverse", t => t[0].pinverse(), t => NaiveMatrices.Inverse(t[0]));
        yield return Matrices("matrix_rank", t => torch.linalg.matrix_rank(t[0]), t => torch.full_like(NaiveMatrices.Determinant(t[0]), t[0].size(-1)));
        yield return Matrices("cond", t => torch.linalg.cond(t[0], 1), t => OneNorm(t[0]) * OneNorm(NaiveMatrices.Inverse(t[0])));
        yield return Matrices("matrix_norm", t => torch.linalg.matrix_norm(t[0]), t => (t[0] * t[0]).sum([-1, -2]).sqrt()) with { Differentiable = true };
        yield return Matrices("matrix_norm", t => torch.linalg.matrix_norm(t[0], 1), t => OneNorm(t[0])) with { Variant = "1" };
        yield return Matrices("matrix_power", t => torch.linalg.matrix_power(t[0], 3), t => t[0].matmul(t[0]).matmul(t[0])) with { Differentiable = true };
        yield return Matrices("matrix_power", t => torch.linalg.matrix_power(t[0], -2), t => NaiveMatrices.Inverse(t[0]).matmul(NaiveMatrices.Inverse(t[0]))) with { Variant = "negative" };
        yield return Systems("vecdot", t => torch.linalg.vecdot(t[0], t[0] + 1), t => (t[0] * (t[0] + 1)).sum(-1)) with { Differentiable = true };
        yield return Product("multi_dot", t => torch.linalg.multi_dot(t), "ij,jk,kl->il", [[2, 3], [3, 4], [4, 2]]) with { Types = s_exactly };
        yield return Product("chain_matmul", t => torch.chain_matmul(t), "ij,jk,kl->il", [[2, 3], [3, 4], [4, 2]]) with { Types = s_exactly };
    }

    // Diagonally dominant: far from singular, with a positive determinant.
    private static Tensor Dominant(ScalarType type, int seed, params long[] sizes)
    {
        var x = SampleData.Make(type, new Values(-1, 1), seed, sizes);
        return x + torch.eye(sizes[^1], dtype: type) * (sizes[^1] + 1);
    }

    private static OperatorInfo Matrices(string name, Func<Tensor[], Tensor> call, Func<Tensor[], Tensor> reference)
        => Composite(name, t => [[Dominant(t, 1, 3, 3)], [Dominant(t, 2, 2, 4, 4)], [Dominant(t, 3, 1, 1)]], call, t => reference(Wide(t))) with
        { OtherLayouts = false, Types = s_exactly, Tolerance32 = 5e-5, Tolerance64 = 1e-10, GradSamples = _ => [[Dominant(ScalarType.Float64, 1, 3, 3)]] };

    private static OperatorInfo Systems(string name, Func<Tensor[], Tensor> call, Func<Tensor[], Tensor> reference)
        => Composite(name, t => [[Dominant(t, 1, 3, 3), SampleData.Make(t, new Values(-2, 2), 4, 3, 2)], [Dominant(t, 2, 2, 4, 4), SampleData.Make(t, new Values(-2, 2), 5, 2, 4, 3)]], call, t => reference(Wide(t))) with
        { OtherLayouts = false, Types = s_exactly, Tolerance32 = 5e-5, Tolerance64 = 1e-10, GradSamples = _ => [[Dominant(ScalarType.Float64, 1, 3, 3), SampleData.Make(ScalarType.Float64, new Values(-2, 2), 4, 3, 2)]] };

    private static OperatorInfo Facts<T>(string name, Func<Tensor[], T> call, Func<Tensor[], T, Tensor[]> facts, Func<Tensor[], Tensor[]> expected)
        => Several(name, t => [[Dominant(t, 1, 3, 3)], [Dominant(t, 2, 2, 4, 4)]], t => facts(t, call(t)), t => expected(Wide(t))) with { OtherLayouts = false, Types = s_exactly, Tolerance32 = 5e-5, Tolerance64 = 1e-10 };

    private static Tensor[] Wide(Tensor[] tensors) => Array.ConvertAll(tensors, t => t.to(ScalarType.Float64));

    private static Tensor Squared(Tensor x) => x.matmul(x.mT);

    private static Tensor Unit(Tensor x) => torch.eye(x.size(-1), dtype: x.dtype).expand_as(x);

    private static Tensor Trace(Tensor x) => x.diagonal(0, -2, -1).sum(-1);

    private static Tensor OneNorm(Tensor x) => x.abs().sum(-2).amax(-1);
}

/// <summary>Inverses and determinants of small matrices by their definitions.</summary>
internal static class NaiveMatrices
{
    public static Tensor Determinant(Tensor x) => Each(x, m => [Determinant(m)], x.shape.ToArray()[..^2]);

    /// <summary>Cofactors over the determinant.</summary>
    public static Tensor Inverse(Tensor x) => Each(x, m =>
    {
        int n = m.GetLength(0);
        double determinant = Determinant(m);
        var result = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) result[j * n + i] = ((i + j) % 2 == 0 ? 1 : -1) * Determinant(Without(m, i, j)) / determinant;
        return result;
    }, x.shape.ToArray());

    private static Tensor Each(Tensor x, Func<double[,], double[]> of, long[] sizes)
    {
        int n = (int)x.size(-1);
        var data = x.ToFlatArray<double>();
        var results = new List<double>();
        for (int at = 0; at < data.Length; at += n * n)
        {
            var matrix = new double[n, n];
            for (int i = 0; i < n * n; i++) matrix[i / n, i % n] = data[at + i];
            results.AddRange(of(matrix));
        }
        return torch.tensor(results.ToArray()).reshape(sizes);
    }

    private static double Determinant(double[,] m)
    {
        if (m.GetLength(0) == 0) return 1;
        double sum = 0;
        for (int j = 0; j < m.GetLength(0); j++) sum += (j % 2 == 0 ? 1 : -1) * m[0, j] * Determinant(Without(m, 0, j));
        return sum;
    }

    private static double[,] Without(double[,] m, int row, int column)
    {
        int n = m.GetLength(0) - 1;
        var result = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) result[i, j] = m[i < row ? i : i + 1, j < column ? j : j + 1];
        return result;
    }
}
