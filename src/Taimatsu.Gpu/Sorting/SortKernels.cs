using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>What picking from sorted lines needs to know beside its memory; strides in bytes.</summary>
internal struct SortShape
{
    public int Type, Length, Padded, Taken, Kind, Flips;
    public long Place, SourceStride, ValuesStride, IndicesStride;
}

/// <summary>
/// Sorts lines of keys. Every element becomes an unsigned number in its type's order and its place in the line; no two such pairs are equal, so equal elements keep their order. Lines are
/// padded to a power of two with what comes last.
/// </summary>
internal static class SortKernels
{
    /// <summary>The most elements that a group sorts in shared memory.</summary>
    public const int MostTile = 512;

    /// <summary>Keys and places of the elements of all lines.</summary>
    public static void Keys(Index1D i, ArrayView<ulong> keys, ArrayView<int> places, ArrayView<byte> source, Steps lines, SortShape shape)
    {
        int k = i % shape.Padded;
        keys[i] = k < shape.Length ? SortKey.Of(source, Steps.Offset(lines, (uint)(i.X / shape.Padded)) + k * shape.SourceStride, shape.Type, shape.Flips) : ulong.MaxValue;
        places[i] = k;
    }

    /// <summary>Short lines: the number of smaller elements is an element's place in order.</summary>
    public static void ByCounting(Index1D i, ArrayView<ulong> sorted, ArrayView<int> sortedPlaces, ArrayView<ulong> keys, int length)
    {
        int line = i / length * length, own = i - line, smaller = 0;
        ulong key = keys[i];
        for (int k = 0; k < length; k++)
        {
            ulong other = keys[line + k];
            if (other < key || (other == key && k < own)) smaller++;
        }
        sorted[line + smaller] = key;
        sortedPlaces[line + smaller] = own;
    }

    /// <summary>A bitonic network for tiles: one group a tile, two elements a thread. Merging only, it finishes runs of twice the tile and more.</summary>
    public static void Tiles(ArrayView<ulong> keys, ArrayView<int> places, int tile, int mergesOnly)
    {
        var key = SharedMemory.Allocate<ulong>(MostTile);
        var place = SharedMemory.Allocate<int>(MostTile);
        int thread = Group.IdxX, half = tile / 2, second = thread + half;
        long begin = (long)Grid.IdxX * tile;
        key[thread] = keys[begin + thread];
        place[thread] = places[begin + thread];
        key[second] = keys[begin + second];
        place[second] = places[begin + second];
        Group.Barrier();
        for (int run = mergesOnly != 0 ? tile : 2; run <= tile; run *= 2)
        {
            // Both halves of a run ascend: the first comparison meets them head to tail, after that each half is a bitonic line of its own.
            for (int distance = run / 2; distance >= 1; distance /= 2)
            {
                int offset = thread % distance, block = thread / distance * 2 * distance;
                int a = block + offset, b = mergesOnly == 0 && distance == run / 2 ? block + run - 1 - offset : a + distance;
                if (key[b] < key[a] || (key[b] == key[a] && place[b] < place[a]))
                {
                    (key[a], key[b]) = (key[b], key[a]);
                    (place[a], place[b]) = (place[b], place[a]);
                }
                Group.Barrier();
            }
        }
        keys[begin + thread] = key[thread];
        places[begin + thread] = place[thread];
        keys[begin + second] = key[second];
        places[begin + second] = place[second];
    }

    /// <summary>One comparison of a network that spans tiles.</summary>
    public static void Compare(Index1D i, ArrayView<ulong> keys, ArrayView<int> places, int distance, int headToTail)
    {
        int offset = i % distance;
        long block = (long)(i.X / distance) * 2 * distance, a = block + offset, b = headToTail != 0 ? block + 2 * distance - 1 - offset : a + distance;
        ulong keyA = keys[a], keyB = keys[b];
        int placeA = places[a], placeB = places[b];
        if (keyB > keyA || (keyB == keyA && placeB > placeA)) return;
        keys[a] = keyB;
        places[a] = placeB;
        keys[b] = keyA;
        places[b] = placeA;
    }

