using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Sorts short lines by counting: as many elements as come before one, that is its place. Many elements are compared at a time, and nothing branches on the data.</summary>
internal static unsafe class ShortLine
{
    private const int Most = 384;

    /// <summary>The longest line that is sorted so: the sooner digits of its keys are dear to sort by, the longer.</summary>
    public static int Longest<T>() where T : unmanaged => LongestAt512<T>() * VectorWidth.Bits / 512;

    private static int LongestAt512<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double)) return Most;
        if (typeof(T) == typeof(int)) return 224;
        return sizeof(T) == 1 ? 64 : 144;
    }

    /// <summary>The most packed elements that are sorted so.</summary>
    public const int MostPacked = 48;

    /// <summary>Sorts a line, or the first elements of it.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort<T, TKey>(in KeyedLine<T, TKey> line, long length, long taken) where T : unmanaged where TKey : struct, ISortKey<T>
    {
        if (sizeof(T) == 8)
        {
            long* keys = stackalloc long[2 * Most], places = keys + Most;
            for (long i = 0; i < length; i++) keys[i] = (long)(line.Key(i) ^ 1ul << 63);
            Count(keys, places, length);
            for (long i = 0; i < length; i++)
                if (places[i] < taken) Put(line, places[i], i);
        }
        else
        {
            int* keys = stackalloc int[2 * Most], places = keys + Most;
            for (long i = 0; i < length; i++) keys[i] = (int)line.Key(i) ^ int.MinValue;
            Count(keys, places, length);
            for (long i = 0; i < length; i++)
                if (places[i] < taken) Put(line, places[i], i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T, TKey>(in KeyedLine<T, TKey> line, long at, long place) where T : unmanaged where TKey : struct, ISortKey<T>
    {
        line.Indices[at] = place;
        if (line.Values != null) line.Values[at] = line.Source[place];
    }

    private static void Count<TLane>(TLane* keys, TLane* places, long length) where TLane : unmanaged
    {
        if (VectorWidth.Bits >= 512) Count512(keys, places, length);
        else Count256(keys, places, length);
    }

    // Of equal elements those in front come before: all of an earlier block do, none of a later one. Two blocks share what is loaded.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count512<TLane>(TLane* keys, TLane* places, long length) where TLane : unmanaged
    {
        Vector512<TLane> one = Vector512<TLane>.One, lanes = Vector512<TLane>.Indices;
        int count = Vector512<TLane>.Count;
        long block = 0;
        for (; block + count < length; block += 2 * count)
        {
            Vector512<TLane> own = Vector512.Load(keys + block), next = Vector512.Load(keys + block + count), ownBefore = Vector512<TLane>.Zero, nextBefore = Vector512<TLane>.Zero, lane = Vector512<TLane>.Zero;
            long j = 0, middle = block + count, after = Math.Min(middle + count, length);
            for (; j < block; j++)
            {
                var other = Vector512.Create(keys[j]);
                ownBefore = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(own, other), ownBefore + one, ownBefore);
                nextBefore = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(next, other), nextBefore + one, nextBefore);
            }
            for (; j < middle; j++, lane += one)
            {
                var other = Vector512.Create(keys[j]);
                ownBefore -= Before(own, other, lanes, lane);
                nextBefore = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(next, other), nextBefore + one, nextBefore);
            }
            for (lane = Vector512<TLane>.Zero; j < after; j++, lane += one)
            {
                var other = Vector512.Create(keys[j]);
                ownBefore = Vector512.ConditionalSelect(Vector512.GreaterThan(own, other), ownBefore + one, ownBefore);
                nextBefore -= Before(next, other, lanes, lane);
            }
            for (; j < length; j++)
            {
                var other = Vector512.Create(keys[j]);
                ownBefore = Vector512.ConditionalSelect(Vector512.GreaterThan(own, other), ownBefore + one, ownBefore);
                nextBefore = Vector512.ConditionalSelect(Vector512.GreaterThan(next, other), nextBefore + one, nextBefore);
            }
            ownBefore.Store(places + block);
            nextBefore.Store(places + middle);
        }
        if (block < length)
        {
            Vector512<TLane> own = Vector512.Load(keys + block), before = Vector512<TLane>.Zero, lane = Vector512<TLane>.Zero;
            long j = 0;
            for (; j < block; j++) before = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(own, Vector512.Create(keys[j])), before + one, before);
            for (; j < length; j++, lane += one) before -= Before(own, Vector512.Create(keys[j]), lanes, lane);
            before.Store(places + block);
        }
    }

    // All ones where an element of the same block comes before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TLane> Before<TLane>(Vector512<TLane> own, Vector512<TLane> other, Vector512<TLane> lanes, Vector512<TLane> lane) where TLane : unmanaged
        => Vector512.GreaterThan(own, other) | (Vector512.Equals(own, other) & Vector512.GreaterThan(lanes, lane));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count256<TLane>(TLane* keys, TLane* places, long length) where TLane : unmanaged
    {
        for (long block = 0; block < length; block += Vector256<TLane>.Count)
        {
            Vector256<TLane> own = Vector256.Load(keys + block), before = Vector256<TLane>.Zero, lanes = Vector256<TLane>.Indices, lane = Vector256<TLane>.Zero;
            long after = Math.Min(block + Vector256<TLane>.Count, length);
            for (long j = 0; j < block; j++) before -= Vector256.GreaterThanOrEqual(own, Vector256.Create(keys[j]));
            for (long j = block; j < after; j++, lane += Vector256<TLane>.One)
            {
                var other = Vector256.Create(keys[j]);
                before -= Vector256.GreaterThan(own, other) | (Vector256.Equals(own, other) & Vector256.GreaterThan(lanes, lane));
            }
            for (long j = after; j < length; j++) before -= Vector256.GreaterThan(own, Vector256.Create(keys[j]));
            before.Store(places + block);
        }
    }

    /// <summary>Sorts packed elements, which all differ.</summary>
    public static void SortPacked(ulong* elements, ulong* sorted, long length)
    {
        long i = 0;
        for (; i + Vector256<ulong>.Count <= length; i += Vector256<ulong>.Count)
        {
            var own = Vector256.Load(elements + i);
            var places = Vector256<ulong>.Zero;
            for (long j = 0; j < length; j++) places -= Vector256.GreaterThan(own, Vector256.Create(elements[j])); // true is -1
            for (int k = 0; k < Vector256<ulong>.Count; k++) sorted[places[k]] = own[k];
        }
        for (; i < length; i++)
        {
            ulong own = elements[i];
            long place = 0;
            for (long j = 0; j < length; j++) place += elements[j] < own ? 1 : 0;
            sorted[place] = own;
        }
    }
}
