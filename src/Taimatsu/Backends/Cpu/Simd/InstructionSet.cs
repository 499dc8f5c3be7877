using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>The families of vector instructions that kernels are written for, weakest first.</summary>
internal enum SimdLevel
{
    /// <summary><see cref="System.Numerics.Vector{T}"/> alone: every processor.</summary>
    Portable,

    /// <summary>Arm AdvSimd, 128 bits with fused multiply-add.</summary>
    Neon,

    /// <summary>x86 AVX2 with FMA, 256 bits.</summary>
    Avx2,

    /// <summary>x86 AVX-512 F, BW, DQ and VL, 512 bits and masks.</summary>
    Avx512,
}

/// <summary>
/// The instruction level that every kernel of this process uses, chosen once. The environment variable TAIMATSU_SIMD (avx512, avx2, neon, portable)
/// lowers it, so that each level can be tested on one machine; a level that the processor lacks gives the best one it has.
/// </summary>
internal static class InstructionSet
{
    /// <summary>The name of the environment variable that overrides the choice.</summary>
    public const string Variable = "TAIMATSU_SIMD";

    /// <summary>The level in use. Read-only, so that the JIT folds tests of it to constants.</summary>
    public static readonly SimdLevel Level = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Whether this processor can run kernels of <paramref name="level"/>.</summary>
    public static bool IsSupported(SimdLevel level) => level switch
    {
        // The JIT reports 512-bit vectors as not accelerated where using them lowers the clock; there AVX2 is the better choice.
        SimdLevel.Avx512 => Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Vector512.IsHardwareAccelerated,
        SimdLevel.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        SimdLevel.Neon => AdvSimd.Arm64.IsSupported,
        _ => true,
    };

    /// <summary>The level for the value of the environment variable; null or empty means the best. Throws ArgumentException for an unknown name.</summary>
    internal static SimdLevel Choose(string? requested)
    {
        SimdLevel limit = requested?.Trim().ToLowerInvariant() switch
        {
            null or "" or "avx512" => SimdLevel.Avx512,
            "avx2" => SimdLevel.Avx2,
            "neon" => SimdLevel.Neon,
            "portable" => SimdLevel.Portable,
            _ => throw new ArgumentException($"{Variable}: unknown level '{requested}', expected avx512, avx2, neon or portable"),
        };
        for (SimdLevel level = limit; level > SimdLevel.Portable; level--)
            if (IsSupported(level)) return level;
        return SimdLevel.Portable;
    }
}
