namespace Taimatsu.Backends.Cpu;

/// <summary>The vector width of pointwise loops: the widest that the processor runs well, as <see cref="InstructionSet"/> says.</summary>
internal static class VectorWidth
{
    /// <summary>512, 256 or 128.</summary>
    public static readonly int Bits = InstructionSet.Level switch
    {
        SimdLevel.Avx512 => 512,
        SimdLevel.Avx2 => 256,
        _ => 128,
    };
}
