namespace Taimatsu.Tests.Operators;

/// <summary>Contiguous operands, which go through vectors, beside strided ones, which go element by element.</summary>
public class VectorPathTests
{
    private static readonly float[] Awkward =
    [
        0f, -0f, 1f, -1f, 0.5f, 2.5f, -3.75f, 65504f, 65519f, 65520f, -65520f, 1e9f, -1e9f, 1e30f, 6.1035156e-5f, 6.1e-5f, 5.9604645e-8f, 2.9802322e-8f, 2.98023259e-8f,
        -1.5e-7f, 1e-45f, 3.4028235e38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1.00048828f, 1.0014648f, 1.00390625f, 1.01171875f, 3.3895314e38f, 2147483648f, -9.3e18f,
    ];

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Bool)]
    public void Conversions_of_runs_are_those_of_single_elements(ScalarType type)
    {
        var run = torch.tensor(Awkward).repeat(5);
        var apart = torch.stack([run, run], 1).select(1, 0);
        var (left, right) = (run.to(type).to(ScalarType.Float64), apart.to(type).to(ScalarType.Float64));
        Assert.True(torch.equal(left.nan_to_num(7), right.nan_to_num(7)), $"{left}\n{right}");
        Assert.True(torch.equal(left.signbit(), right.signbit()) || type != ScalarType.Float16, $"{left}\n{right}");
    }

    [Fact]
    public void All_halves_become_the_same_floats_in_runs_and_apart()
    {
        var halves = torch.arange(65536).to(ScalarType.Int16).view(ScalarType.Float16);
        var apart = torch.stack([halves, halves], 1).select(1, 0).to(ScalarType.Float32);
        Assert.True(torch.equal(halves.to(ScalarType.Float32).view(ScalarType.Int32), apart.contiguous().view(ScalarType.Int32)));
    }

    [Theory]
    [InlineData(37, 9)]
    [InlineData(20, 300)]
    public void Sums_down_the_columns_are_those_of_lines(long rows, long columns)
    {
        var x = torch.randn([2, rows, columns]);
        var expected = x.transpose(1, 2).contiguous().cumsum(2).transpose(1, 2);
        Assert.True(torch.equal(x.cumsum(1), expected), $"{x.cumsum(1)}\n{expected}");
    }

    [Fact]
    public void Slices_added_by_ranges_of_places_are_those_added_one_by_one()
    {
        Tensor x = torch.randn([100, 40]), y = torch.randn([1000, 40]), places = torch.randint(0, 100, [1000]);
        var expected = x.clone();
        for (int i = 0; i < 1000; i++) expected[(int)places[i].item<long>()] += y[i];
        Assert.True(torch.equal(x.index_add(0, places, y), expected));
        Assert.Throws<IndexOutOfRangeException>(() => x.index_add(0, places + 100, y));
    }
}
