using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> MovingRows()
    {
        yield return Moved("movedim", [2, 3, 4], x => x.movedim(0, -1), [3, 4, 2], i => [i[2], i[0], i[1]]);
        yield return Moved("movedim", [2, 3, 4], x => x.moveaxis([2, 0], [0, 1]), [4, 2, 3], i => [i[1], i[2], i[0]]) with { Variant = "several" };
        yield return Moved("adjoint", [2, 3, 4], x => x.adjoint(), [2, 4, 3], i => [i[0], i[2], i[1]]);
        yield return Moved("broadcast_to", [2, 1], x => x.broadcast_to(3, 2, 4), [3, 2, 4], i => [i[1], 0]);
        yield return Joined("broadcast_tensors", t => torch.stack(torch.broadcast_tensors(t)), [[2, 1], [3]], [2, 2, 3], (i, x) => i[0] == 0 ? x[0]([i[1], 0]) : x[1]([i[2]]));
        yield return Moved("unfold", [7, 2], x => x.unfold(0, 3, 2), [3, 2, 3], i => [i[0] * 2 + i[2], i[1]]);
        yield return Moved("unfold", [6], x => x.unfold(0, 2, 3), [2, 2], i => [i[0] * 3 + i[1]]) with { Variant = "apart" };
        yield return Moved("tensor_split", [7, 2], x => x.tensor_split(3)[1], [2, 2], i => [i[0] + 3, i[1]]);
        yield return Moved("tensor_split", [2, 7], x => x.tensor_split([2, -1], 1)[1], [2, 4], i => [i[0], i[1] + 2]) with { Variant = "indices" };
        yield return Moved("hsplit", [2, 4], x => x.hsplit(2)[1], [2, 2], i => [i[0], i[1] + 2]);
        yield return Moved("hsplit", [5], x => x.hsplit([1, 3])[1], [2], i => [i[0] + 1]) with { Variant = "indices" };
        yield return Moved("vsplit", [4, 2], x => x.vsplit(2)[1], [2, 2], i => [i[0] + 2, i[1]]);
        yield return Moved("vsplit", [4, 2], x => x.vsplit([3])[1], [1, 2], i => [3, i[1]]) with { Variant = "indices" };
        yield return Moved("dsplit", [2, 2, 4], x => x.dsplit(4)[2], [2, 2, 1], i => [i[0], i[1], 2]);
        yield return Moved("dsplit", [2, 2, 4], x => x.dsplit([3])[0], [2, 2, 3], i => i) with { Variant = "indices" };
        yield return Moved("atleast_1d", [], x => x.atleast_1d(), [1], _ => []);
        yield return Moved("atleast_2d", [3], x => x.atleast_2d(), [1, 3], i => [i[1]]);
        yield return Moved("atleast_3d", [3], x => torch.atleast_3d([x, x])[1], [1, 3, 1], i => [i[1]]);
        yield return Moved("atleast_3d", [2, 3], x => x.atleast_3d(), [2, 3, 1], i => [i[0], i[1]]) with { Variant = "matrix" };
        yield return Moved("rot90", [2, 3], x => x.rot90(), [3, 2], i => [i[1], 2 - i[0]]);
        yield return Moved("rot90", [2, 3, 2], x => x.rot90(-1, [0, 1]), [3, 2, 2], i => [1 - i[1], i[0], i[2]]) with { Variant = "back" };
        yield return Moved("rot90", [2, 3], x => x.rot90(2), [2, 3], i => [1 - i[0], 2 - i[1]]) with { Variant = "twice" };
    }

    private static IEnumerable<OperatorInfo> ShapeInPlaceRows()
    {
        yield return Moved("squeeze_", [1, 3, 1], x => (x + x).squeeze_() / 2, [3], i => [0, i[0], 0]) with { Types = Floats };
        yield return Moved("squeeze_", [1, 3, 1], x => (x + x).squeeze_(0) / 2, [3, 1], i => [0, i[0], 0]) with { Types = Floats, Variant = "dim" };
        yield return Moved("unsqueeze_", [2, 3], x => (x + x).unsqueeze_(-1) / 2, [2, 3, 1], i => [i[0], i[1]]) with { Types = Floats };
        yield return Moved("transpose_", [2, 3, 4], x => (x + x).swapaxes_(0, 2) / 2, [4, 3, 2], i => [i[2], i[1], i[0]]) with { Types = Floats };
        yield return Moved("t_", [2, 3], x => (x + x).t_() / 2, [3, 2], i => [i[1], i[0]]) with { Types = Floats };
        yield return Joined("tril_", t => t[0].clone().tril_(1), [[3, 4]], [3, 4], (i, x) => i[1] <= i[0] + 1 ? x[0](i) : 0);
        yield return Joined("triu_", t => t[0].clone().triu_(), [[2, 3, 3]], [2, 3, 3], (i, x) => i[2] >= i[1] ? x[0](i) : 0);
        yield return Joined("select_scatter", t => t[0].select_scatter(t[1], 1, -1), [[2, 3], [2]], [2, 3], (i, x) => i[1] == 2 ? x[1]([i[0]]) : x[0](i));
        yield return Joined("slice_scatter", t => t[0].slice_scatter(t[1], 0, 1, null, 2), [[5, 2], [2, 2]], [5, 2], (i, x) => i[0] % 2 == 1 ? x[1]([i[0] / 2, i[1]]) : x[0](i));
        yield return Joined("diagonal_scatter", t => t[0].diagonal_scatter(t[1], 1), [[3, 3], [2]], [3, 3], (i, x) => i[1] == i[0] + 1 ? x[1]([i[0]]) : x[0](i));
    }

    private static IEnumerable<OperatorInfo> GridRows()
    {
        yield return Made("tril_indices", t => torch.tril_indices(3, 3, -1).to(t), [2, 3], i => i[0] == 0 ? new[] { 1, 2, 2 }[i[1]] : new[] { 0, 0, 1 }[i[1]]) with { Types = Numbers };
        yield return Made("triu_indices", t => torch.triu_indices(2, 3, 1).to(t), [2, 3], i => i[0] == 0 ? new[] { 0, 0, 1 }[i[1]] : new[] { 1, 2, 2 }[i[1]]) with { Types = Numbers };
        yield return Joined("diagflat", t => t[0].diagflat(-1), [[2, 2]], [5, 5], (i, x) => i[1] == i[0] - 1 ? x[0](Unflat(i[1], [2, 2])) : 0);
        yield return Joined("cartesian_prod", t => torch.cartesian_prod(t), [[2], [3]], [6, 2], (i, x) => i[1] == 0 ? x[0]([i[0] / 3]) : x[1]([i[0] % 3]));
        yield return Moved("combinations", [4], x => x.combinations(), [6, 2], i => [new[] { 0, 0, 0, 1, 1, 2 }[i[0]] * (1 - i[1]) + new[] { 1, 2, 3, 2, 3, 3 }[i[0]] * i[1]]);
        yield return Moved("combinations", [2], x => x.combinations(3, with_replacement: true), [4, 3], i => [i[1] + i[0] >= 3 ? 1 : 0]) with { Variant = "replacement" };
        yield return Joined("block_diag", t => torch.block_diag(t), [[2, 2], [3], []], [4, 6], (i, x) => i[0] < 2 ? (i[1] < 2 ? x[0](i) : 0) : i[0] == 2 ? (i[1] is >= 2 and < 5 ? x[1]([i[1] - 2]) : 0) : i[1] == 5 ? x[2]([]) : 0);
        yield return Joined("column_stack", t => torch.column_stack(t), [[2], [2, 2]], [2, 3], (i, x) => i[1] == 0 ? x[0]([i[0]]) : x[1]([i[0], i[1] - 1]));
        yield return Joined("dstack", t => torch.dstack(t), [[2, 3], [2, 3]], [2, 3, 2], (i, x) => x[i[2]]([i[0], i[1]]));
        yield return Joined("vander", t => t[0].vander(4), [[3]], [3, 4], (i, x) => Math.Pow(x[0]([i[0]]), 3 - i[1])) with { Types = [ScalarType.Float32, ScalarType.Float64, ScalarType.Int64, ScalarType.Int32] };
        yield return Joined("vander", t => t[0].vander(increasing: true), [[3]], [3, 3], (i, x) => Math.Pow(x[0]([i[0]]), i[1])) with { Types = [ScalarType.Float32, ScalarType.Float64, ScalarType.Int64], Variant = "rising" };
        yield return Joined("kron", t => t[0].kron(t[1]), [[2, 2], [3]], [2, 6], (i, x) => x[0]([i[0], i[1] / 3]) * x[1]([i[1] % 3])) with { Types = Numbers };
    }

    private static IEnumerable<OperatorInfo> WindowFunctionRows()
    {
        yield return Made("hann_window", t => torch.hann_window(4, dtype: t), [4], i => new[] { 0, 0.5, 1, 0.5 }[i[0]]) with { Types = Floats };
        yield return Made("hamming_window", t => torch.hamming_window(4, periodic: false, dtype: t), [4], i => new[] { 0.08, 0.77, 0.77, 0.08 }[i[0]]) with { Types = Floats };
        yield return Made("blackman_window", t => torch.blackman_window(4, dtype: t), [4], i => new[] { 0, 0.34, 1, 0.34 }[i[0]]) with { Types = Floats };
        yield return Made("bartlett_window", t => torch.bartlett_window(5, periodic: false, dtype: t), [5], i => new[] { 0, 0.5, 1, 0.5, 0 }[i[0]]) with { Types = Floats };
    }

    private static IEnumerable<OperatorInfo> DifferenceRows()
    {
        ScalarType[] signed = [.. Floats, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64];
        yield return Joined("diff", t => t[0].diff(), [[2, 4]], [2, 3], (i, x) => x[0]([i[0], i[1] + 1]) - x[0](i)) with { Types = signed };
        yield return Joined("diff", t => t[0].diff(2, 0, append: t[1]), [[3, 2], [1, 2]], [2, 2], (i, x) =>
        {
            double At(long row) => row < 3 ? x[0]([row, i[1]]) : x[1]([0, i[1]]);
            return At(i[0] + 2) - 2 * At(i[0] + 1) + At(i[0]);
        }) with { Types = signed, Variant = "joined" };
        yield return Joined("trapezoid", t => t[0].trapezoid(0.5, 0), [[3, 2]], [2], (i, x) => 0.5 * (x[0]([0, i[0]]) / 2 + x[0]([1, i[0]]) + x[0]([2, i[0]]) / 2)) with { Types = Floats };
        yield return Joined("trapezoid", t => t[0].trapezoid(t[1]), [[2, 3], [3]], [2], (i, x) => Enumerable.Range(0, 2).Sum(k => (x[1]([k + 1]) - x[1]([k])) * (x[0]([i[0], k]) + x[0]([i[0], k + 1])) / 2)) with { Types = Floats, Variant = "places" };
        yield return Joined("cumulative_trapezoid", t => t[0].cumulative_trapezoid(0.5), [[2, 3]], [2, 2], (i, x) => Enumerable.Range(0, (int)i[1] + 1).Sum(k => (x[0]([i[0], k]) + x[0]([i[0], k + 1])) / 4)) with { Types = Floats };
        yield return Joined("cumulative_trapezoid", t => t[0].cumulative_trapezoid(t[1]), [[2, 3], [3]], [2, 2], (i, x) => Enumerable.Range(0, (int)i[1] + 1).Sum(k => (x[1]([k + 1]) - x[1]([k])) * (x[0]([i[0], k]) + x[0]([i[0], k + 1])) / 2)) with { Types = Floats, Variant = "places" };
        yield return Joined("dist", t => t[0].dist(t[1], 3), [[2, 3], [3]], [], (_, x) => Math.Cbrt(Grid(2, 3).Sum(k => Math.Pow(Math.Abs(x[0](k) - x[1]([k[1]])), 3)))) with { Types = [ScalarType.Float32, ScalarType.Float64] };
        yield return Joined("cdist", t => torch.cdist(t[0], t[1]), [[2, 3, 2], [4, 2]], [2, 3, 4], (i, x) => Math.Sqrt(Enumerable.Range(0, 2).Sum(k => Math.Pow(x[0]([i[0], i[1], k]) - x[1]([i[2], k]), 2)))) with { Types = [ScalarType.Float32, ScalarType.Float64] };
        yield return Joined("cdist", t => torch.cdist(t[0], t[1], 1), [[3, 2], [4, 2]], [3, 4], (i, x) => Enumerable.Range(0, 2).Sum(k => Math.Abs(x[0]([i[0], k]) - x[1]([i[1], k])))) with { Types = [ScalarType.Float32, ScalarType.Float64], Variant = "sum" };
        yield return Joined("renorm", t => t[0].renorm(2, 0, 1.5), [[3, 2]], [3, 2], (i, x) => x[0](i) * Math.Min(1, 1.5 / Math.Sqrt(Math.Pow(x[0]([i[0], 0]), 2) + Math.Pow(x[0]([i[0], 1]), 2)))) with { Types = [ScalarType.Float32, ScalarType.Float64], Tolerance64 = 1e-6 };
        yield return Joined("cross", t => t[0].cross(t[1], 0), [[3, 2], [3, 2]], [3, 2], (i, x) =>
        {
            long b = (i[0] + 1) % 3, c = (i[0] + 2) % 3;
            return x[0]([b, i[1]]) * x[1]([c, i[1]]) - x[0]([c, i[1]]) * x[1]([b, i[1]]);
        }) with { Types = signed };

        static IEnumerable<long[]> Grid(long rows, long columns)
        {
            for (long r = 0; r < rows; r++)
                for (long c = 0; c < columns; c++)
                    yield return [r, c];
        }
    }
}
