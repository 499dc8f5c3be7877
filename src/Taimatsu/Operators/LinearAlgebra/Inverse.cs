using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Inverses and determinants, by triangular factors.</summary>
internal static class Inverse
{
    /// <summary>The inverses of square matrices, [..., N, N].</summary>
    /// <exception cref="ArgumentException">The matrices are not square.</exception>
    /// <exception cref="InvalidOperationException">A matrix is singular, or the type is neither float32 nor float64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.inv.html"/>
    [Operator("inv", Face = Face.Linalg)]
    public static Tensor Inv(Tensor A)
    {
        MatrixChecks.Square("linalg.inv", A);
        var matrices = MatrixBatch.Read(A);
        int n = matrices.Rows;
        var inverses = new MatrixBatch(matrices.BatchSizes, n, n);
        var order = new int[n];
        for (int i = 0; i < matrices.Count; i++)
        {
            TriangularFactors.Lu(matrices[i], n, order, out int zero);
            if (zero != 0)
                throw new InvalidOperationException($"linalg.inv: {MatrixChecks.Which(matrices, i)}The diagonal element {zero} is zero, the inversion could not be completed because the input matrix is singular.");
            var inverse = inverses[i];
            for (int r = 0; r < n; r++) inverse[r * n + order[r]] = 1;
            TriangularFactors.Solve(matrices[i], n, inverse, n, upper: false, unit: true);
            TriangularFactors.Solve(matrices[i], n, inverse, n, upper: true, unit: false);
        }
        var result = inverses.ToTensor(A);
        return GradMode.IsEnabled && A.requires_grad ? result.SetGradFn(new LinalgInvExBackward0(A, result)) : result;
    }

    /// <summary>The inverses of square matrices, [..., N, N].</summary>
    /// <exception cref="InvalidOperationException">A matrix is singular, or the type is neither float32 nor float64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.inverse.html"/>
    [Operator("inverse")]
    public static Tensor OfTensor(Tensor input) => Inv(input);

    /// <summary>The determinants of square matrices, [..., N, N] to [...].</summary>
    /// <exception cref="ArgumentException">The matrices are not square.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.det.html"/>
    [Operator("det", Face = Face.Linalg)]
    public static Tensor Det(Tensor A)
    {
        MatrixChecks.Square("linalg.det", A);
        var products = Determinants(A).Products;
        return GradMode.IsEnabled && A.requires_grad ? products.SetGradFn(new LinalgDetBackward0(A, products)) : products;
    }

    /// <summary>The determinants of square matrices.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.det.html"/>
    [Operator("det")]
    public static Tensor OfDeterminants(Tensor input) => Det(input);

    /// <summary>The signs of the determinants and the logarithms of their absolute values; 0 and −∞ for a singular matrix.</summary>
    /// <exception cref="ArgumentException">The matrices are not square.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.slogdet.html"/>
    [Operator("slogdet", Face = Face.Linalg)]
    public static (Tensor sign, Tensor logabsdet) SLogDet(Tensor A)
    {
        MatrixChecks.Square("linalg.slogdet", A);
        var (signs, logarithms, _) = Determinants(A);
        return (signs, GradMode.IsEnabled && A.requires_grad ? logarithms.SetGradFn(new LinalgSlogdetBackward0(A)) : logarithms);
    }

    /// <summary>The signs of the determinants and the logarithms of their absolute values.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.slogdet.html"/>
    [Operator("slogdet")]
    public static (Tensor sign, Tensor logabsdet) OfSigns(Tensor input) => SLogDet(input);

    /// <summary>The logarithms of the determinants; −∞ for zero and NaN below.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logdet.html"/>
    [Operator("logdet")]
    public static Tensor LogDet(Tensor input)
    {
        var (sign, logarithm) = SLogDet(input);
        return torch.where(sign.lt(0), torch.full_like(logarithm.detach(), double.NaN), logarithm);
    }

    private static (Tensor Signs, Tensor Logarithms, Tensor Products) Determinants(Tensor a)
    {
        var matrices = MatrixBatch.Read(a);
        int n = matrices.Rows;
        double[] signs = new double[matrices.Count], logarithms = new double[matrices.Count], products = new double[matrices.Count];
        var order = new int[n];
        for (int i = 0; i < matrices.Count; i++)
        {
            signs[i] = products[i] = TriangularFactors.Lu(matrices[i], n, order, out _);
            for (int k = 0; k < n; k++)
            {
                double pivot = matrices[i][k * n + k];
                signs[i] *= Math.Sign(pivot);
                logarithms[i] += Math.Log(Math.Abs(pivot));
                products[i] *= pivot;
            }
        }
        long[] sizes = matrices.BatchSizes.ToArray();
        return (MatrixBatch.ToTensor(signs, sizes, a), MatrixBatch.ToTensor(logarithms, sizes, a), MatrixBatch.ToTensor(products, sizes, a));
    }

    private sealed class LinalgInvExBackward0 : Node
    {
        public LinalgInvExBackward0(Tensor a, Tensor inverse) : base(a) => Save(inverse);

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var turned = MatrixChecks.Turned(Saved(0));
            inputs[0] = -turned.matmul(grad).matmul(turned);
        }
    }

    private sealed class LinalgDetBackward0 : Node
    {
        public LinalgDetBackward0(Tensor a, Tensor determinant) : base(a)
        {
            Save(a);
            Save(determinant);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var a = Saved(0);
            if (Saved(1).eq(0).any().item<bool>())
            {
                inputs[0] = Cofactors(a) * grad.unsqueeze(-1).unsqueeze(-1);
                return;
            }
            inputs[0] = (grad * Saved(1)).unsqueeze(-1).unsqueeze(-1) * MatrixChecks.Turned(Inv(a));
        }

        // det(U) det(V) · U diag(Π of the other singular values) Vᵀ, which singular matrices have as well.
        private static Tensor Cofactors(Tensor a)
        {
            var (u, s, vh) = SingularValues.Svd(a);
            long n = s.size(-1);
            var others = torch.where(torch.eye(n, dtype: ScalarType.Bool, device: s.device), torch.ones_like(s).unsqueeze(-1), s.unsqueeze(-2)).prod(-1);
            return (Det(u) * Det(vh)).unsqueeze(-1).unsqueeze(-1) * (u * others.unsqueeze(-2)).matmul(vh);
        }
    }

    private sealed class LinalgSlogdetBackward0 : Node
    {
        public LinalgSlogdetBackward0(Tensor a) : base(a) => Save(a);

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad.unsqueeze(-1).unsqueeze(-1) * MatrixChecks.Turned(Inv(Saved(0)));
    }
}
