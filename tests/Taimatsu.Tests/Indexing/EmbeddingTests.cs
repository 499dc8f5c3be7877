using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Indexing;

public class EmbeddingTests
{
    private static Tensor Table() => torch.tensor(new[] { 1f, 2, 3, 4, 5, 6 }).view(3, 2).requires_grad_();

    [Fact]
    public void Padding_gets_no_gradient_and_frequent_rows_share_theirs()
    {
        var numbers = torch.tensor(new[] { 0L, 2, 2, 1 });
        var table = Table();
        var rows = F.embedding(numbers, table, padding_idx: 1);
        Assert.Equal("EmbeddingBackward0", rows.grad_fn!.Name);
        rows.sum().backward();
        Assert.Equal([1.0, 1, 0, 0, 2, 2], table.grad!.ToFlatArray<double>());
        table = Table();
        F.embedding(numbers, table, padding_idx: -3, scale_grad_by_freq: true).sum().backward();
        Assert.Equal([0.0, 0, 1, 1, 1, 1], table.grad!.ToFlatArray<double>());
        var wide = torch.tensor(new[] { 1.0, 2, 3, 4, 5, 6 }).view(3, 2).requires_grad_();
        Assert.True(torch.autograd.gradgradcheck(t => [F.embedding(numbers, t[0], padding_idx: 1).exp()], [wide / 10]));
    }

    [Fact]
    public void Long_rows_are_shrunk_first()
    {
        var table = torch.tensor(new[] { 3f, 4, 0.3f, 0.4f, 6, 8 }).view(3, 2);
        var rows = F.embedding(torch.tensor(new[] { 0L, 1, 0 }), table, max_norm: 1);
        double[] expected = [0.6, 0.8, 0.3, 0.4, 0.6, 0.8];
        double[] actual = rows.ToFlatArray<double>();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-6);
        Assert.Equal([6.0, 8], table[2].ToFlatArray<double>());
        Assert.Equal(0.6, table[0, 0].item<double>(), 1e-6);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(700, 1)]
    [InlineData(701, 6)]
    [InlineData(20_000, 7)]
    [InlineData(300, 1024)]
    [InlineData(45, 1500)]
    public void One_hot_has_a_one_in_each_row(int rows, int classes)
    {
        var numbers = torch.tensor(Enumerable.Range(0, rows).Select(i => i * 7919L % classes).ToArray());
        torch.full([rows, classes], 9L, dtype: ScalarType.Int64).Dispose(); // memory that comes back is not zero
        long[] actual = F.one_hot(numbers, classes).ToFlatArray<long>();
        for (int i = 0; i < actual.Length; i++) Assert.True(actual[i] == (i % classes == i / classes * 7919L % classes ? 1 : 0), $"{actual[i]} at row {i / classes}, class {i % classes}");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(99, 30)]
    [InlineData(5003, 7)]
    [InlineData(5001, 1024)]
    [InlineData(9000, 1025)]
    public void Numbers_are_counted(int count, int length)
    {
        long[] numbers = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? length - 1 : i * 7919L % length)];
        long[] expected = new long[length];
        foreach (long n in numbers) expected[n]++;
        Assert.Equal(expected, torch.tensor(numbers).bincount().ToFlatArray<long>());
    }

    [Fact]
    public void Wrong_arguments_are_told()
    {
        var table = Table();
        Assert.Contains("index out of range in self", Assert.Throws<IndexOutOfRangeException>(() => F.embedding(torch.tensor(new[] { 3L }), table)).Message);
        Assert.Contains("Padding_idx must be within num_embeddings", Assert.Throws<ArgumentException>(() => F.embedding(torch.tensor(new[] { 1L }), table, padding_idx: 7)).Message);
        Assert.Contains("'weight' must be 2-D", Assert.Throws<ArgumentException>(() => F.embedding(torch.tensor(new[] { 1L }), table[0])).Message);
        Assert.Contains("but got torch.FloatTensor instead", Assert.Throws<InvalidOperationException>(() => F.embedding(torch.ones(1), table)).Message);
        Assert.Contains("Class values must be non-negative", Assert.Throws<ArgumentException>(() => F.one_hot(torch.tensor(new[] { -1L }))).Message);
        Assert.Contains("Class values must be smaller than num_classes", Assert.Throws<ArgumentException>(() => F.one_hot(torch.tensor(new[] { 3L }), 2)).Message);
        Assert.Contains("bincount only supports 1-d non-negative integral inputs", Assert.Throws<ArgumentException>(() => torch.tensor(new[] { -1L }).bincount()).Message);
        Assert.Contains("side and right can't be set to opposites", Assert.Throws<ArgumentException>(() => torch.searchsorted(torch.ones(2), torch.ones(1), right: true, side: "left")).Message);
    }

    [Fact]
    public void NaN_lies_behind_everything_when_searched_and_each_is_unique()
    {
        var x = torch.tensor(new[] { 1, 2, double.NaN });
        Assert.Equal([3L, 3], torch.searchsorted(x, torch.tensor(new[] { double.NaN, 3 })).ToFlatArray<long>());
        Assert.Equal(1, torch.searchsorted(torch.tensor(new[] { 1.0, 2 }), 1.5).item<long>());
        Assert.Equal(4, torch.tensor(new[] { 3, double.NaN, double.NaN, 1, 1 }).unique().output.numel());
        Assert.Equal("tensor([0., 3.], dtype=torch.float64)", torch.tensor(new[] { 1L, 1 }).bincount(torch.tensor(new[] { 1L, 2 })).ToString());
        Assert.Equal("tensor([0., 2., 0.])", torch.histc(torch.tensor(new[] { 1f, 1 }), 3).ToString());
        Assert.Equal("tensor([0., 0., 0.])", torch.histc(torch.empty(0), 3).ToString());
        // Enough to be counted in parts; what lies outside and what is no number is in no bin.
        var numbers = Enumerable.Range(0, 200_000).Select(i => i % 11 == 0 ? float.NaN : i % 13 == 0 ? float.PositiveInfinity : i * 7919 % 1000 / 100f - 5).ToArray();
        var bins = new double[10];
        foreach (float v in numbers)
            if (v is >= -3 and <= 2) bins[Math.Min((int)((v + 3.0) * 2), 9)]++;
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64]) Assert.Equal(bins, torch.histc(torch.tensor(numbers).to(type), 10, -3, 2).ToFlatArray<double>());
    }

    [Fact]
    public void Different_slices_come_in_order()
    {
        var x = torch.tensor(new[] { 3L, 1, 1, 1, 3, 1 }).view(3, 2);
        var (output, inverse, counts) = x.unique(return_inverse: true, return_counts: true, dim: 0);
        Assert.Equal([1L, 1, 3, 1], output.ToFlatArray<long>());
        Assert.Equal([1L, 0, 1], inverse!.ToFlatArray<long>());
        Assert.Equal([1L, 2], counts!.ToFlatArray<long>());
        (output, inverse, counts) = x.unique_consecutive(return_inverse: true, return_counts: true, dim: 0);
        Assert.Equal([3L, 2], output.shape.ToArray());
        Assert.Equal([0L, 1, 2], inverse!.ToFlatArray<long>());
        (output, _, counts) = x.unique(dim: 1, return_counts: true);
        Assert.Equal([1L, 3, 1, 1, 1, 3], output.ToFlatArray<long>());
        Assert.Equal([1L, 1], counts!.ToFlatArray<long>());
    }
}
