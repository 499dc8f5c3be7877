using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <content>A long line shared out to threads: each counts a digit of its part and moves the part's elements behind those of the parts before it, so any number of parts gives the same order.</content>
internal static unsafe partial class RadixSort
{
    /// <summary>A line that is sorted alone is shared out from this length on.</summary>
    public const long SharedFrom = 32 << 10;

    private const int MostParts = 16;

    /// <summary>The parts of a line that is sorted alone.</summary>
    public static int PartsOf(long length) => length < SharedFrom ? 1 : Math.Min(WorkerPool.ThreadCount, MostParts);

    /// <summary>Sorts in so many parts at a time, with <see cref="CountersFor"/> the length.</summary>
    public static TPacked* InParts<TPacked>(TPacked* elements, TPacked* spare, long length, int bits, long* counters, int parts) where TPacked : unmanaged
    {
        if (parts == 1) return Run(elements, spare, length, bits, counters);
        for (int shift = 0; shift < bits; shift += WideDigit)
        {
            var body = new SharedPass<TPacked> { Elements = elements, Target = spare, Length = length, Parts = parts, Shift = shift, Counters = counters };
            WorkerPool.For(parts, 1, ref body);
            if (!ToPlaces(counters, parts, length)) continue;
            body.Moves = true;
            WorkerPool.For(parts, 1, ref body);
            elements = body.Target;
            spare = body.Elements;
        }
        return elements;
    }

    // From the counts of all parts to where each part's elements go; false if all elements share the digit.
    private static bool ToPlaces(long* counters, int parts, long length)
    {
        long next = 0;
        for (int digit = 0; digit < 1 << WideDigit; digit++)
        {
            long before = next;
            for (int part = 0; part < parts; part++)
            {
                ref long counter = ref counters[(part << WideDigit) + digit];
                (counter, next) = (next, next + counter);
            }
            if (next - before == length) return false;
        }
        return true;
    }

    private struct SharedPass<TPacked> : IRangeBody where TPacked : unmanaged
    {
        public TPacked* Elements, Target;
        public long Length;
        public int Parts, Shift;
        public long* Counters;
        public bool Moves;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            const ulong Mask = (1ul << WideDigit) - 1;
            TPacked* elements = Elements, target = Target;
            int shift = Shift;
            for (long part = begin; part < end; part++)
            {
                long* counter = Counters + (part << WideDigit);
                long from = Length * part / Parts, to = Length * (part + 1) / Parts;
                if (Moves)
                {
                    for (long i = from; i < to; i++)
                    {
                        TPacked element = elements[i];
                        target[counter[(Ranked.Key(element) >> shift) & Mask]++] = element;
                    }
                    continue;
                }
                new Span<long>(counter, 1 << WideDigit).Clear();
                for (long i = from; i < to; i++) counter[(Ranked.Key(elements[i]) >> shift) & Mask]++;
            }
        }
    }
}
