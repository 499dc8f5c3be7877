using static Taimatsu.Tests.Operators.OperatorInfo;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> MatrixProductRows()
    {
        yield return Product("mm", t => t[0].mm(t[1]), "ij,jk->ik", [[3, 5], [5, 4]], [[1, 7], [7, 1]], [[17, 33], [33, 19]], [[3, 0], [0, 2]]);
        yield return Product("bmm", t => t[0].bmm(t[1]), "bij,bjk->bik", [[2, 3, 5], [2, 5, 4]], [[0, 2, 3], [0, 3, 2]]);
        yield return Product("mv", t => t[0].mv(t[1]), "ij,j->i", [[3, 5], [5]], [[20, 40], [40]]);
        yield return Product("dot", t => t[0].dot(t[1]), "i,i->", [[5], [5]], [[100], [100]], [[0], [0]]);
        yield return Product("outer", t => t[0].outer(t[1]), "i,j->ij", [[5], [3]], [[7], [50]], [[50], [7]]);
        yield return Product("matmul", t => t[0].matmul(t[1]), "ij,jk->ik", [[3, 5], [5, 4]]) with { Variant = "2 and 2" };
        yield return Product("matmul", t => t[0].matmul(t[1]), "i,ij->j", [[3], [3, 4]]) with { Variant = "1 and 2" };
        yield return Product("matmul", t => t[0].matmul(t[1]), "abij,bjk->abik", [[2, 3, 2, 4], [3, 4, 2]]) with { Variant = "4 and 3" };
        yield return Product("matmul", t => t[0].matmul(t[1]), "bij,jk->bik", [[2, 3, 4], [4, 2]]) with { Variant = "3 and 2" };
        yield return Product("matmul", t => t[0].matmul(t[1]), "ij,bjk->bik", [[3, 4], [2, 4, 2]]) with { Variant = "2 and 3" };
        yield return Product("matmul", t => t[0].matmul(t[1]), "bij,j->bi", [[2, 3, 4], [4]]) with { Variant = "3 and 1" };
        yield return Product("matmul", t => t[0].matmul(t[1]), "j,bjk->bk", [[4], [2, 4, 3]]) with { Variant = "1 and 3" };
        yield return Product("inner", t => t[0].inner(t[1]), "ik,jk->ij", [[3, 4], [2, 4]]);
        yield return Product("linear", t => F.linear(t[0], t[1]), "bi,oi->bo", [[3, 4], [2, 4]]);
        yield return Product("linear", t => F.linear(t[0], t[1]), "abi,oi->abo", [[2, 3, 4], [2, 4]]) with { Variant = "3 dimensions" };
        yield return Product("tensordot", t => torch.tensordot(t[0], t[1], [1, 0], [2, 1]), "ijk,aijb->kab", [[2, 3, 4], [5, 2, 3, 2]]) with { Variant = "lists" };
        yield return Product("tensordot", t => torch.tensordot(t[0], t[1]), "ijk,jkb->ib", [[2, 3, 4], [3, 4, 2]]);
        yield return Added("addmm", (x, a, b) => torch.addmm(x, a, b, 0.5, 2), 0.5, 2, "ij,jk->ik", [4], [3, 5], [5, 4]);
        yield return Added("addmm", (x, a, b) => torch.addmm(x, a, b), 1, 1, "ij,jk->ik", [4], [3, 5], [5, 4]) with { Variant = "bias" };
        yield return Added("addmm", (x, a, b) => torch.addmm(x, a, b), 1, 1, "ij,jk->ik", [3, 4], [3, 5], [5, 4]) with { Variant = "matrix" };
        yield return Added("addmm_", (x, a, b) => x.clone().addmm_(a, b, 2, 3), 2, 3, "ij,jk->ik", [3, 4], [3, 5], [5, 4]);
        yield return Added("baddbmm", (x, a, b) => torch.baddbmm(x, a, b, 2, 3), 2, 3, "bij,bjk->bik", [3, 1], [2, 3, 5], [2, 5, 4]);
        yield return Added("addbmm", (x, a, b) => torch.addbmm(x, a, b, 2, 3), 2, 3, "bij,bjk->ik", [3, 4], [2, 3, 5], [2, 5, 4]) with { Types = s_exactly };
        yield return Added("addmv", (x, a, b) => torch.addmv(x, a, b, 2, 3), 2, 3, "ij,j->i", [3], [3, 5], [5]) with { Types = s_exactly };
        yield return Added("addr", (x, a, b) => torch.addr(x, a, b, 2, 3), 2, 3, "i,j->ij", [3, 4], [3], [4]) with { Types = s_exactly };
        foreach (var (equation, shapes) in s_equations)
            yield return Product("einsum", t => torch.einsum(equation, t), equation, shapes) with { Variant = equation, Types = shapes.Length > 2 ? s_exactly : Numbers };
    }

    // Several steps, each of which rounds 16-bit floats.
    private static readonly ScalarType[] s_exactly = [ScalarType.Float32, ScalarType.Float64];

    private static readonly (string, long[][])[] s_equations =
    [
        ("ij,jk->ik", [[3, 4], [4, 2]]),
        ("ij->ji", [[3, 4]]),
        ("ii->i", [[3, 3]]),
        ("ij->", [[3, 4]]),
        ("bhid,bhjd->bhij", [[2, 2, 3, 4], [2, 2, 5, 4]]),
        ("i,j,k->ijk", [[2], [3], [4]]),
        ("ij,jk,kl->il", [[2, 3], [3, 4], [4, 2]]),
        ("ij,ik->jk", [[3, 4], [3, 2]]),
        ("ij,kl->k", [[3, 4], [2, 5]]),
    ];

    private static OperatorInfo Product(string name, Func<Tensor[], Tensor> call, string equation, params long[][][] shapes)
        => Composite(name, t => shapes.Select((s, i) => s.Select((sizes, j) => SampleData.Make(t, new Values(-2, 2), 10 * i + j, sizes)).ToArray()), call, t => NaiveSum.Run(equation, t)) with
        { Types = Numbers, Differentiable = true, Tolerance32 = 2e-5, GradSamples = _ => [[.. shapes[0].Select((sizes, j) => SampleData.Make(ScalarType.Float64, new Values(-2, 2), j, sizes))]] };

    private static OperatorInfo Product(string name, Func<Tensor[], Tensor> call, string equation, long[][] shapes) => Product(name, call, equation, [shapes]);

    private static OperatorInfo Added(string name, Func<Tensor, Tensor, Tensor, Tensor> call, double beta, double alpha, string equation, params long[][] shapes)
        => Composite(name, t => [[.. shapes.Select((sizes, j) => SampleData.Make(t, new Values(-2, 2), j, sizes))]], t => call(t[0], t[1], t[2]),
            t => ScalarReference.Map([t[0], NaiveSum.Run(equation, [t[1], t[2]])], v => beta * v[0] + alpha * v[1])) with
        { Types = Floats, Differentiable = true, Tolerance32 = 2e-5, OtherLayouts = true };
}

