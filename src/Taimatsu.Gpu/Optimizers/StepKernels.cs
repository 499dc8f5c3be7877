using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>Steps of optimisers.</summary>
internal static class StepKernels
{
    /// <summary>Numbers a parameter has in the table: where its five arrays lie, and how many elements it has.</summary>
    public const int Entry = 6;

    /// <summary>The bits of a piece that say where it begins; those above them name the parameter.</summary>
    public const int BeginBits = 40;

    /// <summary>
    /// One group of threads a piece of a parameter, for all parameters of a step. The table holds an entry for each parameter, then each piece; arrays are numbers of elements
    /// in the memory, which is all that the device has.
    /// </summary>
    public static void Step<TRule, T, V>(ArrayView<T> memory, ArrayView<long> table, int parameters, int pieceLength, int states, TRule rule)
        where TRule : struct, IStepRule where T : unmanaged where V : struct, ILane<V, T>
    {
        long piece = table[parameters * Entry + Grid.IdxX], begin = piece & ((1L << BeginBits) - 1);
        int entry = (int)(piece >> BeginBits) * Entry;
        long parameterAt = table[entry], gradientAt = table[entry + 1], at0 = table[entry + 2], at1 = table[entry + 3], at2 = table[entry + 4];
        long end = IntrinsicMath.Min(begin + pieceLength, table[entry + 5]);
        for (long i = begin + Group.IdxX; i < end; i += Group.DimX)
        {
            V parameter = V.Create(memory[parameterAt + i]), state0 = V.Zero, state1 = V.Zero, state2 = V.Zero;
            if (states > 0) state0 = V.Create(memory[at0 + i]);
            if (states > 1) state1 = V.Create(memory[at1 + i]);
            if (states > 2) state2 = V.Create(memory[at2 + i]);
            rule.Invoke<V, T>(ref parameter, V.Create(memory[gradientAt + i]), ref state0, ref state1, ref state2);
            memory[parameterAt + i] = V.Sum(parameter);
            if (states > 0) memory[at0 + i] = V.Sum(state0);
            if (states > 1) memory[at1 + i] = V.Sum(state1);
            if (states > 2) memory[at2 + i] = V.Sum(state2);
        }
    }
}
