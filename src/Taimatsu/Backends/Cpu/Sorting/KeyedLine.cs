using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>A line to be sorted: what orders its elements, and where they go. Loops are generic over it, so that the first pass reads the line itself and the last one writes the result.</summary>
internal unsafe interface ISortedLine
{
    /// <summary>Called for each part before its keys are first asked for.</summary>
    void Prepare(long from, long to);

    /// <summary>An element's key: smaller ones come first.</summary>
    ulong Key(long place);

    /// <summary>Takes the element of a key and a place; the sorted line has it at <paramref name="at"/>.</summary>
    void Put(long at, ulong key, long place);

    /// <summary>Takes packed elements from one on, as many at a time as it can; returns where it stopped.</summary>
    long PutMany(ulong* packed, long from, long to);

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

    /// <summary>Counts the keys from the lowest on; returns how many bits the highest then has.</summary>
    public int Narrow(ulong lowest, ulong highest)
    {
        Base = lowest;
        return 64 - BitOperations.LeadingZeroCount(highest - lowest);
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

    // Eight at a time: the places are the low halves, the values the high ones with what the keys had taken off.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly long PutMany(ulong* packed, long from, long to)
    {
        if (Values == null || typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16)) return from;
        T* values = Values;
        ulong* indices = (ulong*)Indices;
        Vector256<ulong> low = Vector256.Create((ulong)uint.MaxValue), first = Vector256.Create(Base), flip = Vector256.Create(Flip);
        long i = from;
        for (; i + 8 <= to; i += 8)
        {
            Vector256<ulong> a = Vector256.Load(packed + i), b = Vector256.Load(packed + i + 4);
            Vector256<ulong> codes = (a >> 32) + first ^ flip, more = (b >> 32) + first ^ flip;
            if (sizeof(T) == 8)
            {
                codes.Store((ulong*)values + i);
                more.Store((ulong*)values + i + 4);
            }
            else
            {
                Vector256<uint> all = Vector256.Narrow(codes, more);
                if (typeof(T) == typeof(float))
                {
                    if (Vector256.EqualsAny(all, Vector256.Create(1u << 31)) || Vector256.EqualsAny(all, Vector256<uint>.AllBitsSet)) return i;
                    Vector256<int> bits = all.AsInt32();
                    (bits ^ (~(bits >> 31) | Vector256.Create(int.MinValue))).Store((int*)values + i);
                }
                else if (sizeof(T) == 4) all.Store((uint*)values + i);
                else
                {
                    Vector128<ushort> half = Vector128.Narrow(all.GetLower(), all.GetUpper());
                    if (sizeof(T) == 2) half.Store((ushort*)values + i);
                    else Vector128.Narrow(half, half).GetLower().Store((byte*)values + i);
                }
            }
            (a & low).Store(indices + i);
            (b & low).Store(indices + i + 4);
        }
        return i;
    }
}
