using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Sorts a line by the digits of its elements' keys, from the lowest up: linear, and without branches that depend on the data. A digit that all elements share costs no pass.
/// </summary>
internal static unsafe class RadixSort
{
    /// <summary>A line is shared out to threads from this length on.</summary>
    public const long SharedFrom = 32 << 10;

    private const int MostParts = 16;

    private const int WideFrom = 1024;
    private const int NarrowDigit = 8, WideDigit = 11;

    /// <summary>The parts that a line is shared out in if all threads take part.</summary>
    public static int PartsOf(long length) => length < SharedFrom ? 1 : Math.Min(WorkerPool.ThreadCount, MostParts);

    /// <summary>The elements of a part.</summary>
    public static long Chunk(long length, int parts) => (length + parts - 1) / parts;

    /// <summary>Numbers that <see cref="Run"/> needs for counting.</summary>
    public static long CountersFor(long length, int bits, int parts)
    {
        var (passes, width) = Digits(length, bits);
        return (long)(parts == 1 ? passes : parts) << width;
    }

    /// <summary>Sorts a line by keys of so many bits. <paramref name="memory"/> holds twice the line. Elements of equal keys keep their order.</summary>
    public static void Run<TLine, TPacked>(in TLine line, long length, int bits, TPacked* memory, long* counters, int parts) where TLine : struct, ISortedLine where TPacked : unmanaged
    {
        var (passes, width) = Digits(length, bits);
        // Parts change from pass to pass; a whole counts all of its digits at once.
        bool countsAll = parts == 1;
        var pass = new RadixPass<TLine, TPacked> { Line = line, Length = length, Chunk = Chunk(length, parts), Width = width, Counters = counters, Digits = countsAll ? passes : 1 };
        for (int p = 0; p < passes; p++, pass.Shift += width)
        {
            pass.Step = RadixStep.Count;
            if (p == 0 || !countsAll) WorkerPool.For(parts, 1, ref pass);
            if (countsAll) pass.Counters = counters + ((long)p << width);
            if (!ToPlaces(pass.Counters, parts, width, length)) continue;
            bool ends = p == passes - 1 && line.TakesAnyOrder;
            pass.Step = RadixStep.Move;
            pass.To = ends ? null : pass.From == memory ? memory + length : memory;
            WorkerPool.For(parts, 1, ref pass);
            if (ends) return;
            pass.From = pass.To;
        }
        pass.Step = RadixStep.Put;
        WorkerPool.For(parts, 1, ref pass);
    }

    // Digits of one width, as few as may be.
    private static (int Passes, int Width) Digits(long length, int bits)
    {
        int most = length < WideFrom || bits <= 2 * NarrowDigit ? NarrowDigit : WideDigit, passes = (bits + most - 1) / most;
        return (passes, passes == 0 ? 0 : (bits + passes - 1) / passes);
    }

    // From the counts of all parts to where each part's elements go; false if all elements share the digit.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool ToPlaces(long* counters, int parts, int width, long length)
    {
        long next = 0;
        if (parts == 1)
        {
            for (long* counter = counters, end = counters + (1L << width); counter < end; counter++)
            {
                long own = *counter;
                if (own == length) return false;
                *counter = next;
                next += own;
            }
            return true;
        }
        for (int digit = 0; digit < 1 << width; digit++)
        {
            long before = next;
            for (long* counter = counters + digit, end = counter + ((long)parts << width); counter < end; counter += 1L << width)
            {
                long own = *counter;
                *counter = next;
                next += own;
            }
            if (next - before == length) return false;
        }
        return true;
    }
}
