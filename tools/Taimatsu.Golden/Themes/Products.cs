namespace Taimatsu.Golden.Themes;

/// <summary>Products of matrices and their sums.</summary>
internal static class Products
{
    public static void Fill(GoldenTheme theme)
    {
        foreach (var type in new[] { float32, float64, float16, bfloat16, int32, int64, uint8 })
        {
            Tensor N(uint seed, params long[] shape) => Values.Numbers(shape, type, Values.IsFloat(type) ? -2 : 0, Values.IsFloat(type) ? 2 : 5, seed);
            Action<string, object?[], (string, object?)[]> run = type == float32 || type == float64 ? theme.Grad : theme.Case;
            run("mm", [N(1, 2, 3), N(2, 3, 4)], []);
            run("mm", [N(1, 3, 2).t(), N(2, 4, 3).t()], []);
            run("bmm", [N(1, 2, 2, 3), N(2, 2, 3, 4)], []);
            run("mv", [N(1, 2, 3), N(2, 3)], []);
            run("dot", [N(1, 5), N(2, 5)], []);
            run("outer", [N(1, 2), N(2, 3)], []);
            (long[], long[])[] shapes =
            [
                ([3], [3]), ([2, 3], [3]), ([3], [3, 2]), ([2, 3], [3, 2]), ([2, 2, 3], [3]), ([3], [2, 3, 2]), ([2, 2, 3], [3, 2]), ([2, 3], [2, 3, 2]), ([2, 1, 2, 3], [2, 3, 2]), ([2, 0, 3], [3, 2]), ([2, 0], [0, 3]),
            ];
            foreach (var (a, b) in shapes) run("matmul", [N(3, a), N(4, b)], []);
            run("linear", [N(5, 4, 3), N(6, 2, 3), N(7, 2)], []);
            run("linear", [N(5, 2, 2, 3), N(6, 2, 3)], []);
            run("linear", [N(5, 3), N(6, 2, 3), N(7, 2)], []);
            object alpha = Values.IsFloat(type) ? 0.5 : 2, beta = Values.IsFloat(type) ? 1.5 : 3;
            run("addmm", [N(1, 2, 4), N(2, 2, 3), N(3, 3, 4)], [("beta", beta), ("alpha", alpha)]);
            run("addmm", [N(1, 4), N(2, 2, 3), N(3, 3, 4)], []);
            run("addmv", [N(1, 2), N(2, 2, 3), N(3, 3)], [("beta", beta), ("alpha", alpha)]);
            run("addr", [N(1, 2, 3), N(2, 2), N(3, 3)], [("beta", beta), ("alpha", alpha)]);
            run("baddbmm", [N(1, 2, 2, 4), N(2, 2, 2, 3), N(3, 2, 3, 4)], [("beta", beta), ("alpha", alpha)]);
            run("addbmm", [N(1, 2, 4), N(2, 2, 2, 3), N(3, 2, 3, 4)], [("beta", beta), ("alpha", alpha)]);
            run("einsum", ["ij,jk->ik", new object[] { N(1, 2, 3), N(2, 3, 4) }], []);
        }
        Tensor D(uint seed, params long[] shape) => Values.Numbers(shape, float64, seed: seed);
        (string Equation, Tensor[] Operands)[] sums =
        [
            ("i,j->ij", [D(1, 2), D(2, 3)]), ("i,i->", [D(1, 3), D(2, 3)]), ("ij->ji", [D(1, 2, 3)]), ("ij->", [D(1, 2, 3)]), ("ij->i", [D(1, 2, 3)]), ("ii->i", [D(1, 3, 3)]), ("ii", [D(1, 3, 3)]),
            ("ij,jk", [D(1, 2, 3), D(2, 3, 2)]), ("ba", [D(1, 2, 3)]), ("bij,bjk->bik", [D(1, 2, 2, 3), D(2, 2, 3, 2)]), ("...ij,...jk->...ik", [D(1, 2, 1, 2, 3), D(2, 3, 3, 2)]),
            ("b i j , b j -> b i", [D(1, 2, 2, 3), D(2, 2, 3)]), ("ij,jk,kl->il", [D(1, 2, 3), D(2, 3, 2), D(3, 2, 4)]), ("i...->...", [D(1, 2, 3, 2)]), ("...", [D(1, 2, 3)]), ("bn,anm,bm->ba", [D(1, 2, 3), D(2, 2, 3, 2), D(3, 2, 2)]),
            ("ijk,ilm,njm,nlk,abc->", [D(1, 2, 2, 2), D(2, 2, 2, 2), D(3, 2, 2, 2), D(4, 2, 2, 2), D(5, 1, 2, 1)]), ("Ab,bC->AC", [D(1, 2, 3), D(2, 3, 2)]), ("ij,ij->ij", [D(1, 2, 3), D(2, 1, 3)]), ("bhqd,bhkd->bhqk", [D(1, 1, 2, 2, 3), D(2, 1, 2, 3, 3)]),
        ];
        foreach (var (equation, operands) in sums) theme.Grad("einsum", [equation, operands.Cast<object>().ToArray()]);
        theme.Grad("tensordot", [D(1, 2, 3, 4), D(2, 3, 4, 2), new object[] { 1, 2 }, new object[] { 0, 1 }]);
        theme.Grad("chain_matmul", [new object[] { D(1, 2, 3), D(2, 3, 4), D(3, 4, 2) }]);
        theme.Grad("kron", [D(1, 2, 2), D(2, 1, 3)]);
        theme.Grad("inner", [D(1, 2, 3), D(2, 4, 3)]);
        theme.Grad("cross", [D(1, 2, 3), D(2, 2, 3)], ("dim", 1));
        theme.Grad("linalg_multi_dot", [new object[] { D(1, 2, 3), D(2, 3, 4), D(3, 4, 2) }]);
        theme.Grad("matrix_power", [D(1, 3, 3), 3]);
        theme.Grad("bilinear", [D(1, 4, 2), D(2, 4, 3), D(3, 2, 2, 3), D(4, 2)]);
        theme.Grad("cdist", [D(1, 3, 2), D(2, 4, 2)]);
        theme.Grad("cosine_similarity", [D(1, 3, 4), D(2, 3, 4), 1]);
        theme.Grad("pairwise_distance", [D(1, 3, 4), D(2, 3, 4)]);
        theme.Grad("trace", [D(1, 3, 3)]);
        theme.Case("mm", [Values.Numbers([20, 33], seed: 1), Values.Numbers([33, 17], seed: 2)]);

        Tensor F(params long[] shape) => torch.ones(shape);
        theme.Case("mm", [F(2, 3), F(2, 3)]);
        theme.Case("mm", [F(2), F(2, 3)]);
        theme.Case("mm", [F(2, 3), torch.ones([3, 2], dtype: float64)]);
        theme.Case("mv", [F(2, 3), F(2)]);
        theme.Case("dot", [F(2), F(3)]);
        theme.Case("dot", [F(2, 2), F(2)]);
        theme.Case("bmm", [F(2, 2, 3), F(3, 3, 2)]);
        theme.Case("matmul", [F(2, 3), F(4, 5)]);
        theme.Case("matmul", [F(2, 2, 3), F(3, 3, 2)]);
        theme.Case("matmul", [F(), F(2)]);
        theme.Case("linear", [F(2, 3), F(4, 2)]);
        theme.Case("addmm", [F(3), F(2, 3), F(3, 4)]);
        theme.Case("einsum", ["ij,jk", new object[] { F(2, 3), F(2, 3) }]);
        theme.Case("einsum", ["ij->k", new object[] { F(2, 3) }]);
        theme.Case("einsum", ["ij", new object[] { F(2) }]);
    }
}
