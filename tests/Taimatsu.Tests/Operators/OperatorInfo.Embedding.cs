using static Taimatsu.Tests.Operators.OperatorInfo;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> EmbeddingRows()
    {
        var index = torch.tensor(new[,] { { 0L, 2 }, { 2L, 1 } });
        var at = Formula.Reader(index);
        OperatorInfo row = Composite("embedding", t => [[SampleData.Make(t, 1, 3, 4)]], t => F.embedding(index, t[0]),
            t => Formula.Of([2, 2, 4], i => Formula.Reader(t[0])([(long)at([i[0], i[1]]), i[2]]))) with { Types = Floats, Differentiable = true };
        yield return row;
        yield return Composite("one_hot", _ => [[index]], t => F.one_hot(t[0], 4), t => Formula.Of([2, 2, 4], i => (long)Formula.Reader(t[0])([i[0], i[1]]) == i[2] ? 1 : 0)) with { Types = [ScalarType.Int64] };
    }
}
