using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>How the first elements of a line are found.</summary>
internal static class TopK
{
    /// <summary>So many are kept in order as the line is walked.</summary>
    public const int Few = 16;

    /// <summary>Lines of up to this length are sorted by counting, whatever is taken.</summary>
    public const int Short = 32;

    /// <summary>Whether so many are sooner picked than sorted with the whole line, which is quickest for integers.</summary>
    public static bool Pays(long length, long taken, ScalarType type) => taken <= Few || taken < length / (type == ScalarType.Float64 ? 24 : type.IsFloatingPoint() ? 32 : 64);
}

/// <summary>Picks the first elements of lines in order without sorting the rest. Any stride will do.</summary>
internal unsafe struct TopKBody<T, TKey, TPacked> : IRangeBody where T : unmanaged where TKey : struct, ISortKey<T> where TPacked : unmanaged, IComparable<TPacked>
{
    public T* Source, Values;
    public long* Indices;
    public Lines Lines;
    public long Length, Taken; // elements of a source line and of a target line
    public long SourceStride, ValuesStride, IndicesStride;
    public bool Descending;
    public bool LastAlone; // the targets take the last of the elements only

    // Elements that are kept at a time.
    private readonly long Kept => Math.Min(Length, Taken + Math.Max(Taken / 2, 8));

    public readonly void Run(long begin, long end)
    {
        using var memory = new Buffer<TPacked>(Taken <= TopK.Few ? 0 : Kept + ShortLine.MostPacked);
        for (long line = begin; line < end; line++)
        {
            var (i, v, s) = Lines.Begin(line);
            if (Length <= TopK.Short && SourceStride == 1 && ValuesStride == 1 && IndicesStride == 1 && !LastAlone)
                ShortLine.Sort(new KeyedLine<T, TKey>(Source + s, Values + v, Indices + i, Descending), Length, Taken);
            else if (Taken <= TopK.Few) FewOf(Source + s, Values + v, Indices + i);
            else Many(Source + s, Values + v, Indices + i, memory.Pointer);
        }
    }

    // Keeps the smallest so far; what is not smaller than the last of them is passed over, which soon is nearly everything.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Many(T* source, T* values, long* indices, TPacked* memory)
    {
        ulong flip = SortKeys.Flip<T, TKey>(Descending);
        long capacity = Kept, count = 0, stride = SourceStride;
        TPacked limit = Ranked.Pack<TPacked>(ulong.MaxValue, -1);
        for (long i = 0; i < Length; i++)
        {
            TPacked element = Ranked.Pack<TPacked>(TKey.Of(source[i * stride]) ^ flip, i);
            if (!Ranked.Less(element, limit))
            {
                if (stride == 1) i = NextBetter(source, i + 1, source[Ranked.Place(limit)]) - 1;
                continue;
            }
            memory[count++] = element;
            if (count < capacity || i == Length - 1) continue;
            KeepSmallest(memory, count);
            limit = memory[Taken - 1];
            count = Taken;
            if (stride == 1) i = NextBetter(source, i + 1, source[Ranked.Place(limit)]) - 1;
        }
        if (count <= ShortLine.MostPacked && typeof(TPacked) == typeof(ulong)) KeepSmallest(memory, count);
        else
        {
            if (count > Taken) KeepSmallest(memory, count);
            new Span<TPacked>(memory, (int)Taken).Sort();
        }
        Unpack(memory, source, values, indices);
    }

    // The best so far stand in order; what is not better than the last of them is passed over.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void FewOf(T* source, T* values, long* indices)
    {
        ulong* keys = stackalloc ulong[TopK.Few];
        long* places = stackalloc long[TopK.Few];
        ulong flip = SortKeys.Flip<T, TKey>(Descending);
        long count = 0, taken = Taken, stride = SourceStride, length = Length;
        for (long i = 0; i < length; i++)
        {
            ulong key = TKey.Of(source[i * stride]) ^ flip;
            if (count == taken)
            {
                if (key >= keys[taken - 1])
                {
                    if (stride == 1) i = NextBetter(source, i + 1, source[places[taken - 1]]) - 1;
                    continue;
                }
                count--;
            }
            long at = count++;
            for (; at > 0 && keys[at - 1] > key; at--) (keys[at], places[at]) = (keys[at - 1], places[at - 1]);
            (keys[at], places[at]) = (key, i);
            if (count == taken && stride == 1) i = NextBetter(source, i + 1, source[places[taken - 1]]) - 1;
        }
        long first = LastAlone ? taken - 1 : 0;
        for (long i = first; i < taken; i++)
        {
            values[(i - first) * ValuesStride] = source[places[i] * stride];
            indices[(i - first) * IndicesStride] = places[i];
        }
    }

    // From an index on, the first element beyond the limit (or NaN), or one of the last few.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly long NextBetter(T* source, long i, T limit)
    {
        if (!Vector256<T>.IsSupported) return i;
        var wanted = Vector256.Create(limit);
        for (; i + 2 * Vector256<T>.Count <= Length; i += 2 * Vector256<T>.Count)
        {
            Vector256<T> a = Vector256.Load(source + i), b = Vector256.Load(source + i + Vector256<T>.Count);
            var within = Descending ? Vector256.LessThanOrEqual(a, wanted) : Vector256.GreaterThanOrEqual(a, wanted);
            var second = Descending ? Vector256.LessThanOrEqual(b, wanted) : Vector256.GreaterThanOrEqual(b, wanted);
            if (Vector256.EqualsAll((within & second).AsByte(), Vector256<byte>.AllBitsSet)) continue;
            uint outside = ~within.ExtractMostSignificantBits() & Lanes;
            if (outside != 0) return i + System.Numerics.BitOperations.TrailingZeroCount(outside);
            return i + Vector256<T>.Count + System.Numerics.BitOperations.TrailingZeroCount(~second.ExtractMostSignificantBits() & Lanes);
        }
        return i;
    }

    private static uint Lanes => uint.MaxValue >> (32 - Vector256<T>.Count);

    // Brings the elements that are taken to the front; sorts them if they are few.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void KeepSmallest(TPacked* memory, long count)
    {
        if (count <= ShortLine.MostPacked && typeof(TPacked) == typeof(ulong))
        {
            TPacked* spare = memory + Kept;
            ShortLine.SortPacked((ulong*)memory, (ulong*)spare, count);
            Unsafe.CopyBlock(memory, spare, (uint)(Taken * sizeof(TPacked)));
        }
        else QuickSelect.Run(memory, count, Taken - 1);
    }

    private readonly void Unpack(TPacked* packed, T* source, T* values, long* indices)
    {
        // Kept apart from the fields, which a store through a pointer might have changed for all the compiler knows.
        long step = SourceStride, valuesStep = ValuesStride, indicesStep = IndicesStride;
        ulong flip = SortKeys.Flip<T, TKey>(Descending);
        long first = LastAlone ? Taken - 1 : 0;
        for (long i = first; i < Taken; i++)
        {
            ulong code = Ranked.Key(packed[i]) ^ flip;
            long place = Ranked.Place(packed[i]);
            values[(i - first) * valuesStep] = TKey.IsAmbiguous(code) ? source[place * step] : TKey.Value(code);
            indices[(i - first) * indicesStep] = place;
        }
    }
}
