using Taimatsu;

namespace Taimatsu.Tests.Backends;

/// <summary>Copies between layouts, at the lengths where their kernels change from one way to the next.</summary>
public class MoveKernelTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.Float64, ScalarType.Int16, ScalarType.Byte];
    private static readonly long[] Lengths = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 64, 65, 100, 129, 300];

    private static Tensor Numbers(ScalarType type, params long[] sizes)
    {
        long count = 1;
        foreach (long size in sizes) count *= size;
        return torch.arange(count).remainder(251).to(type).reshape(sizes);
    }

    [Fact]
    public void Transposed_matrices_have_their_elements_in_place()
    {
        foreach (var type in Types)
            foreach (long rows in (long[])[2, 3, 4, 5, 8, 15, 16, 17, 40])
                foreach (long columns in (long[])[2, 3, 16, 70, 531])
                {
                    var x = Numbers(type, 2, rows, columns);
                    double[] from = x.ToFlatArray<double>(), to = x.transpose(1, 2).contiguous().ToFlatArray<double>();
                    for (long m = 0; m < 2; m++)
                        for (long r = 0; r < rows; r++)
                            for (long c = 0; c < columns; c++) Assert.Equal(from[(m * rows + r) * columns + c], to[(m * columns + c) * rows + r]);
                    // Into part of a wider tensor, whose other elements stay.
                    var wide = torch.full([2, columns, rows + 3], 7, dtype: type);
                    wide.narrow(2, 1, rows).copy_(x.transpose(1, 2));
                    Assert.Equal(to, wide.narrow(2, 1, rows).contiguous().ToFlatArray<double>());
                    Assert.All(wide.select(2, 0).contiguous().ToFlatArray<double>(), v => Assert.Equal(7, v));
                    Assert.All(wide.narrow(2, rows + 1, 2).contiguous().ToFlatArray<double>(), v => Assert.Equal(7, v));
                }
    }

    [Fact]
    public void Fills_too_long_for_the_caches_keep_to_their_elements()
    {
        const long Length = 13_000_003; // 52 MB of floats
        var x = torch.zeros(Length);
        x.narrow(0, 1, Length - 2).fill_(3);
        Assert.True(x.narrow(0, 1, Length - 2).eq(3).all().item<bool>());
        Assert.Equal([0f, 3f], x.narrow(0, 0, 2).ToFlatArray<float>());
        Assert.Equal([3f, 0f], x.narrow(0, Length - 2, 2).ToFlatArray<float>());
    }

    [Fact]
    public void Rows_of_any_length_are_copied_flipped_rolled_and_repeated()
    {
        foreach (var type in Types)
            foreach (long length in Lengths)
            {
                var x = Numbers(type, 3, 5, length);
                double[] values = x.ToFlatArray<double>();
                double At(long a, long b, long c) => values[(a * 5 + b) * length + c];
                Check(x.transpose(0, 1).contiguous(), [5, 3, length], (a, b, c) => At(b, a, c));
                Check(x.flip(2), [3, 5, length], (a, b, c) => At(a, b, length - 1 - c));
                Check(x.flip(0, 1), [3, 5, length], (a, b, c) => At(2 - a, 4 - b, c));
                Check(x.roll(2, 2), [3, 5, length], (a, b, c) => At(a, b, (c + 2 * length - 2) % length));
                Check(x.roll(2, 1), [3, 5, length], (a, b, c) => At(a, (b + 3) % 5, c));
                Check(torch.cat([x, x.narrow(1, 1, 2), x.flip(1)], 1), [3, 12, length], (a, b, c) => b < 5 ? At(a, b, c) : b < 7 ? At(a, b - 4, c) : At(a, 11 - b, c));
                Check(x.narrow(1, 1, 1).expand(3, 4, length).contiguous(), [3, 4, length], (a, b, c) => At(a, 1, c));
                Check(x.narrow(2, 0, 1).expand(3, 5, 9).contiguous(), [3, 5, 9], (a, b, c) => At(a, b, 0));
            }
    }

    [Fact]
    public void Columns_that_an_index_names_are_picked_from_every_row()
    {
        long[] named = [4, 0, 4, 2, 1, 6, 3];
        foreach (var type in Types)
            foreach (int count in (int[])[1, 3, 4, 7])
            {
                var x = Numbers(type, 3, 5, 7);
                double[] values = x.ToFlatArray<double>();
                Check(x.index_select(2, torch.tensor(named[..count])), [3, 5, count], (a, b, c) => values[(a * 5 + b) * 7 + named[c]]);
                Check(x.transpose(0, 1).index_select(2, torch.tensor(named[..count])), [5, 3, count], (a, b, c) => values[(b * 5 + a) * 7 + named[c]]);
            }
    }

    [Fact]
    public void Triangles_keep_their_side_of_the_diagonal()
    {
        foreach (var type in Types)
            foreach (var (rows, columns) in ((long, long)[])[(1, 1), (5, 5), (3, 40), (40, 3), (70, 70)])
                foreach (long diagonal in (long[])[-50, -2, 0, 1, 50])
                {
                    var x = Numbers(type, 2, rows, columns) + 1;
                    double[] values = x.ToFlatArray<double>();
                    Check(x.tril(diagonal), [2, rows, columns], (m, r, c) => c <= r + diagonal ? values[(m * rows + r) * columns + c] : 0);
                    Check(x.triu(diagonal), [2, rows, columns], (m, r, c) => c >= r + diagonal ? values[(m * rows + r) * columns + c] : 0);
                }
    }

    private static void Check(Tensor x, long[] sizes, Func<long, long, long, double> expected)
    {
        Assert.Equal(sizes, x.shape.ToArray());
        double[] values = x.ToFlatArray<double>();
        for (long a = 0, i = 0; a < sizes[0]; a++)
            for (long b = 0; b < sizes[1]; b++)
                for (long c = 0; c < sizes[2]; c++, i++)
                    Assert.True(expected(a, b, c) == values[i], $"{x.dtype} {x.shape} at {a}, {b}, {c}: {values[i]}");
    }

    [Fact]
    public void Labels_pick_and_place_one_element_of_each_row()
    {
        foreach (int rows in (int[])[1, 2, 255, 600, 70_000])
        {
            var x = Numbers(ScalarType.Float32, rows, 7);
            var labels = torch.arange(rows).remainder(5).reshape(rows, 1);
            double[] from = x.ToFlatArray<double>(), picked = x.gather(1, labels).ToFlatArray<double>(), placed = x.scatter(1, labels, -labels.to(ScalarType.Float32)).ToFlatArray<double>();
            double[] turned = x.t().gather(0, labels.t()).contiguous().ToFlatArray<double>(), added = x.scatter_add(1, labels, torch.ones(rows, 1)).ToFlatArray<double>();
            for (int r = 0; r < rows; r++)
            {
                Assert.Equal(from[r * 7 + r % 5], picked[r]);
                Assert.Equal(from[r * 7 + r % 5], turned[r]);
                for (int c = 0; c < 7; c++)
                {
                    Assert.Equal(c == r % 5 ? -(r % 5) : from[r * 7 + c], placed[r * 7 + c]);
                    Assert.Equal(from[r * 7 + c] + (c == r % 5 ? 1 : 0), added[r * 7 + c]);
                }
            }
            // Far down the lines an index outside is still found.
            if (rows == 1) continue;
            labels[rows - 1, 0] = torch.tensor(7L);
            Assert.Throws<IndexOutOfRangeException>(() => x.gather(1, labels));
            Assert.Throws<IndexOutOfRangeException>(() => x.scatter(1, labels, x));
        }
    }
}
