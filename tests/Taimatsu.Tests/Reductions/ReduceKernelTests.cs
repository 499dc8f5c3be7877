using Taimatsu;

namespace Taimatsu.Tests.Reductions;

public class ReduceKernelTests
{
    private static Tensor Numbers(params long[] sizes)
    {
        long count = 1;
        foreach (long size in sizes) count *= size;
        var random = new Random(7);
        var values = new double[count];
        for (long i = 0; i < count; i++) values[i] = random.NextDouble() * 4 - 2;
        return torch.tensor(values).reshape(sizes);
    }

    // The sum over marked dimensions by the definition, for any strides.
    private static double[] Expected(Tensor x, bool[] reduced, Func<double, double, double> combine, double start)
    {
        var sizes = x.shape.ToArray();
        var flat = x.ToFlatArray<double>();
        long outputs = 1;
        for (int d = 0; d < sizes.Length; d++)
            if (!reduced[d]) outputs *= sizes[d];
        var result = new double[outputs];
        Array.Fill(result, start);
        for (long i = 0; i < flat.Length; i++)
        {
            long rest = i, output = 0, step = 1;
            for (int d = sizes.Length - 1; d >= 0; d--)
            {
                long at = rest % sizes[d];
                rest /= sizes[d];
                if (reduced[d]) continue;
                output += at * step;
                step *= sizes[d];
            }
            result[output] = combine(result[output], flat[i]);
        }
        return result;
    }

    public static TheoryData<long[], long[]> Shapes => new()
    {
        { [1], [0] }, { [7], [0] }, { [100_000], [0] }, { [3, 5], [0] }, { [3, 5], [1] }, { [200_000, 3], [0] }, { [3, 70_000], [1] },
        { [300, 300], [0] }, { [300, 300], [1] }, { [4, 5, 6], [1] }, { [4, 5, 6], [0, 2] }, { [17, 3, 33], [0, 2] }, { [5, 4, 3, 2], [0, 3] },
        { [2, 3, 100, 100], [0, 2, 3] }, { [600, 2, 257], [0] }, { [65, 64], [0, 1] }, { [1000, 130], [0] },
        // Short lines and narrow rows, odd ones, and some of both that threads share.
        { [1003, 10], [0] }, { [1003, 10], [1] }, { [77, 33], [0] }, { [77, 33], [1] }, { [50, 17], [1] }, { [2, 9, 5], [1] }, { [40, 3], [1] }, { [7, 33, 65], [0, 2] }, { [6, 100], [0] }, { [9000, 11], [0] }, { [9000, 11], [1] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sums_and_maxima_agree_with_their_definition(long[] sizes, long[] dims)
    {
        var reduced = new bool[sizes.Length];
        foreach (long d in dims) reduced[d] = true;
        foreach (var x in Layouts(Numbers(sizes)))
            foreach (var type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32, ScalarType.Int64, ScalarType.BFloat16, ScalarType.Int32])
            {
                var typed = x.to(type);
                var sums = Expected(typed, reduced, (a, b) => a + b, 0);
                var maxima = Expected(typed, reduced, Math.Max, double.NegativeInfinity);
                var outType = type == ScalarType.BFloat16 ? ScalarType.Float32 : (ScalarType?)null;
                Close(sums, typed.sum(dims, dtype: outType), type);
                Close(maxima, typed.amax(dims), type);
            }
    }

    private static IEnumerable<Tensor> Layouts(Tensor x)
    {
        yield return x;
        int rank = (int)x.ndim;
        if (rank < 2 || x.numel() > 100_000) yield break;
        // The same shape with the strides of a transposed one.
        var reversed = x.shape.ToArray().Reverse().ToArray();
        var strides = new long[rank];
        long stride = 1;
        for (int d = 0; d < rank; d++)
        {
            strides[d] = stride;
            stride *= x.shape[d];
        }
        var transposed = torch.empty_strided(x.shape, new Size(strides), x.dtype);
        transposed.copy_(x);
        yield return transposed;
        // Every second element.
        for (int d = rank - 1, s = 2; d >= 0; d--)
        {
            strides[d] = s;
            s *= (int)x.shape[d];
        }
        var gapped = torch.empty_strided(x.shape, new Size(strides), x.dtype);
        gapped.copy_(x);
        yield return gapped;
    }

    private static void Close(double[] expected, Tensor actual, ScalarType type)
    {
        var got = actual.ToFlatArray<double>();
        Assert.Equal(expected.Length, got.Length);
        double tolerance = type == ScalarType.Float64 ? 1e-12 : 2e-6;
        for (int i = 0; i < got.Length; i++)
            Assert.True(Math.Abs(expected[i] - got[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])) * 10, $"element {i} of {actual.shape}, {type}: expected {expected[i]}, got {got[i]}");
    }

