using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Puts the element of one rank in its place, smaller ones before it and larger ones after. All elements differ, as packed ones do.</summary>
internal static unsafe class QuickSelect
{
    private const int Short = 24;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TPacked>(TPacked* elements, long length, long rank) where TPacked : unmanaged, IComparable<TPacked>
    {
        long low = 0, high = length - 1;
        // After pivots of bad luck or malice the rest is sorted, which is never quadratic; a span holds it unless it is huge.
        int rounds = 4 * (64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)length));
        while (high - low > Short && (rounds-- > 0 || high - low >= int.MaxValue))
        {
            TPacked pivot = Median(elements[low], elements[low + (high - low) / 2], elements[high]);
            long i = low, j = high;
            while (i <= j)
            {
                while (Ranked.Less(elements[i], pivot)) i++;
                while (Ranked.Less(pivot, elements[j])) j--;
                if (i > j) break;
                (elements[i], elements[j]) = (elements[j], elements[i]);
                i++;
                j--;
            }
            if (rank <= j) high = j;
            else if (rank >= i) low = i;
            else return;
        }
        if (high > low) new Span<TPacked>(elements + low, (int)(high - low + 1)).Sort();
    }

    private static TPacked Median<TPacked>(TPacked a, TPacked b, TPacked c) where TPacked : unmanaged
    {
        if (Ranked.Less(b, a)) (a, b) = (b, a);
        return Ranked.Less(c, a) ? a : Ranked.Less(b, c) ? b : c;
    }
}
