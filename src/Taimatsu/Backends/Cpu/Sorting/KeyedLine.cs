using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>A line to be sorted: what orders its elements, and where they go. Loops are generic over it, so that the first pass reads the line itself and the last one writes the result.</summary>
internal interface ISortedLine
{
    /// <summary>Called for each part before its keys are first asked for.</summary>
    void Prepare(long from, long to);

    /// <summary>An element's key: smaller ones come first.</summary>
    ulong Key(long place);

    /// <summary>Takes the element of a key and a place; the sorted line has it at <paramref name="at"/>.</summary>
    void Put(long at, ulong key, long place);

    /// <summary>Whether elements may as well be put in any order: what writes to two places each time is several times as fast in order, since such stores may share lines of the cache.</summary>
    bool TakesAnyOrder { get; }
}

/// <summary>A contiguous line of one type. Its keys are counted from a base: integers that lie close together, as classes and counts do, have short ones.</summary>
internal unsafe struct KeyedLine<T, TKey> : ISortedLine where T : unmanaged where TKey : struct, ISortKey<T>
{
    public T* Source;
    public T* Values; // null if the places alone are wanted
    public long* Indices;
    public ulong Flip, Base;

    public KeyedLine(T* source, T* values, long* indices, bool descending)
    {
        Source = source;
        Values = values;
        Indices = indices;
        Flip = SortKeys.Flip<T, TKey>(descending);
    }

    public readonly bool TakesAnyOrder => Values == null;

    public readonly void Prepare(long from, long to) { }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Key(long place) => (TKey.Of(Source[place]) ^ Flip) - Base;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(long at, ulong key, long place)
    {
        Indices[at] = place;
        if (Values == null) return;
        ulong code = (key + Base) ^ Flip;
        Values[at] = TKey.IsAmbiguous(code) ? Source[place] : TKey.Value(code);
    }
}
