using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Singular values and what is made of them.</summary>
internal static class SingularValues
{
    /// <summary>
    /// A = U diag(S) Vh, the singular values in descending order: [..., M, M], [..., K] and [..., N, N] with K the lesser of M and N; without
    /// <paramref name="full_matrices"/> only the first K columns of U and rows of Vh.
    /// </summary>
    /// <exception cref="InvalidOperationException">A matrix holds infinities or NaN, or the type is neither float32 nor float64.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.svd.html"/>
    [Operator("svd", Face = Face.Linalg)]
    public static (Tensor U, Tensor S, Tensor Vh) Svd(Tensor A, bool full_matrices = true)
    {
        MatrixChecks.Matrices("linalg.svd", A);
        var matrices = MatrixBatch.Read(A);
        int m = matrices.Rows, n = matrices.Columns, k = Math.Min(m, n);
        MatrixBatch u = new(matrices.BatchSizes, m, full_matrices ? m : k), s = new(matrices.BatchSizes, 1, k), v = new(matrices.BatchSizes, full_matrices ? n : k, n);
        for (int i = 0; i < matrices.Count; i++)
        {
            MatrixChecks.Finite("linalg.svd", matrices, i);
            JacobiSvd.Run(matrices[i], m, n, u[i], u.Columns, s[i], v[i], v.Rows);
        }
        Tensor left = u.ToTensor(A), values = s.ToTensor(A).squeeze(-2).clone(), right = v.ToTensor(A);
        if (!GradMode.IsEnabled || !A.requires_grad) return (left, values, right);
        var node = new LinalgSvdBackward0(A, left, values, right);
        return (left.SetGradFn(node, 0), values.SetGradFn(node, 1), right.SetGradFn(node, 2));
    }

    /// <summary>The singular values in descending order, [..., K].</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.svdvals.html"/>
    [Operator("svdvals", Face = Face.Linalg)]
    public static Tensor Values(Tensor A) => Svd(A, full_matrices: false).S;

    /// <summary>A = U diag(S) Vᵀ, with V and not its transpose; all columns of U and V unless <paramref name="some"/>.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.svd.html"/>
    [Operator("svd")]
    public static (Tensor U, Tensor S, Tensor V) OfTensor(Tensor input, bool some = true)
    {
        var (u, s, vh) = Svd(input, !some);
        return (u, s, MatrixChecks.Turned(vh));
    }

    /// <summary>The pseudo-inverses [..., N, M] of matrices [..., M, N]; singular values up to the larger of atol and rtol times the largest count as zero.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.pinv.html"/>
    [Operator("pinv", Face = Face.Linalg)]
    public static Tensor PInv(Tensor A, double? atol = null, double? rtol = null)
    {
        MatrixChecks.Matrices("linalg.pinv", A);
        Tensor result;
        using (torch.no_grad())
        {
            // In double precision to the end: small singular values make large inverses.
            var (u, s, vh) = Svd(A.detach().to(ScalarType.Float64), full_matrices: false);
            var inverse = torch.where(s.gt(Limit(s, A, atol, rtol)), s.reciprocal(), torch.zeros_like(s));
            result = (MatrixChecks.Turned(vh) * inverse.unsqueeze(-2)).matmul(MatrixChecks.Turned(u)).to(A.dtype);
        }
        return GradMode.IsEnabled && A.requires_grad ? result.SetGradFn(new LinalgPinvBackward0(A, result)) : result;
    }

    /// <summary>The pseudo-inverses of matrices.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.pinverse.html"/>
    [Operator("pinverse")]
    public static Tensor PInverse(Tensor input, double rcond = 1e-15) => PInv(input, null, rcond);

    /// <summary>The ranks of matrices: how many singular values are larger than atol and than rtol times the largest.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_rank.html"/>
    [Operator("matrix_rank", Face = Face.Linalg)]
    public static Tensor MatrixRank(Tensor A, double? atol = null, double? rtol = null)
    {
        MatrixChecks.Matrices("linalg.matrix_rank", A);
        var s = Values(A.detach());
        return s.size(-1) == 0 ? torch.zeros(new Size(s.shape.ToArray()[..^1]), dtype: ScalarType.Int64, device: A.device) : s.gt(Limit(s, A, atol, rtol)).sum(-1);
    }

