namespace Taimatsu.Tests.Gpu;

/// <summary>Sorting on a GPU where lines are longer than a tile, hold NaN and both zeros, or are reached by strides.</summary>
public class SortedLineTests
{
    static SortedLineTests() => PtxCompiler.Watch();

    private static Tensor Numbers(ScalarType type, params long[] sizes)
        => torch.arange(sizes.Aggregate(1L, (a, b) => a * b), dtype: ScalarType.Int64).mul(7919).remainder(101).sub(50).to(type).reshape(sizes);

    private static void Same(ValuesIndices expected, ValuesIndices actual)
    {
        Assert.Equal(expected.values.ToFlatArray<double>(), actual.values.cpu().ToFlatArray<double>());
        Assert.Equal(expected.indices.ToFlatArray<long>(), actual.indices.cpu().ToFlatArray<long>());
    }

    [Theory]
    [InlineData(ScalarType.Byte), InlineData(ScalarType.Int8), InlineData(ScalarType.Int16), InlineData(ScalarType.Int32), InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float16), InlineData(ScalarType.BFloat16), InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void Long_lines_of_every_type_keep_the_order_of_equal_elements(ScalarType type)
    {
        var x = Numbers(type, 2, 77);
        var y = x.cuda();
        foreach (bool descending in (bool[])[false, true])
        {
            Same(x.sort(1, descending), y.sort(1, descending));
            Same(x.topk(5, 1, descending), y.topk(5, 1, descending));
        }
        Same(x.mode(1), y.mode(1));
        Same(x.kthvalue(40, 1), y.kthvalue(40, 1));
    }

    [Fact]
    public void NaN_is_largest_and_zeros_are_equal()
    {
        var x = Numbers(ScalarType.Float32, 3, 40);
        x[0, 3].fill_(float.NaN);
        x[0, 30].fill_(float.NaN);
        x[1, 0].fill_(-0f);
        x[1, 5].fill_(0f);
        x[2].fill_(float.NaN);
        x[2, 7].fill_(float.NegativeInfinity);
        var y = x.cuda();
        foreach (bool descending in (bool[])[false, true]) Same(x.sort(1, descending), y.sort(1, descending));
        Same(x.median(1), y.median(1));
        Same(x.nanmedian(1), y.nanmedian(1));
        Same(x.mode(1), y.mode(1));
        Same(x[.., ..9].median(1), y[.., ..9].median(1));
        Same(x.t().sort(0), y.t().sort(0));
    }

    [Fact]
    public void Places_in_lines_with_equal_elements_and_NaN()
    {
        var lines = torch.tensor(new[,] { { -1.0, 0, 0, 2 }, { 1, 1, 3, double.NaN } });
        var wanted = torch.tensor(new[,] { { -2.0, 0, 5 }, { 1, double.NaN, 4 } });
        foreach (bool right in (bool[])[false, true])
        {
            Assert.Equal(torch.searchsorted(lines, wanted, right: right).ToFlatArray<long>(), torch.searchsorted(lines.cuda(), wanted.cuda(), right: right).cpu().ToFlatArray<long>());
            Assert.Equal(torch.bucketize(wanted, lines[0], right: right).ToFlatArray<long>(), torch.bucketize(wanted.cuda(), lines[0].cuda(), right: right).cpu().ToFlatArray<long>());
        }
    }
}
