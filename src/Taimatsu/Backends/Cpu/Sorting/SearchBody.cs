namespace Taimatsu.Backends.Cpu;

/// <summary>Finds the places of values in ascending lines by halving, without branches that depend on the data.</summary>
internal unsafe struct SearchBody<T> : IRangeBody where T : unmanaged
{
    public long* Target;
    public T* Boundaries, Values;
    public long Length; // of a line of boundaries
    public long PerLine; // values that share a line
    public bool Right;

    public readonly void Run(long begin, long end)
    {
        for (long i = begin; i < end; i++)
        {
            T* line = Boundaries + i / PerLine * Length;
            ulong value = SortKey.Of(Values[i]);
            long from = 0, count = Length;
            while (count > 0)
            {
                long half = count >> 1;
                ulong boundary = SortKey.Of(line[from + half]);
                // NaN is not at or above anything, so the search passes it, and for NaN it passes all.
                bool after = boundary < value || (Right && boundary == value) || SortKey.IsNaN<T>(boundary) || SortKey.IsNaN<T>(value);
                from = after ? from + half + 1 : from;
                count = after ? count - half - 1 : half;
            }
            Target[i] = from;
        }
    }
}
