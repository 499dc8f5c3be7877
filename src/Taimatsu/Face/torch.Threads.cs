using Taimatsu.Backends;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>The number of threads that one operator is shared out to: at first the environment variable TAIMATSU_NUM_THREADS, or the number of processors.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.get_num_threads.html"/>
    public static int get_num_threads() => BackendRegistry.Cpu.ThreadCount;

    /// <summary>Sets the number of threads that one operator is shared out to; results do not depend on it. While several models train at once, each on a thread of its own, the helpers work for one of them at a time.</summary>
    /// <exception cref="ArgumentException">The number is not positive.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.set_num_threads.html"/>
    public static void set_num_threads(int num)
    {
        if (num <= 0) throw new ArgumentException($"set_num_threads expects a positive integer, got {num}");
        BackendRegistry.Cpu.ThreadCount = num;
    }
}