    /// <summary>The first elements of each sorted line.</summary>
    public static void Take(Index1D i, ArrayView<byte> values, Steps valueLines, ArrayView<byte> indices, Steps indexLines, ArrayView<byte> source, Steps lines, ArrayView<int> places, SortShape shape)
    {
        int line = i / shape.Taken, k = i % shape.Taken;
        Put(values, Steps.Offset(valueLines, (uint)line) + k * shape.ValuesStride, indices, Steps.Offset(indexLines, (uint)line) + k * shape.IndicesStride,
            source, Steps.Offset(lines, (uint)line), places[(long)line * shape.Padded + k], shape);
    }

    /// <summary>One element of each sorted line.</summary>
    public static void Pick(Index1D line, ArrayView<byte> values, Steps valueLines, ArrayView<byte> indices, Steps indexLines, ArrayView<byte> source, Steps lines, ArrayView<ulong> keys, ArrayView<int> places, SortShape shape)
    {
        long begin = (long)line.X * shape.Padded, at = shape.Place;
        if (shape.Kind == (int)RankKind.Mode) at = MostFrequent(keys, begin, shape.Length);
        else if (shape.Kind != (int)RankKind.Place)
        {
            // NaN has the largest key and so the last places.
            ulong largest = SortKey.NaN(shape.Type);
            int numbers = shape.Length;
            if (largest != 0 && keys[begin + numbers - 1] == largest)
            {
                int from = 0;
                while (from < numbers)
                {
                    int half = (from + numbers) / 2;
                    if (keys[begin + half] == largest) numbers = half;
                    else from = half + 1;
                }
            }
            if (shape.Kind == (int)RankKind.Median && numbers < shape.Length) at = numbers;
            else at = IntrinsicMath.Max(numbers - 1, 0) / 2;
        }
        Put(values, Steps.Offset(valueLines, (uint)line.X), indices, Steps.Offset(indexLines, (uint)line.X), source, Steps.Offset(lines, (uint)line.X), places[begin + at], shape);
    }

    /// <summary>Places in ascending lines by halving.</summary>
    public static void Search(Index1D i, ArrayView<long> target, ArrayView<byte> boundaries, ArrayView<byte> values, int type, long length, long perLine, int right)
    {
        int size = Element.Size(type);
        ulong value = SortKey.Of(values, (long)i.X * size, type, 0), nan = SortKey.NaN(type);
        long line = i.X / perLine * length, from = 0, count = length;
        while (count > 0)
        {
            long half = count / 2;
            ulong boundary = SortKey.Of(boundaries, (line + from + half) * size, type, 0);
            // NaN is not at or above anything, so the search passes it, and for NaN it passes all.
            if (boundary < value || (right != 0 && boundary == value) || (nan != 0 && (boundary == nan || value == nan)))
            {
                from += half + 1;
                count -= half + 1;
            }
            else count = half;
        }
        target[i] = from;
    }

    private static long MostFrequent(ArrayView<ulong> keys, long begin, int length)
    {
        long best = 0, run = 0, found = 0;
        for (int k = 0; k < length; k++)
        {
            run++;
            if (k < length - 1 && keys[begin + k] == keys[begin + k + 1]) continue;
            if (run > best)
            {
                best = run;
                found = k;
            }
            run = 0;
        }
        return found;
    }

    // The element itself, since a key does not tell the sign of zero.
    private static void Put(ArrayView<byte> values, long valueAt, ArrayView<byte> indices, long indexAt, ArrayView<byte> source, long line, int place, in SortShape shape)
    {
        long from = line + place * shape.SourceStride;
        switch (Element.Size(shape.Type))
        {
            case 8: Element.At<long>(values, valueAt) = Element.At<long>(source, from); break;
            case 4: Element.At<int>(values, valueAt) = Element.At<int>(source, from); break;
            case 2: Element.At<short>(values, valueAt) = Element.At<short>(source, from); break;
            default: values[valueAt] = source[from]; break;
        }
        Element.At<long>(indices, indexAt) = place;
    }
}
