using Taimatsu.Backends.Cpu;
using Taimatsu.Tests.Backends;

namespace Taimatsu.Tests.Reductions;

[Collection(nameof(ThreadCountCollection))]
public class ThreadIndependenceTests
{
    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        torch.manual_seed(1);
        var x = torch.randn(1 << 18);
        int threads = WorkerPool.ThreadCount;
        try
        {
            var bits = new HashSet<string>();
            foreach (int count in (int[])[1, 2, 5])
            {
                WorkerPool.ThreadCount = count;
                float[] values = [x.sum().item<float>(), x.std().item<float>(), .. x.view(1 << 15, 8).sum(0).ToFlatArray<float>(), .. x.view(4, -1).logsumexp(1).ToFlatArray<float>()];
                bits.Add(string.Join(' ', values.Select(BitConverter.SingleToUInt32Bits)));
            }
            Assert.Single(bits);
        }
        finally
        {
            WorkerPool.ThreadCount = threads;
        }
    }
}