    [Theory]
    [InlineData(1003, 10)]
    [InlineData(77, 33)]
    [InlineData(9000, 11)]
    [InlineData(5, 300)]
    public void Centres_follow_their_lines_and_columns(long rows, long columns)
    {
        var x = Numbers(rows, columns) + torch.arange(columns, dtype: ScalarType.Float64) * 3;
        foreach (long d in (long[])[0, 1])
        {
            var away = x - x.mean([d], keepdim: true);
            Close((away * away).mean([d]).ToFlatArray<double>(), x.var([d], unbiased: false), ScalarType.Float64);
            Close(x.exp().sum([d]).log().ToFlatArray<double>(), x.logsumexp(d), ScalarType.Float64);
        }
    }

    [Theory]
    [InlineData(100, 3)]
    [InlineData(1001, 10)]
    [InlineData(33, 64)]
    [InlineData(17, 100)]
    [InlineData(300, 257)]
    public void Places_of_extremes_down_columns_are_the_first(long rows, long columns)
    {
        var random = new Random(5);
        var values = new double[2 * rows * columns];
        for (int i = 0; i < values.Length; i++) values[i] = random.Next(rows > 500 ? 90 : 9);
        var x = torch.tensor(values).reshape(2, rows, columns);
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Byte, ScalarType.Float16])
        {
            var typed = x.to(type);
            var places = typed.argmax(1).ToFlatArray<long>();
            if (type == ScalarType.Float32) typed.select(0, 1).select(0, rows - 2).select(0, columns - 1).fill_(float.NaN);
            long last = typed.argmin(1).ToFlatArray<long>()[^1];
            if (type == ScalarType.Float32) Assert.Equal(rows - 2, last);
            for (long m = 0; m < 2; m++)
                for (long c = 0; c < columns; c++)
                {
                    long best = 0;
                    for (long r = 1; r < rows; r++)
                        if (values[(m * rows + r) * columns + c] > values[(m * rows + best) * columns + c]) best = r;
                    Assert.Equal(best, places[m * columns + c]);
                }
        }
    }

    [Fact]
    public void A_long_float_sum_is_accurate()
    {
        var x = torch.full([10_000_000], 0.1f, dtype: torch.float32);
        // Within two units of the last place of a float.
        Assert.Equal(1_000_000.0149, x.sum().item<double>(), 0.13);
        Assert.Equal(0.1f, x.mean().item<float>(), 1e-7f);
    }

    [Fact]
    public void NaN_wins_every_extreme()
    {
        var values = new float[1000];
        values[777] = float.NaN;
        var x = torch.tensor(values);
        Assert.True(float.IsNaN(x.max().item<float>()));
        Assert.True(float.IsNaN(x.min().item<float>()));
        Assert.True(float.IsNaN(x.reshape(10, 100).amax(1).ToFlatArray<float>()[7]));
        Assert.True(float.IsNaN(x.reshape(10, 100).amax(0).ToFlatArray<float>()[77]));
    }

    [Fact]
    public void Zero_as_dimension_is_a_dimension()
    {
        var x = torch.ones(2, 3);
        Assert.Equal([2f, 2f, 2f], x.sum(0).ToFlatArray<float>());
        Assert.Equal([1f, 1f, 1f], x.mean(0).ToFlatArray<float>());
    }

    [Fact]
    public void Without_elements_sums_are_zero_means_NaN_and_extremes_errors()
    {
        var x = torch.empty(0, 3);
        Assert.Equal([0f, 0f, 0f], x.sum(0).ToFlatArray<float>());
        Assert.Empty(x.sum(1).ToFlatArray<float>());
        Assert.True(float.IsNaN(x.mean().item<float>()));
        Assert.True(x.all().item<bool>());
        Assert.False(x.any().item<bool>());
        Assert.Equal("max(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.",
            Assert.Throws<ArgumentException>(() => x.max()).Message);
        Assert.Equal("amax(): Expected reduction dim 0 to have non-zero size.", Assert.Throws<IndexOutOfRangeException>(() => x.amax(0)).Message);
    }

    [Fact]
    public void Integers_sum_as_int64_and_any_and_all_are_bool()
    {
        var x = torch.tensor(new[] { 200, 100, 0 }, dtype: torch.uint8);
        Assert.Equal(300L, x.sum().item<long>());
        Assert.Equal(torch.int64, x.sum().dtype);
        Assert.Equal(2L, x.count_nonzero().item<long>());
        var f = torch.tensor(new[] { 0.5f, 0f });
        Assert.Equal(torch.@bool, f.any().dtype);
        Assert.True(f.any().item<bool>());
        Assert.False(f.all().item<bool>());
    }

    [Fact]
    public void Equal_maxima_share_the_gradient()
    {
        var x = torch.tensor(new[] { 1f, 3f, 3f, 2f }, requires_grad: true);
        var y = x.max();
        Assert.Equal("MaxBackward1", y.grad_fn!.Name);
        y.backward();
        Assert.Equal([0f, 0.5f, 0.5f, 0f], x.grad!.ToFlatArray<float>());
    }
}
