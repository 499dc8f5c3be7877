using System.Runtime.Intrinsics;
using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.RandomNumbers;

public class LogarithmTests
{
    private const double Unit = 1.0 / (1L << 53);

    [Fact]
    public void Eight_at_a_time_give_the_bits_of_one_at_a_time()
    {
        var random = new Random(3);
        var values = new List<double> { -0.0, -Unit, -1 + Unit, -0.5, -0.25, -0.75, -0.2929, -9.3132257461547852e-10 };
        // Around every place where the way of computing changes.
        foreach (double edge in new[] { 0.2929, 1 - 0.70710659027099609, 1 - 0.35355329513549805, 9.3132257461547852e-10, 0.5, 0.25 })
            for (int i = -8; i < 8; i++) values.Add(-Math.Round(edge / Unit + i) * Unit);
        while (values.Count < 400_000) values.Add(-(random.NextInt64(1L << 53) >> random.Next(40)) * Unit);
        for (int i = 0; i + 8 <= values.Count; i += 8)
        {
            var eight = Logarithm.OnePlus(Vector512.Create([.. values.GetRange(i, 8)]));
            for (int lane = 0; lane < 8; lane++)
            {
                double one = Logarithm.OnePlus(values[i + lane]);
                Assert.True(BitConverter.DoubleToInt64Bits(one) == BitConverter.DoubleToInt64Bits(eight[lane]), $"ln(1 + {values[i + lane]:R}): one at a time {one:R}, eight at a time {eight[lane]:R}");
            }
        }
    }
}
