namespace Taimatsu.Golden.Themes;

/// <summary>Parts of tensors and their rearrangement. In <c>getitem</c> the second argument lists the indices: numbers, tensors, None, "..." and "start:stop:step".</summary>
internal static class Indexing
{
    public static void Fill(GoldenTheme theme)
    {
        foreach (var type in new[] { float32, float64, int64, @bool, float16 })
        {
            bool isFloat = type == float32 || type == float64;
            Tensor N(uint seed, params long[] shape) => Values.Numbers(shape, type, type == @bool ? -1 : -9, type == @bool ? 1 : 9, seed);
            Action<string, object?[], (string, object?)[]> run = isFloat ? theme.Grad : theme.Case;
            var x = theme.Input(TensorText.NameOf(type), N(1, 3, 4, 2));
            object[][] indices =
            [
                [0], [-1], ["1:3"], ["::2"], ["1:"], [":-1"], ["...", 0], ["...", "None"], ["None", 1], [0, 1, 1], ["0:2", 1], [":", "1:4:2", 0], ["2:1"], ["5:9"], [":", "-3:-1"], ["...", "None", 0],
                [Values.I(0, 2)], [Values.I(2, 0, 0, -1)], [Values.I(0, 1), Values.I(2, 3)], [":", Values.I(1, 1)], [Values.I(0, 1).reshape(2, 1), Values.I(1, 3)], [Values.I(0, 1), ":", Values.I(1, 0)], [0, Values.I(1, 2)],
                [":", Values.I(0, 3), "0:1"], [torch.tensor(new[] { true, false, true })], [":", torch.tensor(new[] { true, false, true, true })], [torch.zeros([0], dtype: int64)], ["None", Values.I(0, 1)], [Values.I(0, 1), "None", Values.I(1, 0)],
                [torch.tensor(new[] { true, false, true }), Values.I(0, 1)],
            ];
            foreach (var index in indices) run("getitem", [x, index], []);
            run("index_select", [x, 1, Values.I(3, 0, 0)], []);
            run("gather", [x, 1, Values.Numbers([3, 2, 2], int64, 0, 4, 2)], []);
            run("take", [x, Values.I(0, 5, 23, -1)], []);
            run("take_along_dim", [x, Values.Numbers([3, 1, 2], int64, 0, 4, 3), 1], []);
            run("masked_select", [x, Values.Numbers([3, 4, 2], @bool, -1, 1, 4)], []);
            run("masked_select", [x, Values.Numbers([4, 1], @bool, -1, 1, 5)], []);
            object number = type == @bool ? true : isFloat || type == float16 ? 2.5 : 2;
            if (type != @bool) run("masked_fill", [x, Values.Numbers([4, 1], @bool, -1, 1, 5), number], []);
            run("masked_scatter", [x, Values.Numbers([3, 4, 2], @bool, -1, 1, 4), N(6, 24)], []);
            run("scatter", [x, 1, Values.I(0, 2, 1, 0, 3, 3).reshape(3, 1, 2), N(7, 3, 1, 2)], []);
            if (type != @bool)
            {
                run("scatter", [x, 1, Values.I(0, 2, 1, 0, 3, 3).reshape(3, 1, 2), number], []);
                run("scatter_add", [x, 1, Values.I(0, 2, 0, 2, 1, 0, 1, 1, 3, 3, 3, 0).reshape(3, 2, 2), N(7, 3, 2, 2)], []);
                foreach (string reduce in new[] { "sum", "prod", "mean", "amax", "amin" })
                    foreach (bool self in new[] { true, false })
                        run("scatter_reduce", [x, 1, Values.I(0, 2, 0, 2, 1, 0, 1, 1, 3, 3, 3, 0).reshape(3, 2, 2), N(7, 3, 2, 2), reduce], [("include_self", self)]);
                run("index_add", [x, 1, Values.I(0, 3, 0), N(8, 3, 3, 2)], []);
                run("index_add", [x, 1, Values.I(0, 3, 0), N(8, 3, 3, 2)], [("alpha", 2)]);
                run("index_fill", [x, 1, Values.I(0, 3), number], []);
                run("repeat_interleave", [x, 2, 1], []);
            }
            run("index_copy", [x, 1, Values.I(0, 3), N(8, 3, 2, 2)], []);
            run("index_put", [x, new object[] { Values.I(0, 2), Values.I(1, 1) }, N(9, 2, 2)], []);
            run("index_put", [x, new object[] { Values.I(0, 0), Values.I(1, 1) }, N(9, 2, 2), true], []);
            run("repeat_interleave", [x, Values.I(1, 0, 2), 0], []);
            run("flip", [x, new object[] { 0, 2 }], []);
            run("roll", [x, new object[] { 1, -1 }, new object[] { 0, 1 }], []);
            run("roll", [x, new object[] { 5 }], []);
            run("rot90", [x, 1, new object[] { 0, 1 }], []);
            run("tril", [N(10, 3, 4), 1], []);
            run("triu", [N(10, 3, 4), -1], []);
            run("diag", [N(11, 3, 4), 1], []);
            run("diag", [N(11, 3)], []);
            run("diagonal", [x, 1, 0, 1], []);
            run("diag_embed", [N(12, 2, 3), 1], []);
            run("cat", [new object[] { N(1, 2, 2), N(2, 3, 2), N(3, 0, 2) }, 0], []);
            run("stack", [new object[] { N(1, 2, 2), N(2, 2, 2) }, -1], []);
            run("narrow", [x, 1, 1, 2], []);
            run("select", [x, 1, -1], []);
            run("split", [x, 3, 1], []);
            run("split", [x, new object[] { 1, 3 }, 1], []);
            run("chunk", [x, 3, 1], []);
            run("tensor_split", [x, 3, 1], []);
            run("unbind", [N(4, 2, 3), 1], []);
            run("permute", [x, new object[] { 2, 0, 1 }], []);
            run("transpose", [x, 0, -1], []);
            run("movedim", [x, 0, 2], []);
            run("squeeze", [N(5, 1, 3, 1)], []);
            run("squeeze", [N(5, 1, 3, 1), 0], []);
            run("unsqueeze", [x, -1], []);
            run("expand_copy", [N(5, 1, 3), new object[] { 2, -1, 3 }], []);
            run("tile", [N(5, 2, 3), new object[] { 2, 1, 2 }], []);
            run("flatten", [x, 1, 2], []);
            run("unflatten", [x, 1, new object[] { 2, -1 }], []);
            run("reshape", [x, new object[] { 4, -1 }], []);
            run("meshgrid", [new object[] { N(1, 2), N(2, 3) }], [("indexing", "ij")]);
            run("meshgrid", [new object[] { N(1, 2), N(2, 3) }], [("indexing", "xy")]);
            run("broadcast_tensors", [new object[] { N(1, 2, 1), N(2, 3) }], []);
            run("unfold_copy", [x, 1, 2, 1], []);
            run("where", [Values.Numbers([4, 2], @bool, -1, 1, 6), x, N(7, 2)], []);
            run("constant_pad_nd", [x, new object[] { 1, 2, 0, -1 }, type == @bool ? 1 : number], []);
            foreach (string mode in new[] { "reflect", "replicate", "circular" })
                if (isFloat) run("pad", [x, new object[] { 1, 1 }, mode], []);
            theme.Case("nonzero", [x]);
            theme.Case("argwhere", [x]);
        }
        foreach (var type in new[] { float32, float64 })
        {
            var table = Values.Numbers([5, 3], type, seed: 12);
            theme.Grad("embedding", [Values.I(0, 4, 4, 2), table]);
            theme.Grad("embedding", [Values.I(0, 4, 4, 2).reshape(2, 2), table], ("padding_idx", 4));
            theme.Grad("embedding", [torch.tensor(new[] { 1, 3 }), table]);
        }
        theme.Case("one_hot", [Values.I(0, 2, 1)]);
        theme.Case("one_hot", [Values.I(0, 2, 1), 5]);
        var f = torch.ones(3, 4);
        theme.Case("getitem", [f, new object[] { 3 }]);
        theme.Case("getitem", [f, new object[] { 0, 0, 0 }]);
        theme.Case("getitem", [f, new object[] { Values.I(0, 3) }]);
        theme.Case("getitem", [f, new object[] { torch.tensor(new[] { true, false }) }]);
        theme.Case("getitem", [f, new object[] { Values.I(0, 1), Values.I(0, 1, 2) }]);
        theme.Case("index_select", [f, 0, Values.I(3)]);
        theme.Case("index_select", [f, 2, Values.I(0)]);
        theme.Case("index_select", [f, 0, Values.F(1)]);
        theme.Case("gather", [f, 1, Values.I(4).reshape(1, 1)]);
        theme.Case("gather", [f, 1, Values.I(0)]);
        theme.Case("gather", [f, 1, Values.F(0).reshape(1, 1)]);
        theme.Case("scatter", [f, 1, Values.I(9).reshape(1, 1), 1.0]);
        theme.Case("cat", [new object[] { f, torch.ones(3, 5) }, 0]);
        theme.Case("cat", [new object[] { f, torch.ones(3) }, 0]);
        theme.Case("stack", [new object[] { f, torch.ones(3, 5) }, 0]);
        theme.Case("reshape", [f, new object[] { 5, -1 }]);
        theme.Case("reshape", [f, new object[] { 5, 2 }]);
        theme.Case("reshape", [f, new object[] { -1, -1 }]);
        theme.Case("narrow", [f, 1, 3, 2]);
        theme.Case("split", [f, new object[] { 1, 1 }, 0]);
        theme.Case("permute", [f, new object[] { 0, 0 }]);
        theme.Case("transpose", [f, 0, 2]);
        theme.Case("unsqueeze", [f, 4]);
        theme.Case("masked_select", [f, torch.ones(2, dtype: @bool)]);
        theme.Case("embedding", [Values.I(3), f]);
        theme.Case("flip", [f, new object[] { 0, 0 }]);
        theme.Case("expand_copy", [f, new object[] { 2, 4 }]);
        theme.Case("view_copy", [f, new object[] { 7 }]);
        theme.Case("one_hot", [Values.I(0, -1)]);
        theme.Case("one_hot", [Values.I(0, 5), 3]);
    }
}
