namespace Taimatsu.Backends.Cpu;

/// <summary>The smallest and the largest of an index, part by part: what a check of the bounds needs before any kernel runs.</summary>
internal unsafe struct IndexExtremes : IRangeBody
{
    public long* Index, Found; // a pair for each part
    public long Count, Parts;

    public readonly void Run(long begin, long end)
    {
        for (long part = begin; part < end; part++)
        {
            long from = Count * part / Parts, to = Count * (part + 1) / Parts;
            (Found[2 * part], Found[2 * part + 1]) = Cpu.Extremes.Of(Index + from, to - from);
        }
    }
}