    /// <summary>The condition numbers of matrices in a norm: 2 (the default, as <c>null</c>), −2, 1, −1, ∞ or −∞.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.cond.html"/>
    [Operator("cond", Face = Face.Linalg)]
    public static Tensor Cond(Tensor A, double? p = null)
    {
        MatrixChecks.Matrices("linalg.cond", A);
        if (p is null or 2 or -2)
        {
            var s = Values(A);
            Tensor largest = s.select(-1, 0), least = s.select(-1, -1);
            return p is -2 ? least / largest : largest / least;
        }
        return MatrixNorms.MatrixNorm(A, p.Value) * MatrixNorms.MatrixNorm(Inverse.Inv(A), p.Value);
    }

    /// <summary>The distance from 1 to the next number of a type.</summary>
    public static double Epsilon(ScalarType type) => type == ScalarType.Float64 ? 2.220446049250313e-16 : 1.1920928955078125e-07;

    private static Tensor Limit(Tensor s, Tensor a, double? atol, double? rtol)
    {
        double relative = rtol ?? (atol > 0 ? 0 : Epsilon(a.dtype) * Math.Max(a.size(-1), a.size(-2)));
        return s.size(-1) == 0 ? s : (s.narrow(-1, 0, 1) * relative).clamp_min(atol ?? 0);
    }

    private sealed class LinalgPinvBackward0 : Node
    {
        public LinalgPinvBackward0(Tensor a, Tensor result) : base(a)
        {
            Save(a);
            Save(result);
        }

        // −A⁺ᵀ g A⁺ᵀ + (I − A A⁺) gᵀ A⁺ A⁺ᵀ + A⁺ᵀ A⁺ gᵀ (I − A⁺ A)
        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor a = Saved(0), inverse = Saved(1), turned = MatrixChecks.Turned(inverse), gt = MatrixChecks.Turned(grad);
            Tensor right = gt.matmul(inverse).matmul(turned), left = turned.matmul(inverse).matmul(gt);
            inputs[0] = right - a.matmul(inverse.matmul(right)) + left - left.matmul(inverse).matmul(a) - turned.matmul(grad).matmul(turned);
        }
    }

    private sealed class LinalgSvdBackward0 : Node
    {
        public LinalgSvdBackward0(Tensor a, Tensor u, Tensor s, Tensor vh) : base(a)
        {
            Save(u);
            Save(s);
            Save(vh);
        }

        internal override int OutputCount => 3;

        protected override void Backward(Tensor grad, GradientSink inputs) => BackwardAll([grad, null, null], inputs);

        internal override void BackwardAll(ReadOnlySpan<Tensor?> grads, GradientSink inputs)
        {
            if (grads[0] is null && grads[1] is null && grads[2] is null) return;
            long k = Saved(1).size(-1);
            Tensor s = Saved(1), u = Saved(0).narrow(-1, 0, k), vh = Saved(2).narrow(-2, 0, k), v = MatrixChecks.Turned(vh), ut = MatrixChecks.Turned(u);
            var inner = grads[1] is null ? null : torch.diag_embed(grads[1]!);
            // The differences of squares; the diagonal's share is zero in any case.
            var squares = s.square();
            var gaps = squares.unsqueeze(-2) - squares.unsqueeze(-1) + torch.eye(k, dtype: s.dtype, device: s.device);
            Tensor? outer = null;
            if (grads[0] is { } all)
            {
                var gu = all.narrow(-1, 0, k);
                var turn = ut.matmul(gu);
                inner = Sum(inner, (turn - MatrixChecks.Turned(turn)) / gaps * s.unsqueeze(-2));
                if (u.size(-2) > k) outer = Sum(outer, (gu - u.matmul(turn)).matmul(vh / s.unsqueeze(-1)));
            }
            if (grads[2] is { } rows)
            {
                var gv = MatrixChecks.Turned(rows.narrow(-2, 0, k));
                var turn = vh.matmul(gv);
                inner = Sum(inner, (turn - MatrixChecks.Turned(turn)) / gaps * s.unsqueeze(-1));
                if (v.size(-2) > k) outer = Sum(outer, (u / s.unsqueeze(-2)).matmul(MatrixChecks.Turned(gv - v.matmul(turn))));
            }
            inputs[0] = Sum(outer, u.matmul(inner!).matmul(vh));
        }

        private static Tensor Sum(Tensor? a, Tensor b) => a is null ? b : a + b;
    }
}
