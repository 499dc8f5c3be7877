namespace Taimatsu.Backends.Cpu;

/// <summary>Sorts lines, or the first elements of them. What is strided is copied, so that every line is sorted where it lies together.</summary>
internal unsafe struct SortBody<T, TKey> : IRangeBody where T : unmanaged where TKey : struct, ISortKey<T>
{
    public T* Source;
    public T* Values; // null if the places alone are wanted
    public long* Indices;
    public Lines Lines;
    public long Length, Taken; // elements of a source line and of a target line
    public long SourceStride, ValuesStride, IndicesStride;
    public bool Descending;
    public int Parts; // that threads share a line in

    public readonly void Run(long begin, long end)
    {
        bool gathers = SourceStride != 1, scattersValues = Values != null && (ValuesStride != 1 || Taken < Length), scattersIndices = IndicesStride != 1 || Taken < Length;
        using var memory = new Buffer<ulong>(LineSort<T, TKey>.MemoryFor(Length));
        using var counters = new Buffer<long>(LineSort<T, TKey>.CountersFor(Length, Parts));
        using var gathered = new Buffer<T>(gathers ? Length : 0);
        using var sorted = new Buffer<T>(scattersValues ? Length : 0);
        using var places = new Buffer<long>(scattersIndices ? Length : 0);
        for (long line = begin; line < end; line++)
        {
            var (i, v, s) = Lines.Begin(line);
            T* source = gathers ? gathered.Pointer : Source + s, values = Values == null ? null : scattersValues ? sorted.Pointer : Values + v;
            long* indices = scattersIndices ? places.Pointer : Indices + i;
            if (gathers) Gather(Source + s, SourceStride, Length, source);
            LineSort<T, TKey>.Run(source, values, indices, Length, Descending, memory.Pointer, counters.Pointer, Parts);
            if (scattersValues) Scatter(values, Taken, Values + v, ValuesStride);
            if (scattersIndices) Scatter(indices, Taken, Indices + i, IndicesStride);
        }
    }

    /// <summary>Copies a line together.</summary>
    public static void Gather(T* source, long stride, long length, T* target)
    {
        for (long i = 0; i < length; i++) target[i] = source[i * stride];
    }

    private static void Scatter<TElement>(TElement* source, long length, TElement* target, long stride) where TElement : unmanaged
    {
        for (long i = 0; i < length; i++) target[i * stride] = source[i];
    }
}
