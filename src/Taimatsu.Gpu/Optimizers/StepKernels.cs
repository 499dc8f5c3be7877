using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>Steps of optimisers.</summary>
internal static class StepKernels
{
    /// <summary>Numbers a parameter has in the table: where its five arrays lie, as elements from the origin on, and how many elements it has.</summary>
    public const int Entry = 6;

    /// <summary>The bits of a piece that say where it begins; those above them name the parameter.</summary>
    public const int BeginBits = 40;

    /// <summary>
    /// One group of threads a piece of a parameter, for all parameters of a step. The table holds an entry for each parameter, then each piece; arrays lie anywhere in the
    /// device's memory, before the origin or after it.
    /// </summary>
    public static void Step<TRule, T, V>(ArrayView<T> origin, ArrayView<long> table, int parameters, int pieceLength, int states, TRule rule)
        where TRule : struct, IStepRule where T : unmanaged where V : struct, ILane<V, T>
    {
        long piece = table[parameters * Entry + Grid.IdxX], begin = piece & ((1L << BeginBits) - 1);
        int entry = (int)(piece >> BeginBits) * Entry;
        long parameterAt = table[entry], gradientAt = table[entry + 1], at0 = table[entry + 2], at1 = table[entry + 3], at2 = table[entry + 4];
        long end = IntrinsicMath.Min(begin + pieceLength, table[entry + 5]);
        for (long i = begin + Group.IdxX; i < end; i += Group.DimX)
        {
            V parameter = V.Create(origin[parameterAt + i]), state0 = V.Zero, state1 = V.Zero, state2 = V.Zero;
            if (states > 0) state0 = V.Create(origin[at0 + i]);
            if (states > 1) state1 = V.Create(origin[at1 + i]);
            if (states > 2) state2 = V.Create(origin[at2 + i]);
            rule.Invoke<V, T>(ref parameter, V.Create(origin[gradientAt + i]), ref state0, ref state1, ref state2);
            origin[parameterAt + i] = V.Sum(parameter);
            if (states > 0) origin[at0 + i] = V.Sum(state0);
            if (states > 1) origin[at1 + i] = V.Sum(state1);
            if (states > 2) origin[at2 + i] = V.Sum(state2);
        }
    }
}
