namespace Taimatsu.Golden.Themes;

/// <summary>Tensors cut, turned, spread, joined in grids, and compared with their neighbours.</summary>
internal static class Shapes
{
    public static void Fill(GoldenTheme theme)
    {
        var x = theme.Input("x", Values.Numbers([2, 3, 4], seed: 1));
        var v = theme.Input("v", Values.Numbers([5], seed: 2));
        object?[] Dims(params int[] dims) => [.. dims.Cast<object?>()];
        theme.Grad("movedim", [x, 0, 2]);
        theme.Grad("movedim", [x, Dims(0, 1), Dims(-1, 0)]);
        theme.Case("movedim", [x, Dims(0, 0), Dims(1, 2)]);
        theme.Case("movedim", [x, Dims(0), Dims(1, 2)]);
        theme.Case("moveaxis", [x, 2, 0]);
        theme.Case("adjoint", [x]);
        theme.Grad("broadcast_to", [v, Dims(2, 5)]);
        theme.Case("broadcast_to", [v, Dims(2, 4)]);
        foreach (object sections in new object[] { 2, 3, 0, Dims(1, 3), Dims(3, 1), Dims(-2), Dims(0, 9) }) theme.Case("tensor_split", [v, sections]);
        theme.Grad("tensor_split", [x, 3, 2]);
        foreach (object sections in new object[] { 3, 2, Dims(1, 2) }) theme.Case("hsplit", [x, sections]);
        theme.Case("hsplit", [v, 5]);
        theme.Case("vsplit", [x, 2]);
        theme.Case("vsplit", [v, 5]);
        theme.Case("dsplit", [x, 2]);
        theme.Case("dsplit", [v, 5]);
        foreach (string op in new[] { "atleast_1d", "atleast_2d", "atleast_3d" })
            foreach (object tensor in new object[] { torch.tensor(1.5f), v, Values.Numbers([2, 3]), x }) theme.Case(op, [tensor]);
        foreach (int k in new[] { -1, 0, 1, 2, 3, 6 }) theme.Grad("rot90", [x, k, Dims(1, 2)]);
        theme.Case("rot90", [x, 1, Dims(1, 1)]);
        theme.Case("rot90", [v, 1, Dims(0, 1)]);
        theme.Case("tril_indices", [4, 3, -1]);
        theme.Case("triu_indices", [2, 5, 2]);
        theme.Case("diagflat", [x, 1]);
        theme.Case("cartesian_prod", [new object[] { Values.I(1, 2), Values.I(3, 4, 5), Values.I(6) }]);
        theme.Case("cartesian_prod", [new object[] { Values.I(1, 2) }]);
        theme.Case("combinations", [v, 3]);
        theme.Case("combinations", [v, 2, true]);
        theme.Case("combinations", [v, 6]);
        theme.Case("combinations", [v, 0]);
        theme.Grad("block_diag", [new object[] { Values.Numbers([2, 3], seed: 4), v, torch.tensor(2f) }]);
        theme.Case("block_diag", [new object[] { Values.I(1, 2), Values.Numbers([1, 2]) }]);
        theme.Case("column_stack", [new object[] { Values.I(1, 2), Values.I(3, 4) }]);
        theme.Case("dstack", [new object[] { v, v }]);
        theme.Case("vander", [v]);
        theme.Case("vander", [Values.I(1, 2, -3), 4, true]);
        theme.Case("vander", [v, 0]);
        theme.Case("vander", [v, -1]);
        theme.Grad("kron", [Values.Numbers([2, 2], seed: 5), Values.Numbers([3], seed: 6)]);
        theme.Grad("diff", [x]);
        theme.Case("diff", [x, 2, 0]);
        theme.Case("diff", [v, 7]);
        theme.Case("diff", [v, 1, 0, Values.F(9), Values.F(8, 7)]);
        theme.Case("diff", [torch.tensor(new[] { true, false, false, true })]);
        theme.Case("diff", [torch.tensor(1f)]);
        theme.Case("diff", [v, -1]);
        theme.Grad("trapezoid", [x]);
        theme.Case("trapezoid", [x], ("dx", 0.25), ("dim", 1));
        theme.Case("trapezoid", [Values.I(1, 2, 5)]);
        theme.Grad("trapezoid", [x, Values.Numbers([4], seed: 7)]);
        theme.Case("trapezoid", [x, Values.Numbers([3], seed: 7)], ("dim", 1));
        theme.Case("trapezoid", [x, Values.Numbers([3], seed: 7)]);
        theme.Grad("cumulative_trapezoid", [x]);
        theme.Grad("cumulative_trapezoid", [x, Values.Numbers([4], seed: 7)]);
        foreach (double p in new[] { 0, 1, 2, 3, double.PositiveInfinity })
        {
            theme.Case("dist", [v, Values.Numbers([5], seed: 8), p]);
            if (p > 0) theme.Grad("cdist", [x, Values.Numbers([2, 5, 4], seed: 9), p]);
            else theme.Case("cdist", [x, Values.Numbers([2, 5, 4], seed: 9), p]);
        }
        theme.Case("cdist", [x, v]);
        theme.Case("cdist", [x, Values.Numbers([2, 5])]);
        theme.Grad("renorm", [x, 2.0, 1, 1.0]);
        theme.Case("renorm", [x, 1.0, 0, 3.0]);
        theme.Case("renorm", [v, 1.0, 0, 3.0]);
        theme.Grad("cross", [x, Values.Numbers([2, 3, 4], seed: 10), 1]);
        theme.Case("cross", [x, Values.Numbers([3, 4], seed: 10)]);
        theme.Case("select_scatter", [x, Values.Numbers([2, 4], seed: 11), 1, -1]);
        theme.Grad("slice_scatter", [x, Values.Numbers([2, 3, 2], seed: 11), 2, 0, 4, 2]);
        theme.Case("diagonal_scatter", [Values.Numbers([3, 3]), Values.F(1, 2), -1]);
        theme.Case("select_scatter", [x, v, 1, 0]);
    }
}
