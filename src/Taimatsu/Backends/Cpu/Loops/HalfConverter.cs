using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Half precision to single and back, sixteen at a time, by the floating-point unit's own rounding.</summary>
internal static unsafe class HalfConverter
{
    /// <summary>Converts as many as whole vectors hold; returns their number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long ToSingle(ushort* from, float* to, long count)
    {
        long i = 0;
        if (!Avx512F.IsSupported) return i;
        // The exponent's bias is set right by a product, which also makes subnormal numbers normal.
        Vector512<float> scale = Vector512.Create(0x77800000).AsSingle();
        Vector512<int> magnitude = Vector512.Create(0x0FFFE000), special = Vector512.Create(0x0F800000), infinity = Vector512.Create(0x7F800000), quiet = Vector512.Create(0x00400000);
        for (; i + 16 <= count; i += 16)
        {
            var bits = Avx512F.ConvertToVector512Int32(Vector256.Load(from + i)) << 13;
            var shifted = bits & magnitude;
            var value = (shifted.AsSingle() * scale).AsInt32();
            var isSpecial = Vector512.GreaterThanOrEqual(shifted, special);
            var isNaN = Vector512.GreaterThan(shifted, special);
            value = Vector512.ConditionalSelect(isSpecial, shifted | infinity | (isNaN & quiet), value);
            (value | (bits << 3 & Vector512.Create(int.MinValue))).AsSingle().Store(to + i);
        }
        return i;
    }

    /// <summary>Converts as many as whole vectors hold, to the nearest, ties to even; returns their number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long FromSingle(float* from, ushort* to, long count)
    {
        long i = 0;
        if (!Avx512F.IsSupported) return i;
        Vector512<uint> sign = Vector512.Create(0x80000000u), tooLarge = Vector512.Create(0x477FF000u), smallest = Vector512.Create(0x38800000u), infinity = Vector512.Create(0x7F800000u);
        // Adding a half leaves the bits of a subnormal result, rounded, at the low end.
        Vector512<float> half = Vector512.Create(0.5f);
        for (; i + 16 <= count; i += 16)
        {
            var bits = Vector512.Load(from + i).AsUInt32();
            var magnitude = bits & ~sign;
            var normal = (magnitude + Vector512.Create(0xC8000FFFu) + ((magnitude >>> 13) & Vector512<uint>.One)) >>> 13;
            var subnormal = (magnitude.AsSingle() + half).AsUInt32() - half.AsUInt32();
            var result = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, smallest), subnormal, normal);
            result = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(magnitude, tooLarge), Vector512.Create(0x7C00u), result);
            result = Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, infinity), Vector512.Create(0x7E00u) | ((magnitude >>> 13) & Vector512.Create(0x3FFu)), result);
            Avx512F.ConvertToVector256UInt16(result | ((bits & sign) >>> 16)).Store(to + i);
        }
        return i;
    }
}
