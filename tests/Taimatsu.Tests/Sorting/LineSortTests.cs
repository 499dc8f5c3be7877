using static Taimatsu.Tests.Operators.OperatorRows;

namespace Taimatsu.Tests.Sorting;

/// <summary>Lines of every length, type and spread: each kind is sorted in its own way, and all must come out as by definition.</summary>
public class LineSortTests
{
    private static readonly ScalarType[] s_types = [ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16];

    // On both sides of where one way gives over to the next.
    private static readonly int[] s_lengths = [1, 2, 15, 16, 17, 33, 64, 65, 145, 225, 385, 700, 1100, 33_000];

    private static readonly (string Name, Func<Random, int, int, double> Element)[] s_spreads =
    [
        ("any", (random, _, _) => (random.NextDouble() - 0.5) * 1e5),
        ("near zero", (random, _, _) => random.Next(-40, 40)),
        ("two values", (random, _, _) => random.Next(2) * 100),
        ("equal", (_, _, _) => 7),
        ("in order", (_, i, length) => i * 100.0 / length),
        ("falling", (_, i, length) => -i * 100.0 / length),
        ("nearly in order", (_, i, length) => i == length - 1 ? -1 : i * 100.0 / length),
        ("not numbers, infinite, zeros of both signs", (random, _, _) => random.Next(6) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, 3 => -0.0, 4 => 0.0, _ => random.Next(-3, 3) }),
    ];

    public static TheoryData<ScalarType, string> Kinds()
    {
        var kinds = new TheoryData<ScalarType, string>();
        foreach (var type in s_types)
            foreach (var (name, _) in s_spreads)
                if (type.IsFloatingPoint() || !name.StartsWith("not numbers", StringComparison.Ordinal)) kinds.Add(type, name);
        return kinds;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Lines_are_sorted_as_by_definition(ScalarType type, string spread)
    {
        var element = s_spreads.Single(s => s.Name == spread).Element;
        foreach (int length in s_lengths)
        {
            var random = new Random(length);
            var line = SampleLine(type, Enumerable.Range(0, length).Select(i => element(random, i, length)));
            double[] elements = line.ToFlatArray<double>();
            Check(line, elements, $"{spread}, {length}");
        }
    }

    [Theory, InlineData(500), InlineData(3_000), InlineData(40_000)]
    public void Elements_that_share_their_highest_bits_are_told_apart(int length)
    {
        var random = new Random(length);
        // Two numbers with little added: runs of equal high halves that are far too long to be sorted one by one, and some that are short or in order.
        var doubles = Enumerable.Range(0, length).Select(i => i % 7 == 0 ? random.NextDouble() * 1e9 : (random.Next(2) == 0 ? 1.0 : -3.0) + random.Next(1000) * 1e-13).ToArray();
        Check(torch.tensor(doubles), doubles, "doubles");
        var falling = Enumerable.Range(0, length).Select(i => 1e300 * (i % 3) + (i % 3 == 0 ? -i * 1e-14 : 0)).ToArray();
        Check(torch.tensor(falling), falling, "doubles, falling");
        long[] longs = Enumerable.Range(0, length).Select(i => i % 5 == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : (random.Next(2) == 0 ? long.MinValue : long.MaxValue - 5000) + random.Next(5000)).ToArray();
        Check(longs, "longs");
        Check(longs.Select(v => v >> 20).ToArray(), "longs of 44 bits");
        Check([.. longs.Select(v => v & uint.MaxValue), uint.MaxValue, 0], "longs of 32 bits");
        Check([.. Enumerable.Repeat(long.MaxValue, length), long.MinValue], "longs that are all but one equal");
    }

    [Fact]
    public void Places_of_values_are_those_of_the_definition()
    {
        foreach (var type in s_types)
        {
            foreach (int length in new[] { 1, 2, 3, 7, 8, 31, 100, 1000 })
            {
                var random = new Random(length);
                var line = SampleLine(type, Enumerable.Range(0, length).Select(_ => (double)random.Next(type == ScalarType.Byte ? 0 : -90, 90))).sort().values;
                var wanted = SampleLine(type, Enumerable.Range(0, 77).Select(i => type.IsFloatingPoint() && i % 10 == 0 ? double.NaN : (double)random.Next(type == ScalarType.Byte ? 0 : -100, 100)));
                double[] boundaries = line.ToFlatArray<double>(), values = wanted.ToFlatArray<double>();
                foreach (bool right in new[] { false, true })
                {
                    long[] expected = [.. values.Select(v => double.IsNaN(v) ? length : (long)boundaries.Count(b => right ? b <= v : b < v))], actual = torch.searchsorted(line, wanted, right: right).ToFlatArray<long>();
                    Assert.True(expected.AsSpan().SequenceEqual(actual), $"{type}, {length}, right {right}: {string.Join(" ", actual)}, expected {string.Join(" ", expected)}");
                }
            }
        }
    }

    [Fact]
    public void Strided_lines_and_parts_of_them_are_sorted()
    {
        foreach (var type in s_types)
        {
            foreach (int length in new[] { 30, 300, 3000 })
            {
                var x = SampleLine(type, Enumerable.Range(0, 3 * length).Select(i => (double)(i * 7919 % 97) - (type == ScalarType.Byte ? 0 : 40))).view(length, 3);
                var (values, indices) = x.sort(0, descending: true);
                for (int column = 0; column < 3; column++)
                {
                    double[] line = x.select(1, column).contiguous().ToFlatArray<double>();
                    int[] order = Order(line, true);
                    Assert.Equal(order.Select(i => line[i]), values.select(1, column).contiguous().ToFlatArray<double>());
                    Assert.Equal(order.Select(i => (long)i), indices.select(1, column).contiguous().ToFlatArray<long>());
                    Assert.Equal(order.Select(i => (long)i), x.argsort(0, descending: true).select(1, column).contiguous().ToFlatArray<long>());
                    var (top, places) = x.topk(length / 4, 0);
                    Assert.Equal(order.Take(length / 4).Select(i => line[i]), top.select(1, column).contiguous().ToFlatArray<double>());
                    Assert.Equal(order.Take(length / 4).Select(i => (long)i), places.select(1, column).contiguous().ToFlatArray<long>());
                }
            }
        }
    }

    private static Tensor SampleLine(ScalarType type, IEnumerable<double> elements)
        => torch.tensor(elements.Select(v => type == ScalarType.Byte ? Math.Abs(v) % 256 : type == ScalarType.Int8 ? v % 128 : type == ScalarType.Int16 ? v % 32768 : v).ToArray()).to(type);

    private static void Check(Tensor line, double[] elements, string what)
    {
        foreach (bool descending in new[] { false, true })
        {
            int[] order = Order(elements, descending);
            var (values, indices) = line.sort(descending: descending);
            double[] sorted = values.ToFlatArray<double>();
            long[] places = indices.ToFlatArray<long>(), alone = line.argsort(descending: descending).ToFlatArray<long>();
            for (int i = 0; i < order.Length; i++)
            {
                Assert.True(places[i] == order[i], $"{what}, descending {descending}: place {i} has element {places[i]}, expected {order[i]}");
                Assert.True(alone[i] == order[i], $"{what}, descending {descending}: argsort has {alone[i]} at {i}, expected {order[i]}");
                double own = elements[order[i]];
                Assert.True(BitConverter.DoubleToInt64Bits(sorted[i]) == BitConverter.DoubleToInt64Bits(own) || (double.IsNaN(sorted[i]) && double.IsNaN(own)), $"{what}, descending {descending}: value {i} is {sorted[i]}, expected {own}");
            }
            foreach (int k in new[] { 1, 5, 17, elements.Length / 50 + 1, elements.Length / 10 + 1, elements.Length }.Where(k => k <= elements.Length))
            {
                Assert.True(order.Take(k).Select(i => (long)i).SequenceEqual(line.topk(k, largest: descending).indices.ToFlatArray<long>()), $"{what}: topk of {k}, largest {descending}");
                if (descending) continue;
                long found = line.kthvalue(k).indices.item<long>();
                Assert.True(found == order[k - 1], $"{what}: kthvalue of {k} finds {found}, expected {order[k - 1]}");
            }
        }
    }

    private static void Check(long[] elements, string what)
    {
        long median = torch.tensor(elements).median(0).values.item<long>();
        Assert.Equal(elements.Order().ElementAt((elements.Length - 1) / 2), median);
        foreach (bool descending in new[] { false, true })
        {
            var places = Enumerable.Range(0, elements.Length);
            long[] order = [.. (descending ? places.OrderByDescending(i => elements[i]) : places.OrderBy(i => elements[i])).Select(i => (long)i)];
            var (values, indices) = torch.tensor(elements).sort(descending: descending);
            Assert.Equal(order, indices.ToFlatArray<long>());
            Assert.Equal(order, torch.tensor(elements).argsort(descending: descending).ToFlatArray<long>());
            Assert.True(order.Select(i => elements[i]).SequenceEqual(values.ToFlatArray<long>()), $"{what}, descending {descending}: the values are not those of the places");
        }
    }
}