/// <summary>Einstein sums by their definition: a loop over every value of every letter.</summary>
internal static class NaiveSum
{
    public static Tensor Run(string equation, Tensor[] tensors)
    {
        string[] sides = equation.Split("->"), operands = sides[0].Split(',');
        var lengths = new SortedDictionary<char, long>();
        for (int i = 0; i < operands.Length; i++)
            for (int d = 0; d < operands[i].Length; d++) lengths[operands[i][d]] = tensors[i].size(d);
        char[] letters = [.. lengths.Keys];
        var data = Array.ConvertAll(tensors, t => t.ToFlatArray<double>());
        long[] sizes = [.. sides[1].Select(c => lengths[c])];
        var result = new double[sizes.Aggregate(1L, (a, b) => a * b)];
        long total = lengths.Values.Aggregate(1L, (a, b) => a * b);
        var index = new Dictionary<char, long>();
        for (long step = 0; step < total; step++)
        {
            long rest = step;
            foreach (char letter in letters)
            {
                index[letter] = rest % lengths[letter];
                rest /= lengths[letter];
            }
            double product = 1;
            for (int i = 0; i < operands.Length; i++) product *= data[i][operands[i].Aggregate(0L, (flat, c) => flat * lengths[c] + index[c])];
            result[sides[1].Aggregate(0L, (flat, c) => flat * lengths[c] + index[c])] += product;
        }
        return SampleData.Of(ScalarType.Float64, result, sizes);
    }
}
