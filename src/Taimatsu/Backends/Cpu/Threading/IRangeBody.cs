namespace Taimatsu.Backends.Cpu;

/// <summary>The body of a parallel loop: a struct, so that <see cref="WorkerPool"/> calls it without a delegate or an allocation.</summary>
internal interface IRangeBody
{
    /// <summary>Handles the elements from <paramref name="begin"/> up to but not including <paramref name="end"/>. Several threads call it on one instance at a time.</summary>
    void Run(long begin, long end);
}
