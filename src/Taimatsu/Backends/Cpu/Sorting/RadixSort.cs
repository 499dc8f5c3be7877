using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Sorts packed elements by their keys' digits, from the lowest up: linear, and without branches that depend on the data. A digit that all elements share
/// costs no pass. Short lines are sorted by counting the smaller ones of each element, many at a time.
/// </summary>
internal static unsafe partial class RadixSort
{
    /// <summary>Lines of up to this length are sorted by counting.</summary>
    public const int Short = 48;

    private const int WideFrom = 8192;
    private const int NarrowDigit = 8, WideDigit = 11;
    private const int MostPasses = 8;

    /// <summary>Numbers that <see cref="Run"/> needs for counting, for lines of up to some length.</summary>
    public static long CountersFor(long length) => length <= Short ? 0 : length < WideFrom ? MostPasses << NarrowDigit : (length < SharedFrom ? 6 : MostParts) << WideDigit;

    /// <summary>Sorts by the lowest bits of the keys; the elements stand in order of place. Returns where the result is: in one of the two buffers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TPacked* Run<TPacked>(TPacked* elements, TPacked* spare, long length, int bits, long* counters) where TPacked : unmanaged
    {
        if (length <= Short)
        {
            if (typeof(TPacked) == typeof(ulong))
            {
                ByCounting((ulong*)elements, (ulong*)spare, length);
                return spare;
            }
            Insertion(elements, length);
            return elements;
        }
        int digit = length < WideFrom ? NarrowDigit : WideDigit, passes = (bits + digit - 1) / digit;
        ulong mask = (1ul << digit) - 1;
        new Span<long>(counters, passes << digit).Clear();
        for (long i = 0; i < length; i++)
        {
            ulong key = Ranked.Key(elements[i]);
            long* counter = counters;
            for (int p = 0; p < passes; p++, counter += 1 << digit, key >>= digit) counter[key & mask]++;
        }
        ulong first = Ranked.Key(elements[0]);
        for (int p = 0; p < passes; p++)
        {
            long* counter = counters + ((long)p << digit);
            int shift = p * digit;
            if (counter[(first >> shift) & mask] == length) continue;
            long next = 0;
            for (long* c = counter, end = counter + (1 << digit); c < end; c++)
            {
                long own = *c;
                *c = next;
                next += own;
            }
            for (long i = 0; i < length; i++)
            {
                TPacked element = elements[i];
                spare[counter[(Ranked.Key(element) >> shift) & mask]++] = element;
            }
            TPacked* moved = spare;
            spare = elements;
            elements = moved;
        }
        return elements;
    }

    /// <summary>Sorts a few elements. All differ, so the number of smaller ones is an element's place.</summary>
    public static void ByCounting(ulong* elements, ulong* sorted, long length)
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

    private static void Insertion<TPacked>(TPacked* elements, long length) where TPacked : unmanaged
    {
        for (long i = 1; i < length; i++)
        {
            TPacked element = elements[i];
            long at = i;
            for (; at > 0 && Ranked.Less(element, elements[at - 1]); at--) elements[at] = elements[at - 1];
            elements[at] = element;
        }
    }
}
