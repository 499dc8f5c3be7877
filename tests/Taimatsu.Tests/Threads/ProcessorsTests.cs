using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.Threads;

public class ProcessorsTests
{
    [Fact]
    public void A_thread_that_leaves_its_processor_runs_on_another_and_may_come_back()
    {
        if (Processors.Current < 0) return; // not known on this system
        var visited = new HashSet<int>();
        int moved = 0;
        const int Times = 50;
        var thread = new Thread(() =>
        {
            for (int i = 0; i < Times; i++)
            {
                int here = Processors.Current;
                visited.Add(here);
                Processors.Leave(here);
                if (Processors.Current != here) moved++;
            }
        });
        thread.Start();
        thread.Join();
        // Once it has left, the system may move it at any time, back as well.
        if (Environment.ProcessorCount > 1) Assert.True(moved > Times / 2 && visited.Count > 1, $"moved {moved} times of {Times}, between processors {string.Join(", ", visited)}");
        else Assert.Equal(0, moved);
    }

    [Fact]
    public void Leaving_a_processor_that_does_not_exist_does_nothing()
    {
        foreach (int processor in new[] { -1, int.MaxValue, 1 << 20 }) Processors.Leave(processor);
        Assert.True(Processors.Current >= -1);
    }
}
