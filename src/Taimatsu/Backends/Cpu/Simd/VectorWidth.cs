using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>The vector width of pointwise loops: the widest that the processor runs well, or what TAIMATSU_SIMD says.</summary>
internal static class VectorWidth
{
    /// <summary>512, 256 or 128.</summary>
    public static readonly int Bits = Environment.GetEnvironmentVariable("TAIMATSU_SIMD") switch
    {
        "avx2" => Vector256.IsHardwareAccelerated ? 256 : 128,
        "neon" or "portable" => 128,
        _ => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
    };
}
