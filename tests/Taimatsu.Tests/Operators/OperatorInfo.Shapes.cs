using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

/// <summary>A tensor by a formula for each element: the reference of everything that only moves elements.</summary>
internal static class Formula
{
    public static Tensor Of(long[] sizes, Func<long[], double> value)
    {
        var data = new double[sizes.Aggregate(1L, (a, b) => a * b)];
        var index = new long[sizes.Length];
        for (long i = 0; i < data.Length; i++)
        {
            data[i] = value(index);
            for (int d = sizes.Length - 1; d >= 0 && ++index[d] == sizes[d]; d--) index[d] = 0;
        }
        return SampleData.Of(ScalarType.Float64, data, sizes);
    }

    /// <summary>Reads a tensor by its indices.</summary>
    public static Func<long[], double> Reader(Tensor tensor)
    {
        var data = tensor.ToFlatArray<double>();
        long[] sizes = tensor.shape.ToArray();
        return index =>
        {
            long at = 0;
            for (int d = 0; d < sizes.Length; d++) at = at * sizes[d] + index[d];
            return data[at];
        };
    }
}

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> ViewRows()
    {
        yield return Moved("alias", [2, 3], x => x.alias(), [2, 3], i => i);
        yield return Moved("view", [2, 3, 4], x => x.contiguous().view(6, -1), [6, 4], i => [i[0] / 3, i[0] % 3, i[1]]);
        yield return Moved("reshape", [2, 3, 4], x => x.reshape(3, 8), [3, 8], i => Unflat(i[0] * 8 + i[1], [2, 3, 4]));
        yield return Moved("view_as", [2, 3], x => x.contiguous().view_as(torch.zeros(3, 2)), [3, 2], i => Unflat(i[0] * 2 + i[1], [2, 3]));
        yield return Moved("reshape_as", [2, 3], x => x.reshape_as(torch.zeros(6)), [6], i => Unflat(i[0], [2, 3]));
        yield return Moved("flatten", [2, 3, 4], x => x.flatten(1), [2, 12], i => [i[0], i[1] / 4, i[1] % 4]);
        yield return Moved("ravel", [2, 3], x => x.ravel(), [6], i => Unflat(i[0], [2, 3]));
        yield return Moved("unflatten", [2, 6], x => x.unflatten(1, 2, -1), [2, 2, 3], i => [i[0], i[1] * 3 + i[2]]);
        yield return Moved("as_strided", [2, 3], x => x.contiguous().as_strided([3, 2], [1, 3], 0), [3, 2], i => [i[1], i[0]]) with { OtherLayouts = false };
        yield return Moved("expand", [2, 1, 3], x => x.expand(4, 2, 5, -1), [4, 2, 5, 3], i => [i[1], 0, i[3]]);
        yield return Moved("expand_as", [1, 3], x => x.expand_as(torch.zeros(2, 3)), [2, 3], i => [0, i[1]]);
        yield return Moved("squeeze", [1, 3, 1], x => x.squeeze(), [3], i => [0, i[0], 0]);
        yield return Moved("squeeze", [1, 3, 1], x => x.squeeze(-1), [1, 3], i => [i[0], i[1], 0]) with { Variant = "dim" };
        yield return Moved("squeeze", [1, 3, 1], x => x.squeeze([0, 1]), [3, 1], i => [0, i[0], i[1]]) with { Variant = "dims" };
        yield return Moved("unsqueeze", [2, 3], x => x.unsqueeze(1), [2, 1, 3], i => [i[0], i[2]]);
        yield return Moved("permute", [2, 3, 4], x => x.permute(2, 0, 1), [4, 2, 3], i => [i[1], i[2], i[0]]);
        yield return Moved("transpose", [2, 3, 4], x => x.transpose(0, -1), [4, 3, 2], i => [i[2], i[1], i[0]]);
        yield return Moved("t", [2, 3], x => x.t(), [3, 2], i => [i[1], i[0]]);
        yield return Moved("slice", [5, 3], x => x.slice(0, 1, 5, 2), [2, 3], i => [1 + 2 * i[0], i[1]]);
        yield return Moved("narrow", [5, 3], x => x.narrow(0, 2, 2), [2, 3], i => [i[0] + 2, i[1]]);
        yield return Moved("select", [2, 3, 4], x => x.select(1, -1), [2, 4], i => [i[0], 2, i[1]]);
        yield return Moved("diagonal", [3, 4, 2], x => x.diagonal(1), [2, 3], i => [i[1], i[1] + 1, i[0]]);
        yield return Moved("diag", [3, 3], x => x.diag(-1), [2], i => [i[0] + 1, i[0]]);
        yield return Moved("split", [5, 2], x => x.split(2)[1], [2, 2], i => [i[0] + 2, i[1]]);
        yield return Moved("split", [5, 2], x => x.split([1, 4])[1], [4, 2], i => [i[0] + 1, i[1]]) with { Variant = "sizes" };
        yield return Moved("chunk", [5, 2], x => x.chunk(3)[2], [1, 2], i => [4, i[1]]);
        yield return Moved("unbind", [2, 3], x => x.unbind(1)[2], [2], i => [i[0], 2]);
    }

    private static IEnumerable<OperatorInfo> CopyRows()
    {
        yield return Moved("clone", [2, 3], x => x.clone(), [2, 3], i => i);
        yield return Moved("contiguous", [2, 3], x => x.contiguous(), [2, 3], i => i);
        yield return Moved("to", [2, 3], x => x.to(ScalarType.Float64), [2, 3], i => i);
        yield return Composite("copy_", t => [[SampleData.Make(t, 1, 2, 3), SampleData.Make(t, 2, 3)]], t => t[0].clone().copy_(t[1]), t => Formula.Of([2, 3], i => Formula.Reader(t[1])([i[1]]))) with
        { Types = OperatorInfo.All, Differentiable = true };
        yield return Moved("repeat", [2, 3], x => x.repeat(2, 1, 2), [2, 2, 6], i => [i[1], i[2] % 3]);
        yield return Moved("tile", [2, 3], x => x.tile(2), [2, 6], i => [i[0], i[1] % 3]);
        yield return Moved("repeat_interleave", [2, 3], x => x.repeat_interleave(2, 1), [2, 6], i => [i[0], i[1] / 2]);
        yield return Moved("flip", [2, 3], x => x.flip(0, 1), [2, 3], i => [1 - i[0], 2 - i[1]]);
        yield return Moved("flipud", [2, 3], x => x.flipud(), [2, 3], i => [1 - i[0], i[1]]);
        yield return Moved("fliplr", [2, 3], x => x.fliplr(), [2, 3], i => [i[0], 2 - i[1]]);
        yield return Moved("roll", [2, 3], x => x.roll(1, 1), [2, 3], i => [i[0], (i[1] + 2) % 3]);
        yield return Moved("roll", [2, 3], x => x.roll(-1), [2, 3], i => Unflat((i[0] * 3 + i[1] + 1) % 6, [2, 3])) with { Variant = "flat" };
        yield return Joined("cat", t => torch.cat(t, 1), [[2, 3], [2, 1]], [2, 4], (i, x) => i[1] < 3 ? x[0](i) : x[1]([i[0], i[1] - 3]));
        yield return Joined("stack", t => torch.stack(t, 1), [[2, 3], [2, 3]], [2, 2, 3], (i, x) => x[i[1]]([i[0], i[2]]));
        yield return Joined("hstack", t => torch.hstack(t), [[2], [3]], [5], (i, x) => i[0] < 2 ? x[0](i) : x[1]([i[0] - 2]));
        yield return Joined("vstack", t => torch.vstack(t), [[3], [2, 3]], [3, 3], (i, x) => i[0] == 0 ? x[0]([i[1]]) : x[1]([i[0] - 1, i[1]]));
        yield return Joined("tril", t => t[0].tril(-1), [[3, 4]], [3, 4], (i, x) => i[1] <= i[0] - 1 ? x[0](i) : 0);
        yield return Joined("triu", t => t[0].triu(1), [[2, 3, 4]], [2, 3, 4], (i, x) => i[2] >= i[1] + 1 ? x[0](i) : 0);
        yield return Joined("diag_embed", t => t[0].diag_embed(1), [[2, 3]], [2, 4, 4], (i, x) => i[2] == i[1] + 1 ? x[0]([i[0], i[1]]) : 0);
        yield return Joined("trace", t => t[0].trace(), [[3, 3]], [], (_, x) => x[0]([0, 0]) + x[0]([1, 1]) + x[0]([2, 2])) with { Types = Numbers };
        yield return Joined("meshgrid", t => torch.stack(torch.meshgrid(t)), [[2], [3]], [2, 2, 3], (i, x) => x[i[0]]([i[1 + i[0]]]));
        yield return Joined("sum_to_size", t => t[0].sum_to_size(1, 3), [[2, 3]], [1, 3], (i, x) => x[0]([0, i[1]]) + x[0]([1, i[1]])) with { Types = Numbers };
    }

    private static IEnumerable<OperatorInfo> FactoryRows()
    {
        yield return Made("zeros", t => torch.zeros(2, 3, dtype: t), [2, 3], _ => 0);
        yield return Made("ones", t => torch.ones([2, 3], dtype: t), [2, 3], _ => 1);
        yield return Made("full", t => torch.full(2, 3, 1, dtype: t), [2, 3], _ => 1);
        yield return Made("empty", t => torch.empty(2, 3, dtype: t).fill_(1), [2, 3], _ => 1);
        yield return Made("empty_strided", t => torch.empty_strided([2, 3], [1, 2], dtype: t).fill_(1), [2, 3], _ => 1);
        yield return Made("zeros_like", t => torch.zeros_like(torch.ones(2, 3, dtype: t)), [2, 3], _ => 0);
        yield return Made("ones_like", t => torch.ones_like(torch.zeros(2, 3, dtype: t)), [2, 3], _ => 1);
        yield return Made("full_like", t => torch.full_like(torch.zeros(2, 3, dtype: t), 1), [2, 3], _ => 1);
        yield return Made("empty_like", t => torch.empty_like(torch.zeros(2, 3, dtype: t)).fill_(1), [2, 3], _ => 1);
        yield return Made("new_zeros", t => torch.ones(1, dtype: t).new_zeros(2, 3), [2, 3], _ => 0);
        yield return Made("new_ones", t => torch.zeros(1, dtype: t).new_ones(2, 3), [2, 3], _ => 1);
        yield return Made("new_full", t => torch.zeros(1, dtype: t).new_full(2, 3, 1), [2, 3], _ => 1);
        yield return Made("new_empty", t => torch.zeros(1, dtype: t).new_empty(2, 3).fill_(1), [2, 3], _ => 1);
        yield return Made("fill_", t => torch.zeros(3, 2, dtype: t).t().fill_(1), [2, 3], _ => 1);
        yield return Made("zero_", t => torch.ones(3, 2, dtype: t).t().zero_(), [2, 3], _ => 0);
        yield return Made("eye", t => torch.eye(2, 3, dtype: t), [2, 3], i => i[0] == i[1] ? 1 : 0);
        yield return Made("arange", t => torch.arange(1, 6, 2, dtype: t), [3], i => 1 + 2 * i[0]) with { Types = Numbers };
        yield return Made("linspace", t => torch.linspace(0, 4, 5, dtype: t), [5], i => i[0]) with { Types = Numbers };
        yield return Made("logspace", t => torch.logspace(0, 3, 4, 2, dtype: t), [4], i => 1 << (int)i[0]) with { Types = Floats };
    }

    // An operator that only moves elements: the result's element i is the input's element from(i).
    private static OperatorInfo Moved(string name, long[] input, Func<Tensor, Tensor> call, long[] output, Func<long[], long[]> from)
        => Composite(name, t => [[SampleData.Make(t, 1, input)]], t => call(t[0]), t => Formula.Of(output, i => Formula.Reader(t[0])(from(i)))) with { Types = OperatorInfo.All, Differentiable = true };

    private static OperatorInfo Joined(string name, Func<Tensor[], Tensor> call, long[][] inputs, long[] output, Func<long[], Func<long[], double>[], double> value)
        => Composite(name, t => [[.. inputs.Select((sizes, k) => SampleData.Make(t, new Values(-2, 2), k, sizes))]], call, t =>
        {
            var readers = Array.ConvertAll(t, Formula.Reader);
            return Formula.Of(output, i => value(i, readers));
        }) with { Types = OperatorInfo.All, Differentiable = true };

    private static OperatorInfo Made(string name, Func<ScalarType, Tensor> call, long[] sizes, Func<long[], double> value)
        => Composite(name, t => [[torch.zeros(1, dtype: t)]], t => call(t[0].dtype), _ => Formula.Of(sizes, value)) with { Types = OperatorInfo.All, OtherLayouts = false };

    private static long[] Unflat(long flat, long[] sizes)
    {
        var index = new long[sizes.Length];
        for (int d = sizes.Length - 1; d >= 0; d--) (flat, index[d]) = Math.DivRem(flat, sizes[d]);
        return index;
    }
}
