using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Puts columns together one after the other: where places lie too far apart for <see cref="BlockColumns{T}"/>, or there are no permutations.</summary>
internal static unsafe class SingleColumns
{
    /// <summary>target[i] = row[places[i]].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Pick<T>(T* row, T* target, int* places, int count) where T : unmanaged
    {
        int i = 0;
        for (; i + 4 <= count; i += 4)
        {
            T a = row[places[i]], b = row[places[i + 1]], c = row[places[i + 2]], d = row[places[i + 3]];
            target[i] = a;
            target[i + 1] = b;
            target[i + 2] = c;
            target[i + 3] = d;
        }
        for (; i < count; i++) target[i] = row[places[i]];
    }

    /// <summary>Sums in compressed rows; without weights all are one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Sum<T>(T* row, T* target, int* starts, int* places, double* weights, int count, int uniform) where T : unmanaged, INumber<T>
    {
        if (uniform == 2 && weights != null)
            for (int i = 0; i < count; i++, places += 2, weights += 2)
                target[i] = T.MultiplyAddEstimate(row[places[1]], T.CreateTruncating(weights[1]), row[places[0]] * T.CreateTruncating(weights[0]));
        else if (uniform == 4 && weights != null)
            for (int i = 0; i < count; i++, places += 4, weights += 4)
            {
                T sum = T.MultiplyAddEstimate(row[places[1]], T.CreateTruncating(weights[1]), row[places[0]] * T.CreateTruncating(weights[0]));
                target[i] = T.MultiplyAddEstimate(row[places[3]], T.CreateTruncating(weights[3]), T.MultiplyAddEstimate(row[places[2]], T.CreateTruncating(weights[2]), sum));
            }
        else
            for (int i = 0; i < count; i++)
            {
                T sum = T.Zero;
                int k = starts[i], end = starts[i + 1];
                if (weights == null)
                    for (; k < end; k++) sum += row[places[k]];
                else
                    for (; k < end; k++) sum = T.MultiplyAddEstimate(row[places[k]], T.CreateTruncating(weights[k]), sum);
                target[i] = sum;
            }
    }
}
