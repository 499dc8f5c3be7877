namespace Taimatsu.Tests.Backends;

internal static class Allocations
{
    /// <summary>The bytes that a round allocates on this thread, the least of five: the runtime may allocate when a thread first waits in some way, but what allocates itself does it in every round.</summary>
    public static long LeastOf(Action round)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 5 && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
