namespace Taimatsu.Backends.Cpu;

/// <summary>Sorts a contiguous line: a short one by counting the smaller ones of each element, a long one by the digits of keys that are as short as its elements allow.</summary>
internal static unsafe class LineSort<T, TKey> where T : unmanaged where TKey : struct, ISortKey<T>
{
    // Keys of 32 bits share a word with the place; those of the rest can be drawn together or cut.
    private static bool Narrows => typeof(T) == typeof(int) || sizeof(T) == 8;

    // Whether keys are worth being kept.
    private static bool Keeps => typeof(T) == typeof(float) || sizeof(T) == 8 || typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16);

    /// <summary>The words of working memory that a line takes.</summary>
    public static long MemoryFor(long length) => length <= ShortLine.Longest<T>() ? 0 : length > uint.MaxValue ? 4 * length : Keeps ? 2 * length + (length + 1) / 2 : 2 * length;

    /// <summary>The numbers that counting takes.</summary>
    public static long CountersFor(long length, int parts) => length <= ShortLine.Longest<T>() ? 0 : RadixSort.CountersFor(length, length > uint.MaxValue ? TKey.Bits : Math.Min(TKey.Bits, 32), parts);

    /// <summary>Sorts a line into its values (or null) and their places, in so many parts at a time. Nothing may overlap.</summary>
    public static void Run(T* source, T* values, long* indices, long length, bool descending, ulong* memory, long* counters, int parts)
    {
        var line = new KeyedLine<T, TKey>(source, values, indices, descending);
        if (length <= ShortLine.Longest<T>())
        {
            ShortLine.Sort(line, length, length);
            return;
        }
        int bits = TKey.Bits;
        LineFacts* found = stackalloc LineFacts[parts];
        var survey = new LineSurvey<T, TKey> { Line = line, Length = length, Chunk = RadixSort.Chunk(length, parts), Narrows = Narrows, Found = found };
        WorkerPool.For(parts, 1, ref survey);
        LineFacts all = found[0];
        for (int part = 1; part < parts; part++) all = all.With(found[part]);
        if (all.InOrder) bits = 0;
        else if (Narrows) bits = line.Narrow(all.Lowest, all.Highest);
        if (length > uint.MaxValue) RadixSort.Run(line, length, bits, (UInt128*)memory, counters, parts);
        else if (bits <= 32 && bits > 0 && Keeps) KeptKeys<KeyedLine<T, TKey>>.Sort(line, length, bits, memory, counters, parts);
        else if (bits <= 32) RadixSort.Run(line, length, bits, memory, counters, parts);
        else WideLine<T, TKey>.Sort(line, length, bits, memory, counters, parts);
    }
}
